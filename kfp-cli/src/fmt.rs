//! The command `fmt`.

use std::path::{Path, PathBuf};

use kfp_app::cli::{Exit, Terminal};
use kfp_app::{Error, Format, Kind, write_all};
use kfp_ir::Document;
use kfp_ir::back::kfp::{self, EmitError};
use kfp_ir::valid::Info;

use crate::args::FmtArgs;
use crate::input::{self, platform_path, refused};
use crate::report::show;

/// A file, and what is to be in it.
struct Target {
    path: PathBuf,
    bytes: Vec<u8>,
    changed: bool,
}

pub(crate) fn run(options: &FmtArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let mut targets = Vec::new();
    let mut failed = Vec::new();
    for path in &options.files {
        match formatted(path, terminal) {
            Ok(files) => targets.extend(files),
            Err(error) => failed.push(error),
        }
    }
    // Nothing is written unless everything can be.
    if let Some(first) = failed.first() {
        let io = failed.iter().any(|e| e.kind == Kind::Io);
        let kind = if io { Kind::Io } else { first.kind };
        let problems = failed.into_iter().flat_map(|e| e.problems).collect();
        return Err(Error { kind, problems });
    }
    let changed = targets.iter().filter(|target| target.changed).count();
    if options.check {
        let stale = targets.iter().filter(|target| target.changed);
        let lines = stale.map(|target| format!("{}: not formatted\n", input::shown(&target.path)));
        terminal.out(lines.collect::<String>())?;
        return Ok(if changed > 0 { Exit::Findings } else { Exit::Ok });
    }
    for target in targets.iter().filter(|target| is_stdin(&target.path)) {
        terminal.out(&target.bytes)?;
    }
    let files = targets.iter().filter(|target| target.changed && !is_stdin(&target.path));
    write_all(files.map(|target| (target.path.as_path(), target.bytes.as_slice())))?;
    Ok(Exit::Ok)
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The canonical form of a file, and of the file with its platform settings.
fn formatted(path: &Path, terminal: &mut Terminal<'_>) -> Result<Vec<Target>, Error> {
    let mut input = input::read(path)?;
    let findings = std::mem::take(&mut input.findings);
    show(&input.problems(findings), Some(&input), terminal);
    let Some(document) = &input.document else { return Err(refused("cannot format", &input)) };
    let (bytes, platform) = write(document, input.format)
        .map_err(|e| Error { kind: Kind::Invalid, problems: input.problems(vec![e.into()]) })?;
    let mut targets = vec![target(path.to_owned(), bytes, &input.bytes)];
    if let (Some(bytes), Some(old)) = (platform, &input.platform) {
        targets.push(target(platform_path(path), bytes, old));
    }
    Ok(targets)
}

fn target(path: PathBuf, bytes: Vec<u8>, old: &[u8]) -> Target {
    let changed = bytes != old;
    Target { path, bytes, changed }
}

/// The layout is that of the compilers; whether an engine runs the pipeline does not matter here.
fn write(document: &Document, format: Format) -> Result<(Vec<u8>, Option<Vec<u8>>), EmitError> {
    let unchecked = Info::default();
    Ok(match format {
        Format::Yaml => (kfp::yaml(document, &unchecked)?.into_bytes(), None),
        Format::Json => (kfp::json(document, &unchecked)?.into_bytes(), None),
        Format::Pb => {
            let binary = kfp::binary(document, &unchecked)?;
            (binary.pipeline, binary.platform)
        }
    })
}
