//! Texts that the engine puts together from values when the pipeline runs.

use kfp_ir::lang::placeholder::{Placeholder, RunField};

use crate::author::literal::{Fact, Literal, Node, Part};
use crate::author::{Comparable, Constant, Given, IntoInput, Value};

/// A text with values of the run in it; [`text!`](crate::text!) makes one.
///
/// It can be given for an input of type `String`, be an item of a constant list or a value of a constant map of
/// `String`s, and stand in the metadata of an [`importer`](crate::importer).
#[must_use = "a text does nothing until it is given for an input"]
#[derive(Clone, Debug, Default)]
pub struct Text {
    parts: Vec<Part>,
}

impl Text {
    /// A text without anything in it.
    pub const fn new() -> Self {
        Text { parts: Vec::new() }
    }

    /// The same, with a piece behind it.
    pub fn with(mut self, piece: impl InText) -> Self {
        for part in piece.into_text().parts {
            match (self.parts.last_mut(), part) {
                (Some(Part::Text(last)), Part::Text(more)) => last.push_str(&more),
                (_, Part::Text(text)) if text.is_empty() => {}
                (_, part) => self.parts.push(part),
            }
        }
        self
    }

    fn part(part: Part) -> Self {
        Text { parts: vec![part] }
    }

    pub(crate) fn literal(self) -> Literal {
        match self.parts.as_slice() {
            [] => Literal::from(kfp_ir::model::Value::String(String::new())),
            [Part::Text(text)] if !text.contains("{{$") => {
                Literal::from(kfp_ir::model::Value::String(text.clone()))
            }
            _ => Literal(Node::Text(self.parts)),
        }
    }
}

/// What can be put into a text: values that are `bool`, numbers, `String` or enums, facts about the run
/// ([`placeholders`](crate::placeholders)), constants, and other texts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be put into a text",
    label = "has no text in a pipeline",
    note = "values of `bool`, numbers, `String` and enums with `#[derive(Parameter)]` can, and constants of these",
    note = "take a field of a struct; give lists, artifacts and optional values to an input of their own"
)]
pub trait InText {
    /// The pieces.
    #[doc(hidden)]
    fn into_text(self) -> Text;
}

#[diagnostic::do_not_recommend]
impl<T: Comparable> InText for Value<T> {
    fn into_text(self) -> Text {
        Text::part(Part::Value(self.handle))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Comparable> InText for &Value<T> {
    fn into_text(self) -> Text {
        Text::part(Part::Value(self.handle))
    }
}

impl InText for Text {
    fn into_text(self) -> Text {
        self
    }
}

impl InText for &Text {
    fn into_text(self) -> Text {
        self.clone()
    }
}

impl InText for RunFact {
    fn into_text(self) -> Text {
        Text::part(Part::Fact(self.0))
    }
}

macro_rules! displayed {
    ($($ty:ty),*) => {$(
        impl InText for $ty {
            fn into_text(self) -> Text {
                Text::part(Part::Text(self.to_string()))
            }
        }
    )*};
}
displayed!(&str, String, &String, bool, char, i8, i16, i32, i64, u8, u16, u32, f32, f64);

/// What a text can stand for: any input of type `String`.
macro_rules! given {
    ($($ty:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Constant<String> for $ty {
            fn constant(self) -> Result<Literal, String> {
                Ok(self.into_text().literal())
            }
        }
    )*};
}
given!(Text, &Text, RunFact, Value<String>);

#[diagnostic::do_not_recommend]
impl Constant<serde_json::Value> for Text {
    fn constant(self) -> Result<Literal, String> {
        Ok(self.literal())
    }
}

macro_rules! inputs {
    ($($ty:ty => $($to:ty),+;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl IntoInput<$to> for $ty {
            fn into_input(self) -> Given {
                Given::constant(Ok(self.into_text().literal()))
            }
        }
    )+)*};
}
inputs! {
    Text => String, Option<String>;
    &Text => String, Option<String>;
    RunFact => String, Option<String>;
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.into_text()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.into_text()
    }
}

impl From<Value<String>> for Text {
    fn from(value: Value<String>) -> Self {
        value.into_text()
    }
}

/// What stands for a fact in the IR.
pub(crate) fn placeholder(fact: Fact) -> Placeholder {
    match fact {
        Fact::Run(field) => Placeholder::Run(field),
        Fact::Workspace => Placeholder::WorkspacePath,
    }
}

/// Something that the engine knows of the run or the task; see [`placeholders`](crate::placeholders).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RunFact(Fact);

/// What the engine knows of the run and the task, as texts that can be given for an input.
///
/// ```
/// use kfp_dsl::prelude::*;
/// use kfp_dsl::placeholders::{JOB_ID, TASK_NAME};
///
/// #[container_component]
/// fn log(run: String, line: String) -> Container {
///     Container::image("busybox").command(["echo"]).args([run.to_string(), line.to_string()])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     p.task(log().run(JOB_ID).line(text!("{TASK_NAME} of {JOB_ID}")));
/// }
/// ```
///
/// There is none for the pipeline root, which no part of KFP's own backend fills in.
pub mod placeholders {
    use super::{Fact, RunFact, RunField};

    /// The display name of the run (`{{$.pipeline_job_name}}`).
    pub const JOB_NAME: RunFact = RunFact(Fact::Run(RunField::JobName));
    /// The name of the run as a Kubernetes resource (`{{$.pipeline_job_resource_name}}`).
    pub const JOB_RESOURCE_NAME: RunFact = RunFact(Fact::Run(RunField::JobResourceName));
    /// The id of the run (`{{$.pipeline_job_uuid}}`).
    pub const JOB_ID: RunFact = RunFact(Fact::Run(RunField::JobId));
    /// When the run was created, in UTC (`{{$.pipeline_job_create_time_utc}}`).
    pub const JOB_CREATE_TIME: RunFact = RunFact(Fact::Run(RunField::JobCreateTime));
    /// When the run was scheduled, in UTC (`{{$.pipeline_job_schedule_time_utc}}`).
    pub const JOB_SCHEDULE_TIME: RunFact = RunFact(Fact::Run(RunField::JobScheduleTime));
    /// The name of the task (`{{$.pipeline_task_name}}`).
    pub const TASK_NAME: RunFact = RunFact(Fact::Run(RunField::TaskName));
    /// The id of the task (`{{$.pipeline_task_uuid}}`). KFP's own backend gives the id of the graph that the task is in.
    pub const TASK_ID: RunFact = RunFact(Fact::Run(RunField::TaskId));
    /// The folder of the run's workspace (`{{$.workspace_path}}`).
    pub const WORKSPACE_PATH: RunFact = RunFact(Fact::Workspace);
    /// Everything that a task is given, as JSON: an argument of a container (`{{$}}`).
    ///
    /// A container reads from it what has no placeholder of its own, such as lists of artifacts and metadata.
    pub const EXECUTOR_INPUT: &str = "{{$}}";
}
