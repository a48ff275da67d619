//! What can go wrong when text becomes a model, and the other way round.

use std::fmt;

use crate::path::{IrPath, Step};
use crate::valid::{Finding, Severity};

/// Codes of what reading reports, in the order of `Finding::code`.
pub(crate) mod code {
    pub(crate) const SYNTAX: &str = "IR001";
    pub(crate) const ENCODING: &str = "IR002";
    pub(crate) const DEPTH: &str = "IR003";
    pub(crate) const DUPLICATE_KEY: &str = "IR004";
    pub(crate) const UNKNOWN_FIELD: &str = "IR005";
    pub(crate) const WRONG_TYPE: &str = "IR006";
    pub(crate) const UNKNOWN_NAME: &str = "IR007";
    pub(crate) const OUT_OF_RANGE: &str = "IR008";
    pub(crate) const DOCUMENTS: &str = "IR009";
    pub(crate) const ALIAS: &str = "IR010";
    pub(crate) const UNSUPPORTED: &str = "IR011";
    pub(crate) const READERS_DIFFER: &str = "IR012";
    pub(crate) const IGNORED_FIELD: &str = "IR013";
    pub(crate) const BINARY: &str = "IR014";
    pub(crate) const UNWRITABLE: &str = "IR015";
    pub(crate) const V1: &str = "IR016";
}

/// A file that is no document: everything that is wrong with it.
///
/// `findings` holds at least one error; warnings may be among them. The codes are:
///
/// | code | meaning |
/// |---|---|
/// | `IR001` | not YAML, or not JSON |
/// | `IR002` | not UTF-8 |
/// | `IR003` | nested deeper than [`MAX_DEPTH`](crate::codec::MAX_DEPTH) |
/// | `IR004` | a key twice in one map |
/// | `IR005` | a field that the message does not have |
/// | `IR006` | a value of another type than the field's |
/// | `IR007` | a name that the enumeration does not have |
/// | `IR008` | a number outside the range of its field |
/// | `IR009` | no pipeline among the documents, or more than one |
/// | `IR010` | aliases that grow too large |
/// | `IR011` | a feature of YAML that IR files do not use: merge keys, tags, keys that are no text |
/// | `IR012` | warning: YAML readers differ on what this is |
/// | `IR013` | warning: a field of an executor that KFP ignores |
/// | `IR014` | not a protobuf message of that type |
/// | `IR015` | cannot be written ([`WriteError`]) |
/// | `IR016` | a v1 component that is incomplete, or that v2 cannot express ([`import`](crate::import)) |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Errors and warnings in the order of the file.
    pub findings: Vec<Finding>,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut errors = self.findings.iter().filter(|x| x.severity == Severity::Error);
        if let Some(first) = errors.next() {
            write!(f, "{first}")?;
        }
        errors.try_for_each(|finding| write!(f, "\n{finding}"))
    }
}

impl std::error::Error for ReadError {}

/// A value that has no faithful form in the output, such as a NaN or too deep a nesting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError {
    /// Where the value is.
    pub path: IrPath,
    /// What is wrong with it.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl WriteError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        WriteError { path: IrPath::default(), message: message.into(), help: None }
    }

    /// The same error, seen from the map that holds the value.
    pub(crate) fn within(mut self, key: &str) -> Self {
        self.path.0.insert(0, Step::Key(key.to_owned()));
        self
    }

    /// The same error, seen from the list that holds the value.
    pub(crate) fn within_item(mut self, index: usize) -> Self {
        self.path.0.insert(0, Step::Index(index));
        self
    }
}

impl From<WriteError> for Finding {
    fn from(error: WriteError) -> Finding {
        Finding {
            code: code::UNWRITABLE,
            severity: Severity::Error,
            message: error.message,
            path: error.path,
            position: None,
            help: error.help,
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.path.0.is_empty() {
            write!(f, " at {}", self.path)?;
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for WriteError {}

impl serde::ser::Error for WriteError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        WriteError::new(message.to_string())
    }
}
