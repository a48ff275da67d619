//! The artifacts that a body reads.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use kfp_ir::model::{RuntimeArtifact, Value};

use crate::kinds::{ArtifactType, Parameter, ValueError};
use crate::run::IntoValue;
use crate::run::locate::{NoPath, local_path};

/// An artifact that a body reads. An argument `Input<Dataset>` is an input of the component, `Input<Vec<Dataset>>`
/// a list of artifacts.
///
/// The launcher has put the data at [`path`](Input::path): a file, or a directory when the producer made one. A
/// producer may also have noted metadata only; then there is nothing at the path.
///
/// ```
/// use kfp_dsl::kinds::Dataset;
/// use kfp_dsl::run::{Input, Result};
///
/// fn count(dataset: Input<Dataset>) -> Result<usize> {
///     Ok(dataset.read_to_string()?.lines().count())
/// }
///
/// # let file = std::env::temp_dir().join(format!("kfp-dsl-doc-input-{}", std::process::id()));
/// std::fs::write(&file, "a\nb\n")?;
/// assert_eq!(count(Input::at(&file))?, 2);
/// # std::fs::remove_file(&file)?;
/// # Ok::<(), kfp_dsl::run::Error>(())
/// ```
pub struct Input<T> {
    /// One, or any number when `T` is a list.
    found: Vec<Found>,
    kind: PhantomData<fn() -> T>,
}

#[derive(Clone, Debug)]
struct Found {
    artifact: RuntimeArtifact,
    path: PathBuf,
    no_path: Option<NoPath>,
}

impl Found {
    fn new(artifact: RuntimeArtifact) -> Self {
        match local_path(&artifact) {
            Ok(path) => Found { artifact, path, no_path: None },
            Err(reason) => Found { path: PathBuf::from(&artifact.uri), artifact, no_path: Some(reason) },
        }
    }
}

impl<T> Input<T> {
    pub(crate) fn new(artifacts: &[RuntimeArtifact]) -> Self {
        Input::of_found(artifacts.iter().cloned().map(Found::new).collect())
    }

    fn of_found(found: Vec<Found>) -> Self {
        Input { found, kind: PhantomData }
    }
}

impl<T: ArtifactType> Input<T> {
    /// The artifact at that path, for calling a body in a unit test.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let artifact = RuntimeArtifact { uri: path.display().to_string(), ..Default::default() };
        Input::of_found(vec![Found { artifact, path, no_path: None }])
    }

    /// With that metadata besides, for unit tests.
    ///
    /// # Errors
    /// The value is NaN, infinite, or an integer outside ±2^53.
    pub fn with_metadata(
        mut self,
        key: impl Into<String>,
        value: impl IntoValue,
    ) -> Result<Self, ValueError> {
        let value = value.into_value()?;
        if let Some(found) = self.found.first_mut() {
            found.artifact.metadata.get_or_insert_default().0.insert(key.into(), value);
        }
        Ok(self)
    }

    /// Where the file or directory is in the container.
    ///
    /// An address that has no path (such as `https://..` of an imported artifact) is given as it is: fetch it by
    /// [`uri`](Input::uri). [`open`](Input::open) and [`read`](Input::read) say so.
    pub fn path(&self) -> &Path {
        self.first().map_or(Path::new(""), |found| &found.path)
    }

    /// The address in the object store.
    pub fn uri(&self) -> &str {
        self.first().map_or("", |found| &found.artifact.uri)
    }

    /// The name that the engine gave the artifact. In KFP it is a number, the id in the metadata store.
    pub fn name(&self) -> &str {
        self.first().map_or("", |found| &found.artifact.name)
    }

    /// The schema title that the producer declared, such as `system.Model`.
    pub fn schema_title(&self) -> Option<&str> {
        self.first()?.artifact.r#type.as_ref()?.schema_title.as_deref()
    }

    /// What the producer noted about the artifact, and what KFP added (`display_name`, `store_session_info`).
    pub fn metadata(&self) -> &BTreeMap<String, Value> {
        static NONE: BTreeMap<String, Value> = BTreeMap::new();
        self.first().and_then(|found| found.artifact.metadata.as_ref()).map_or(&NONE, |fields| &fields.0)
    }

    /// One thing that the producer noted, `None` when it did not.
    ///
    /// # Errors
    /// The value is of another type.
    ///
    /// ```
    /// use kfp_dsl::{kinds::Model, run::Input};
    /// let model = Input::<Model>::at("model").with_metadata("rows", 300)?;
    /// assert_eq!(model.get_metadata::<u32>("rows")?, Some(300));
    /// assert!(model.get_metadata::<String>("rows").is_err());
    /// # Ok::<(), kfp_dsl::ValueError>(())
    /// ```
    pub fn get_metadata<V: Parameter>(&self, key: &str) -> Result<Option<V>, ValueError> {
        match self.metadata().get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => V::from_value(value).map(Some).map_err(|e| e.under(key)),
        }
    }

    /// Opens the file.
    ///
    /// # Errors
    /// There is none, or it cannot be opened; the error names the path.
    pub fn open(&self) -> io::Result<File> {
        self.reachable()?;
        File::open(self.path()).map_err(|e| at_path(&e, "open", self.path()))
    }

    /// Reads the whole file.
    ///
    /// # Errors
    /// As [`open`](Input::open).
    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.reachable()?;
        fs::read(self.path()).map_err(|e| at_path(&e, "read", self.path()))
    }

    /// Reads the whole file as text.
    ///
    /// # Errors
    /// As [`open`](Input::open), and when the file is not UTF-8.
    pub fn read_to_string(&self) -> io::Result<String> {
        self.reachable()?;
        fs::read_to_string(self.path()).map_err(|e| at_path(&e, "read", self.path()))
    }

    fn first(&self) -> Option<&Found> {
        self.found.first()
    }

    fn reachable(&self) -> io::Result<()> {
        match self.first().and_then(|found| found.no_path.as_ref()) {
            None => Ok(()),
            Some(reason) => Err(io::Error::new(
                io::ErrorKind::Unsupported,
                format!("the artifact cannot be opened as a file: {reason}"),
            )),
        }
    }
}

impl<T: ArtifactType> Input<Vec<T>> {
    /// The artifacts of the list, in its order.
    ///
    /// ```
    /// use kfp_dsl::{kinds::Model, run::Input};
    ///
    /// fn paths(models: Input<Vec<Model>>) -> Vec<String> {
    ///     models.iter().map(|model| model.path().display().to_string()).collect()
    /// }
    ///
    /// assert_eq!(paths([Input::at("a"), Input::at("b")].into_iter().collect()), ["a", "b"]);
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Input<T>> {
        self.found.iter().map(|found| Input::of_found(vec![found.clone()]))
    }

    /// How many artifacts there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

/// A list of artifacts, for calling a body in a unit test.
impl<T: ArtifactType> FromIterator<Input<T>> for Input<Vec<T>> {
    fn from_iter<I: IntoIterator<Item = Input<T>>>(items: I) -> Self {
        Input::of_found(items.into_iter().flat_map(|item| item.found).collect())
    }
}

impl<T: ArtifactType> IntoIterator for Input<Vec<T>> {
    type Item = Input<T>;
    type IntoIter = std::vec::IntoIter<Input<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter().collect::<Vec<_>>().into_iter()
    }
}

impl<T> Clone for Input<T> {
    fn clone(&self) -> Self {
        Input::of_found(self.found.clone())
    }
}

impl<T> fmt::Debug for Input<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Input").field(&self.found).finish()
    }
}

pub(crate) fn at_path(error: &io::Error, verb: &str, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("cannot {verb} `{}`: {error}", path.display()))
}
