//! Writing files so that a reader sees the old bytes or the new ones, never half of them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::{Error, Kind, Problem};

/// Writes files into a folder, which is made if needed, by the rules of [`write_all`], and returns their paths.
///
/// # Errors
/// As [`write_all`], and if the folder cannot be made.
pub fn write_into<'f>(
    dir: &Path,
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
) -> Result<Vec<PathBuf>, Error> {
    fs::create_dir_all(dir).map_err(|e| {
        Error::new(Kind::Io, Problem::io("make the folder", dir, &e).help("name another folder with `--out`"))
    })?;
    let (paths, contents): (Vec<_>, Vec<_>) = files.into_iter().map(|(name, b)| (dir.join(name), b)).unzip();
    write_all(paths.iter().map(PathBuf::as_path).zip(contents))?;
    Ok(paths)
}

/// Writes files, all of them or none.
///
/// Everything is first written beside its target under a temporary name; only when all of it is on disk are the files
/// renamed into place. A file that already holds these bytes is not touched, so that what is built from it is not
/// built again. A link keeps pointing where it did; a device or pipe is written directly.
///
/// # Errors
/// Every file that could not be written; after an error in the first step no target has changed.
pub fn write_all<'f>(files: impl IntoIterator<Item = (&'f Path, &'f [u8])>) -> Result<(), Error> {
    let mut staged = Vec::new();
    let mut problems = Vec::new();
    for (path, bytes) in files {
        match Staged::new(path, bytes) {
            Ok(file) => staged.extend(file),
            Err(e) => problems.push(Problem::io("write", path, &e)),
        }
    }
    Error::check(Kind::Io, problems)?;
    let failed = staged.into_iter().filter_map(|file| file.commit().err());
    Error::check(Kind::Io, failed.map(|(path, e)| Problem::io("write", &path, &e)).collect())
}

/// New content, waiting beside its target. Dropping it removes it.
struct Staged {
    temporary: PathBuf,
    target: PathBuf,
}

impl Staged {
    /// `None`: the target already holds the bytes, or is no ordinary file and was written directly.
    fn new(path: &Path, bytes: &[u8]) -> io::Result<Option<Self>> {
        let existing = match fs::metadata(path) {
            Ok(data) if data.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(data) if !data.is_file() => {
                fs::OpenOptions::new().write(true).open(path)?.write_all(bytes)?;
                return Ok(None);
            }
            Ok(data) => Some(data),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(e),
        };
        let target = if existing.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
        if let Some(data) = &existing
            && usize::try_from(data.len()) == Ok(bytes.len())
            && fs::read(&target)? == bytes
        {
            return Ok(None);
        }
        let (mut file, temporary) = create_beside(&target)?;
        let staged = Staged { temporary, target };
        file.write_all(bytes)?;
        if let Some(data) = existing {
            file.set_permissions(data.permissions())?;
        }
        Ok(Some(staged))
    }

    fn commit(self) -> Result<(), (PathBuf, io::Error)> {
        fs::rename(&self.temporary, &self.target).map_err(|e| (self.target.clone(), e))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After a commit the name is gone, which is what we want.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// A new file in the folder of `target`, with the permissions that any new file gets.
fn create_beside(target: &Path) -> io::Result<(fs::File, PathBuf)> {
    let mut attempt = 0_u32;
    loop {
        let mut name = std::ffi::OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(format!(".{}-{attempt}.tmp", std::process::id()));
        let path = target.with_file_name(name);
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && attempt < 1000 => attempt += 1,
            result => return result.map(|file| (file, path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn writes_all_and_leaves_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("a/b");
        let paths = write_into(&out, [("x", &b"1"[..]), ("y", b"2")]).unwrap();
        assert_eq!(paths, [out.join("x"), out.join("y")]);
        assert_eq!(names(&out), ["x", "y"]);
        assert_eq!(fs::read(out.join("y")).unwrap(), b"2");
    }

    #[test]
    fn one_impossible_file_changes_no_other() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("y")).unwrap();
        fs::write(dir.path().join("x"), "old").unwrap();
        let error = write_into(dir.path(), [("x", &b"new"[..]), ("y", b"2")]).unwrap_err();
        assert_eq!(error.kind, Kind::Io);
        assert!(error.to_string().contains("is a directory"), "{error}");
        assert_eq!(fs::read(dir.path().join("x")).unwrap(), b"old");
        assert_eq!(names(dir.path()), ["x", "y"]);
    }

    #[test]
    fn equal_bytes_are_not_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        fs::write(&path, "same").unwrap();
        let old = std::time::SystemTime::UNIX_EPOCH;
        fs::File::options().append(true).open(&path).unwrap().set_modified(old).unwrap();
        write_all([(path.as_path(), &b"same"[..])]).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), old);
        write_all([(path.as_path(), &b"diff"[..])]).unwrap();
        assert_ne!(fs::metadata(&path).unwrap().modified().unwrap(), old);
    }

    #[test]
    fn a_path_below_a_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        let error = write_into(&dir.path().join("file/out"), [("x", &b"1"[..])]).unwrap_err();
        assert!(error.to_string().contains("cannot make the folder"), "{error}");
        assert_eq!(names(dir.path()), ["file"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_modes_and_devices_are_respected() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (target, link) = (dir.path().join("target"), dir.path().join("link"));
        fs::write(&target, "old").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&target, &link).unwrap();
        write_all([(link.as_path(), &b"new"[..])]).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
        write_all([(Path::new("/dev/null"), &b"gone"[..])]).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
