//! The command `lock`.

use kfp_app::cli::{Exit, Terminal};
use kfp_app::{Error, Kind, Problem, write_all};
use kfp_ir::pass::pin::Lock;

use crate::args::LockArgs;
use crate::input::read_lock;
use crate::plan::pipeline;

pub(crate) fn run(options: &LockArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let mut lock = if options.out.exists() { read_lock(&options.out)? } else { Lock::default() };
    let before = lock.clone();
    let wrong: Vec<Problem> = options
        .images
        .iter()
        .filter_map(|(image, digest)| lock.set(image, digest).err())
        .map(|error| error.help.iter().fold(Problem::new(error.to_string()), |p, help| p.help(help)))
        .collect();
    if !wrong.is_empty() {
        return Err(Error { kind: Kind::Invalid, problems: wrong });
    }
    let mut missing = Vec::new();
    for file in &options.files {
        let pipeline = pipeline(file, &[], terminal)?;
        missing.extend(lock.pin(&mut pipeline.document().clone()));
    }
    missing.sort();
    missing.dedup();
    if lock != before || !options.out.exists() {
        write_all([(options.out.as_path(), lock.to_text().as_bytes())])?;
    }
    for image in &missing {
        let why = if image.contains("{{") { "known only in a run" } else { "no digest" };
        terminal.out(format!("{image}: {why}\n"))?;
    }
    Ok(if missing.iter().all(|image| image.contains("{{")) { Exit::Ok } else { Exit::Findings })
}
