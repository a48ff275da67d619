//! `replay TARGET PATH..`: calls a target's property with every file, without a fuzzer.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let Some((_, property)) = kfp_fuzz::TARGETS.iter().find(|(target, _)| *target == name) else {
        let names: Vec<&str> = kfp_fuzz::TARGETS.iter().map(|(target, _)| *target).collect();
        eprintln!("error: no target `{name}`\nhelp: the targets are {}", names.join(", "));
        return ExitCode::FAILURE;
    };
    let mut files = Vec::new();
    for path in arguments {
        if let Err(error) = collect(Path::new(&path), &mut files) {
            eprintln!("error: cannot list `{path}`: {error}");
            return ExitCode::FAILURE;
        }
    }
    let mut failed = 0;
    for file in &files {
        let Ok(data) = fs::read(file) else { continue };
        if std::panic::catch_unwind(|| property(&data)).is_err() {
            eprintln!("failed: {}", file.display());
            failed += 1;
        }
    }
    println!("{name}: {} files, {failed} failed", files.len());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
