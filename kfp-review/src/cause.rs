//! Why a task runs again.

use std::fmt;

use kfp_ir::fingerprint::Never;

/// The part of a task that has changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The image.
    Image,
    /// The code of a Rust component, where that counts in place of the image.
    Code,
    /// The command.
    Command,
    /// The arguments of the command.
    Args,
    /// An environment variable.
    Env(String),
    /// The value of an input parameter that the task is given.
    Argument(String),
    /// The value of an input parameter that the task leaves out.
    Default(String),
    /// An input artifact.
    Artifact(String),
    /// The inputs that the component declares.
    Inputs,
    /// The outputs that the component declares.
    Outputs,
    /// What the Kubernetes settings put into the container, by its JSON name.
    Mount(String),
    /// The condition of the task or of a graph around it.
    Condition,
    /// The list that a loop around the task, or its own, runs over.
    Items,
    /// Tasks that it waits for without getting anything from them.
    Order,
    /// The cache key that the author gave.
    CacheKey,
    /// What an importer registers.
    Import,
    /// What is behind the component, such as a container in place of an importer.
    Kind,
}

impl Part {
    /// Whether KFP's cache looks at it.
    pub fn counts_for_kfp(&self) -> bool {
        match self {
            Part::Image | Part::Code | Part::Command | Part::Args | Part::Argument(_) | Part::Artifact(_) => {
                true
            }
            Part::Outputs | Part::Kind => true,
            Part::Mount(name) => name == "pvcMount",
            Part::Env(_)
            | Part::Default(_)
            | Part::Inputs
            | Part::Condition
            | Part::Order
            | Part::Import
            | Part::CacheKey => false,
            // The items themselves are inputs; that a list is longer is not.
            Part::Items => false,
        }
    }

    /// The kind in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Part::Image => "image",
            Part::Code => "code",
            Part::Command => "command",
            Part::Args => "args",
            Part::Env(_) => "env",
            Part::Argument(_) => "argument",
            Part::Default(_) => "default",
            Part::Artifact(_) => "artifact",
            Part::Inputs => "inputs",
            Part::Outputs => "outputs",
            Part::Mount(_) => "mount",
            Part::Condition => "condition",
            Part::Items => "items",
            Part::Order => "order",
            Part::CacheKey => "cacheKey",
            Part::Import => "import",
            Part::Kind => "kind",
        }
    }

    /// The name of the input, variable or setting.
    pub fn key(&self) -> Option<&str> {
        match self {
            Part::Env(key)
            | Part::Argument(key)
            | Part::Default(key)
            | Part::Artifact(key)
            | Part::Mount(key) => Some(key),
            _ => None,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Image => f.write_str("image"),
            Part::Code => f.write_str("code"),
            Part::Command => f.write_str("command"),
            Part::Args => f.write_str("arguments of the command"),
            Part::Env(name) => write!(f, "variable `{name}`"),
            Part::Argument(name) => write!(f, "argument `{name}`"),
            Part::Default(name) => write!(f, "default of `{name}`"),
            Part::Artifact(name) => write!(f, "artifact `{name}`"),
            Part::Inputs => f.write_str("declared inputs"),
            Part::Outputs => f.write_str("declared outputs"),
            Part::Mount(name) => write!(f, "setting `{name}`"),
            Part::Condition => f.write_str("condition"),
            Part::Items => f.write_str("items of the loop"),
            Part::Order => f.write_str("tasks that come before"),
            Part::CacheKey => f.write_str("cache key"),
            Part::Import => f.write_str("what is imported"),
            Part::Kind => f.write_str("what the task does"),
        }
    }
}

/// One reason for the state of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There is no earlier run.
    FirstRun,
    /// The earlier pipeline had no such task.
    NewTask,
    /// Something of the task itself has changed.
    Changed {
        /// What.
        part: Part,
        /// As it was; nothing where it was not there.
        old: Option<String>,
        /// As it is; nothing where it is gone.
        new: Option<String>,
    },
    /// An input comes from a task that does not give the same as before.
    Producer {
        /// The path of that task.
        task: String,
        /// What that task does.
        does: &'static str,
    },
    /// Only some rounds of the loops around it find earlier results.
    Rounds {
        /// Rounds that do.
        hit: usize,
        /// All rounds.
        of: usize,
    },
    /// The earlier run did not keep results of this task: its caching was off.
    NotKept,
    /// The earlier run has no result of this task: it did not run, or did not succeed.
    NotDone,
    /// KFP's cache never has it.
    Never(Never),
    /// It runs in every run, for that reason.
    EveryRun(String),
    /// Something is not known before the run.
    Unknown(String),
}

impl Cause {
    /// Whether it is the same reason, in whatever words.
    pub(crate) fn is_like(&self, other: &Cause) -> bool {
        match (self, other) {
            (Cause::Producer { task, .. }, Cause::Producer { task: other, .. }) => task == other,
            _ => self == other,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::FirstRun => f.write_str("there is no earlier run"),
            Cause::NewTask => f.write_str("the task is new"),
            Cause::Changed { part, old: Some(old), new: Some(new) } => write!(f, "{part} {old} → {new}"),
            Cause::Changed { part, old: None, new: Some(new) } => write!(f, "{part} added: {new}"),
            Cause::Changed { part, old: Some(old), new: None } => write!(f, "{part} removed, was {old}"),
            Cause::Changed { part, old: None, new: None } => write!(f, "{part} changed"),
            Cause::Producer { task, does } => write!(f, "producer `{task}` {does}"),
            Cause::Rounds { hit, of } => write!(f, "{hit} of {of} rounds have earlier results"),
            Cause::NotKept => f.write_str("its caching was off in the earlier run"),
            Cause::NotDone => f.write_str("the earlier run has no result of it"),
            Cause::Never(never) => never.fmt(f),
            Cause::EveryRun(text) | Cause::Unknown(text) => f.write_str(text),
        }
    }
}
