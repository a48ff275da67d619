//! From a file to what it holds.

use std::path::Path;

use kfp_ir::Document;
use kfp_ir::codec::json;
use kfp_ir::import::{self, Form};
use kfp_ir::model::ComponentSpec;
use kfp_ir::valid::Finding;

use crate::{Error, Signature, Types};

/// A component or pipeline that was read from a file.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name of the file, for messages.
    pub(crate) file: String,
    pub(crate) inner: import::Import,
}

impl Import {
    /// Reads a file. `shown` is its name in messages.
    ///
    /// # Errors
    /// The file cannot be read, or it holds no component: all that is wrong, with the lines of the file.
    pub fn read(path: &Path, shown: &str) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|e| {
            let why = match e.kind() {
                std::io::ErrorKind::NotFound => "no such file".to_owned(),
                std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
                _ => e.to_string(),
            };
            Error::plain(format!("`{shown}` cannot be read: {why}"), None)
        })?;
        match String::from_utf8(bytes) {
            Ok(text) => Import::of_text(shown, &text),
            Err(_) => {
                let help =
                    "components are YAML or JSON files; a compiled binary becomes one with `kfpc convert`";
                Err(Error::plain(format!("`{shown}` cannot be imported: it is not UTF-8"), Some(help)))
            }
        }
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// As [`Import::read`].
    pub fn of_text(shown: &str, text: &str) -> Result<Self, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match import::import(text) {
            Ok(inner) => Ok(Import { file: shown.to_owned(), inner }),
            Err(error) => Err(Error::of(shown, text, &error.findings)),
        }
    }

    /// What was read by other means than [`Import::read`]. `shown` is the name of the file in messages.
    pub fn from_ir(shown: &str, inner: import::Import) -> Self {
        Import { file: shown.to_owned(), inner }
    }

    /// The component as the root of a document, with all that it needs.
    pub fn document(&self) -> &Document {
        &self.inner.document
    }

    /// What the file holds.
    pub fn form(&self) -> Form {
        self.inner.form
    }

    /// The name of the component in the file.
    pub fn name(&self) -> &str {
        self.inner.name()
    }

    /// Warnings.
    pub fn findings(&self) -> &[Finding] {
        &self.inner.findings
    }

    /// The component as a Rust function of that name.
    ///
    /// # Errors
    /// What Rust cannot express: two names that become one identifier, artifact types outside of KFP's namespaces, types
    /// given for inputs that do not exist.
    pub fn signature(&self, function: &str, types: &Types) -> Result<Signature, Error> {
        Signature::of(self, function, types)
    }

    /// The interface of the component.
    pub fn component(&self) -> ComponentSpec {
        self.inner.component().cloned().unwrap_or_default()
    }

    /// The component as the JSON text that kfp-dsl reads when it builds a pipeline.
    pub(crate) fn ir(&self) -> Result<String, Error> {
        let write = || {
            let document = &self.inner.document;
            let pipeline = json::to_compact_string(&document.pipeline)?;
            Ok(match &document.platform {
                None => pipeline,
                Some(platform) => {
                    let platform = json::to_compact_string(platform)?;
                    format!("{{\"pipeline_spec\":{pipeline},\"platform_spec\":{platform}}}")
                }
            })
        };
        write().map_err(|e: kfp_ir::codec::WriteError| {
            Error::plain(format!("`{}` cannot be imported: {e}", self.file), None)
        })
    }
}
