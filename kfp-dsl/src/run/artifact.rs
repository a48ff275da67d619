//! Artifacts as a component body sees them.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use crate::run::{Context, Result};

/// An artifact that a component reads.
#[derive(Clone, Debug)]
pub struct Input<T> {
    paths: Vec<PathBuf>,
    kind: PhantomData<fn() -> T>,
}

/// An artifact that a component makes: the body writes it to [`Output::path`].
#[derive(Clone, Debug)]
pub struct Output<T> {
    path: PathBuf,
    kind: PhantomData<fn() -> T>,
}

impl<T> Input<T> {
    /// An artifact in a local file, for unit tests of component bodies.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Input { paths: vec![path.into()], kind: PhantomData }
    }

    /// Where the artifact is in the container.
    pub fn path(&self) -> &Path {
        self.paths.first().map_or(Path::new(""), PathBuf::as_path)
    }

    pub(crate) fn receive(_cx: &Context, name: &'static str) -> Result<Self> {
        Err(format!("input artifact `{name}` was not passed").into())
    }
}

impl<T> Output<T> {
    /// An artifact to be written to a local file, for unit tests of component bodies.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Output { path: path.into(), kind: PhantomData }
    }

    /// Where to write the artifact in the container.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn receive(_cx: &Context, name: &'static str) -> Result<Self> {
        Err(format!("output artifact `{name}` was not passed").into())
    }
}
