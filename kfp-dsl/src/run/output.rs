//! The artifacts that a body makes.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kfp_ir::model::{ArtifactList, RuntimeArtifact, Struct, Value};

use crate::run::IntoValue;
use crate::run::classification::Classification;
use crate::run::input::at_path;

/// An artifact that a body makes. `Output<Model>` as an argument makes it an output of the component.
///
/// Write a file at [`path`](Output::path), or make a directory there; its parent exists. What is noted by
/// [`set_metadata`](Output::set_metadata) reaches every consumer and KFP's pages. An artifact may be metadata only.
///
/// When the body fails, what it wrote at the path is removed.
///
/// ```
/// use kfp_dsl::kinds::Model;
/// use kfp_dsl::run::{Output, Result};
///
/// fn fit(model: Output<Model>) -> Result<()> {
///     model.write(b"weights")?;
///     model.set_metadata("framework", "plain rust");
///     Ok(())
/// }
///
/// # let file = std::env::temp_dir().join(format!("kfp-dsl-doc-output-{}", std::process::id()));
/// fit(Output::at(&file))?;
/// assert_eq!(std::fs::read(&file)?, b"weights");
/// # std::fs::remove_file(&file)?;
/// # Ok::<(), kfp_dsl::run::Error>(())
/// ```
pub struct Output<T> {
    slot: Slot,
    kind: PhantomData<fn() -> T>,
}

impl<T> Output<T> {
    /// An artifact to be made at that path, for calling a body in a unit test.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let artifact = RuntimeArtifact { uri: path.display().to_string(), ..Default::default() };
        Output::new(Slot::new(artifact, path))
    }

    pub(crate) fn new(slot: Slot) -> Self {
        Output { slot, kind: PhantomData }
    }

    /// Where the file or directory is to be made.
    pub fn path(&self) -> &Path {
        &self.slot.path
    }

    /// The address in the object store that the data will have.
    pub fn uri(&self) -> String {
        self.slot.lock().uri.clone()
    }

    /// The name of the artifact.
    pub fn name(&self) -> &str {
        &self.slot.name
    }

    /// What has been noted about the artifact so far.
    pub fn metadata(&self) -> BTreeMap<String, Value> {
        self.slot.lock().metadata()
    }

    /// Notes something about the artifact; an earlier value under that key is replaced.
    ///
    /// A value that KFP cannot keep (NaN, infinity, an integer outside ±2^53) makes the component fail when its body
    /// has returned, with every such value named.
    pub fn set_metadata(&self, key: impl Into<String>, value: impl IntoValue) {
        let key = key.into();
        let mut state = self.slot.lock();
        match value.into_value() {
            Ok(value) => _ = state.metadata.insert(key, value),
            Err(problem) => state.problems.push(format!("metadata `{key}`: {problem}")),
        }
    }

    /// Says that the data is at another address than the one the engine proposed.
    pub fn set_uri(&self, uri: impl Into<String>) {
        self.slot.lock().uri = uri.into();
    }

    /// Takes a file or directory that was made somewhere else: moves it to [`path`](Output::path), or copies it from another
    /// file system.
    ///
    /// # Errors
    /// When it cannot be moved; the error names both paths.
    ///
    /// ```
    /// use kfp_dsl::kinds::Model;
    /// use kfp_dsl::run::Output;
    ///
    /// # let folder = std::env::temp_dir().join(format!("kfp-dsl-doc-adopt-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// let checkpoints = folder.join("checkpoints");
    /// std::fs::create_dir(&checkpoints)?;
    /// std::fs::write(checkpoints.join("last"), b"weights")?;
    /// let model = Output::<Model>::at(folder.join("model"));
    /// model.adopt(&checkpoints)?;
    /// assert_eq!(std::fs::read(model.path().join("last"))?, b"weights");
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn adopt(&self, made: impl AsRef<Path>) -> io::Result<()> {
        let made = made.as_ref();
        let moved = fs::rename(made, self.path()).or_else(|_| copy(made, self.path()));
        moved.map_err(|e| at_path(&e, &format!("take `{}` to", made.display()), self.path()))
    }

    /// Makes the file, empty, and opens it for writing.
    ///
    /// # Errors
    /// When it cannot be made; the error names the path.
    pub fn create(&self) -> io::Result<File> {
        File::create(self.path()).map_err(|e| at_path(&e, "create", self.path()))
    }

    /// Writes the whole file.
    ///
    /// # Errors
    /// As [`create`](Output::create).
    pub fn write(&self, content: impl AsRef<[u8]>) -> io::Result<()> {
        fs::write(self.path(), content).map_err(|e| at_path(&e, "write", self.path()))
    }

    /// What could not be kept, in words.
    pub fn problems(&self) -> Vec<String> {
        self.slot.lock().problems.clone()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.slot.lock()
    }
}

impl<T> fmt::Debug for Output<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").field("path", &self.path()).field("metadata", &self.metadata()).finish()
    }
}

/// Copies a file or a directory with all in it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut open = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = open.pop() {
        if !from.is_dir() {
            fs::copy(&from, &to)?;
            continue;
        }
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(&from)? {
            let name = entry?.file_name();
            open.push((from.join(&name), to.join(&name)));
        }
    }
    Ok(())
}

/// What the handle of a body and the context have in common: the body consumes its handle, the context publishes.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) name: Arc<str>,
    pub(crate) path: Arc<Path>,
    state: Arc<Mutex<State>>,
}

/// What a body said about an output artifact.
#[derive(Debug, Default)]
pub(crate) struct State {
    uri: String,
    pub(crate) metadata: BTreeMap<String, Value>,
    /// By slice; metrics without slices have no key.
    pub(crate) classification: BTreeMap<Option<String>, Classification>,
    pub(crate) problems: Vec<String>,
}

impl State {
    fn metadata(&self) -> BTreeMap<String, Value> {
        let mut all = self.metadata.clone();
        all.extend(Classification::metadata(&self.classification));
        all
    }

    /// The classification metrics of a slice, begun when there are none.
    pub(crate) fn classification_of(&mut self, slice: Option<&str>) -> &mut Classification {
        self.classification.entry(slice.map(str::to_owned)).or_default()
    }
}

impl Slot {
    pub(crate) fn new(artifact: RuntimeArtifact, path: PathBuf) -> Self {
        let metadata = artifact.metadata.unwrap_or_default().0;
        Slot {
            name: artifact.name.into(),
            path: path.into(),
            state: Arc::new(Mutex::new(State { uri: artifact.uri, metadata, ..Default::default() })),
        }
    }

    /// A panic of another thread while it noted something leaves the notes usable.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn problems(&self) -> Vec<String> {
        self.lock().problems.clone()
    }

    /// The entry in the executor output, as the SDK's executor writes it: name, uri and all metadata.
    pub(crate) fn published(&self) -> ArtifactList {
        let state = self.lock();
        ArtifactList {
            artifacts: vec![RuntimeArtifact {
                name: self.name.to_string(),
                uri: state.uri.clone(),
                metadata: Some(Struct(state.metadata())),
                ..Default::default()
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::copy;
    use std::fs;

    #[test]
    fn directories_are_copied_with_all_in_them() {
        let root = std::env::temp_dir().join(format!("kfp-dsl-copy-{}", std::process::id()));
        let (from, to) = (root.join("from"), root.join("to"));
        fs::create_dir_all(from.join("deep/er")).unwrap();
        fs::write(from.join("deep/er/file"), "x").unwrap();
        fs::write(from.join("top"), "y").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("deep/er/file")).unwrap(), "x");
        assert_eq!(fs::read_to_string(to.join("top")).unwrap(), "y");
        assert!(copy(&root.join("missing"), &to).is_err());
        fs::remove_dir_all(root).unwrap();
    }
}
