//! Images pinned to the digests of a lock.

use kfp_ir::Document;
use kfp_ir::pass::pin::Lock;

use crate::{Error, Kind, Problem};

/// Reads a lock that comes from a file of that name.
///
/// # Errors
/// All that is wrong with it.
pub fn parse_lock(name: &str, text: &str) -> Result<Lock, Error> {
    Lock::parse(text).map_err(|errors| {
        let problems = errors.into_iter().map(|error| {
            let problem = Problem::new(format!("`{name}`: {error}"));
            error.help.into_iter().fold(problem, Problem::help)
        });
        Error { kind: Kind::Invalid, problems: problems.collect() }
    })
}

/// Gives the images of a document their digests. Those that only a run knows stay as they are.
///
/// # Errors
/// Each image that has none in the lock, which comes from a file of that name.
pub fn pin(document: &mut Document, lock: &Lock, name: &str) -> Result<(), Error> {
    let missing = lock.pin(document).into_iter().filter(|image| !image.contains("{{"));
    let problems = missing.map(|image| {
        let message = format!("the image `{image}` has no digest in `{name}`");
        Problem::new(message).help(format!("`kfpc lock --image {image}=sha256:..` adds it"))
    });
    Error::check(Kind::Invalid, problems.collect())
}
