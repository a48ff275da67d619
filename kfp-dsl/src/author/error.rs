//! What is wrong with a pipeline, all of it at once.

use std::fmt;
use std::panic::Location;

/// A line of the author's source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, as the compiler was given it.
    pub file: String,
    /// The line, counted from one.
    pub line: u32,
    /// The column, counted from one; zero when only the line is known.
    pub column: u32,
}

impl From<&Location<'_>> for Place {
    fn from(at: &Location<'_>) -> Self {
        Place { file: at.file().to_owned(), line: at.line(), column: at.column() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.column > 0 { write!(f, ":{}", self.column) } else { Ok(()) }
    }
}

/// Something that belongs to an error: often the other place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is there.
    pub message: String,
    /// Where it is.
    pub at: Option<Place>,
}

/// One thing that is wrong with a pipeline.
///
/// | code | what is wrong |
/// |---|---|
/// | `B101` | the name of a pipeline |
/// | `B102` | nothing to run: an empty pipeline, branch, loop or `finally` |
/// | `B103` | two inputs or two outputs of one name |
/// | `B104` | a value used outside the branch, loop or `finally` that made it |
/// | `B105` | a value or task of another pipeline |
/// | `B106` | a constant that the IR cannot hold, or that is not allowed |
/// | `B107` | a `when` that gives a value and has no `otherwise` |
/// | `B108` | a loop over an empty list |
/// | `B109` | two Rust components of one name |
/// | `B110` | amounts of CPU, memory, accelerators, retries, time, iterations |
/// | `B111` | settings that a pipeline called as a task cannot have |
/// | `B112` | a value that leaves a group or pipeline without a task that makes it |
/// | `B113` | exit tasks |
/// | `B114` | tasks that wait for each other |
/// | `B115` | the command line of a container component |
/// | `B116` | a required input that was not given |
/// | `B117` | a task that runs after failures, and values that it may not have |
/// | `B118` | nesting that is too deep |
/// | `B119` | types in conditions |
/// | `B120` | an error that the IR check finds in the result |
/// | `B121` | an input that was given twice |
/// | `B122` | a pipeline that calls itself |
/// | `B123` | a pipeline that cannot be written as the SDK would |
/// | `B124` | a text that is put together in the run, where KFP does not do that |
/// | `B125` | a loop over artifacts |
/// | `B126` | a list of lists that is one list in the run |
/// | `B127` | an imported component: types that are not those of its file |
/// | `B130` | Kubernetes settings of a task |
/// | `B131` | the configuration of a pipeline |
/// | `B132` | settings that a component with `task_config` does not take or receive |
/// | `B133` | Argo settings of a task |
/// | `B134` | something that only Argo has, where the pipeline is for KFP |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    /// A stable code, such as `B101`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The author's line that it is about.
    pub at: Option<Place>,
    /// Other places and facts that explain it.
    pub notes: Vec<Note>,
    /// What to do about it.
    pub help: Option<String>,
}

impl BuildError {
    /// An error about that line.
    pub fn new(code: &'static str, message: impl Into<String>, at: impl Into<Option<Place>>) -> Self {
        BuildError { code, message: message.into(), at: at.into(), notes: Vec::new(), help: None }
    }

    /// Adds a fact, and where it is to be seen.
    #[must_use]
    pub fn note(mut self, message: impl Into<String>, at: impl Into<Option<Place>>) -> Self {
        self.notes.push(Note { message: message.into(), at: at.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}", self.code, self.message)?;
        if let Some(at) = &self.at {
            write!(f, "\n  --> {at}")?;
        }
        for note in &self.notes {
            write!(f, "\n  note: {}", note.message)?;
            if let Some(at) = &note.at {
                write!(f, " at {at}")?;
            }
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with a pipeline; at least one error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildErrors(pub Vec<BuildError>);

impl fmt::Display for BuildErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildErrors {}
