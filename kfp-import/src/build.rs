//! For build scripts: a file of source from files of components.

use std::path::{Path, PathBuf};

use crate::{Error, Import, Types, identifier};

/// One component of a build script.
#[derive(Clone, Debug)]
pub struct Component {
    path: PathBuf,
    function: Option<String>,
    types: Types,
}

impl Component {
    /// The component or pipeline in that file, whose path starts at the folder of `Cargo.toml`.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Component { path: path.into(), function: None, types: Types::default() }
    }

    /// The name of the function; without it, the name of the file.
    #[must_use]
    pub fn named(mut self, function: impl Into<String>) -> Self {
        self.function = Some(function.into());
        self
    }

    /// The type of an input or output, where the file does not say enough: `rates`, `Vec<f64>`.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, ty: impl Into<String>) -> Self {
        self.types = self.types.with(name, ty);
        self
    }
}

impl<P: Into<PathBuf>> From<P> for Component {
    fn from(path: P) -> Self {
        Component::file(path)
    }
}

/// Writes Rust source for files of components, in a build script.
///
/// ```no_run
/// use kfp_import::{Build, Component};
///
/// fn main() -> Result<(), kfp_import::Error> {
///     Build::new()
///         .component("components/load.yaml")
///         .component(Component::file("components/train-v2.yaml").named("train").with("rates", "Vec<f64>"))
///         .write("components.rs")
/// }
/// ```
///
/// The crate then has `include!(concat!(env!("OUT_DIR"), "/components.rs"));`.
#[derive(Clone, Debug)]
pub struct Build {
    components: Vec<Component>,
    krate: String,
}

impl Default for Build {
    fn default() -> Self {
        Build { components: Vec::new(), krate: "::kfp_dsl".to_owned() }
    }
}

impl Build {
    /// No components yet.
    pub fn new() -> Self {
        Build::default()
    }

    /// Adds a component.
    #[must_use]
    pub fn component(mut self, component: impl Into<Component>) -> Self {
        self.components.push(component.into());
        self
    }

    /// Where kfp-dsl is: `::kfp_dsl` when nothing is said.
    #[must_use]
    pub fn krate(mut self, path: impl Into<String>) -> Self {
        self.krate = path.into();
        self
    }

    /// The source, for files below that folder.
    ///
    /// # Errors
    /// What is wrong with the files, all of it.
    pub fn source(&self, root: &Path) -> Result<String, Error> {
        let mut out = String::new();
        let mut errors = Vec::new();
        for component in &self.components {
            match self.one(component, root) {
                Ok(source) => out.push_str(&source),
                Err(error) => errors.push(error.to_string()),
            }
            out.push('\n');
        }
        match errors.is_empty() {
            true => Ok(out),
            false => Err(Error::plain(errors.join("\n\n"), None)),
        }
    }

    fn one(&self, component: &Component, root: &Path) -> Result<String, Error> {
        let Component { path, function, types } = component;
        let shown = path.display().to_string();
        let function = match function {
            Some(function) => function.clone(),
            None => identifier(&path.file_stem().unwrap_or_default().to_string_lossy()),
        };
        if function.is_empty() {
            let help = "say which: `Component::file(..).named(\"..\")`";
            return Err(Error::plain(format!("`{shown}` gives no name for a function"), Some(help)));
        }
        let import = Import::read(&root.join(path), &shown)?;
        Ok(import.signature(&function, types)?.source("pub", &self.krate))
    }

    /// Writes the source to a file in the folder that cargo gives to a build script, and makes cargo run the script
    /// again when one of the files has changed.
    ///
    /// # Errors
    /// What is wrong with the files, all of it; outside of a build script.
    #[expect(clippy::print_stdout, reason = "this is how build scripts talk to cargo")]
    pub fn write(&self, name: &str) -> Result<(), Error> {
        let folder = |variable: &str| {
            std::env::var_os(variable).map(PathBuf::from).ok_or_else(|| {
                Error::plain(format!("`{variable}` is not set"), Some("call this in a build script"))
            })
        };
        let (root, out) = (folder("CARGO_MANIFEST_DIR")?, folder("OUT_DIR")?);
        for component in &self.components {
            println!("cargo::rerun-if-changed={}", component.path.display());
        }
        let source = self.source(&root)?;
        std::fs::write(out.join(name), source)
            .map_err(|e| Error::plain(format!("`{name}` cannot be written: {e}"), None))
    }
}
