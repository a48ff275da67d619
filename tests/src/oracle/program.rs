//! A pipeline as data: what the generator makes, and what is written as Python and built with our calls.
//!
//! Everything is named, never numbered by position, so that the shrinker can take a part out and leave the rest alone.

use std::collections::BTreeMap;

use kfp_ir::lang::condition::Operator;

use super::settings::{Dynamic, Settings};

/// The type of a parameter that is not a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Base {
    /// Text.
    Text,
    /// An integer.
    Int,
    /// A double.
    Num,
    /// A truth value.
    Flag,
    /// Free-form JSON.
    Map,
    /// A struct with the fields of [`Field`].
    Job,
}

/// The type of an artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Art {
    Artifact,
    Dataset,
    Model,
    Metrics,
    Html,
    Markdown,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ty {
    /// A parameter.
    One(Base),
    /// A list parameter.
    List(Base),
    /// A list of lists.
    Deep(Base),
    /// How an exit handler's tasks ended.
    Status,
    /// An artifact.
    Art(Art),
    /// A list of artifacts.
    Arts(Art),
}

impl Ty {
    /// Whether values travel by reference.
    pub fn is_artifact(self) -> bool {
        matches!(self, Ty::Art(_) | Ty::Arts(_))
    }

    /// Whether the generator makes constants of this type.
    pub fn has_constants(self) -> bool {
        matches!(self, Ty::One(_) | Ty::List(_))
    }

    /// The type of a list of these, if there can be one.
    pub fn list(self) -> Option<Ty> {
        match self {
            Ty::One(base) => Some(Ty::List(base)),
            Ty::List(base) => Some(Ty::Deep(base)),
            Ty::Art(art) => Some(Ty::Arts(art)),
            Ty::Deep(_) | Ty::Status | Ty::Arts(_) => None,
        }
    }

    /// The type of an item.
    pub fn item(self) -> Option<Ty> {
        match self {
            Ty::List(base) => Some(Ty::One(base)),
            Ty::Deep(base) => Some(Ty::List(base)),
            Ty::Arts(art) => Some(Ty::Art(art)),
            _ => None,
        }
    }

    /// Whether a value of this type can be given for an input of that one.
    pub fn fits(self, input: Ty) -> bool {
        self == input || (matches!(self, Ty::Art(_)) && input == Ty::Art(Art::Artifact))
    }
}

/// A field of the struct type [`Base::Job`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Title,
    Epochs,
    Rate,
    Tags,
}

impl Field {
    /// All fields, in the order of the struct.
    pub const ALL: [Field; 4] = [Field::Title, Field::Epochs, Field::Rate, Field::Tags];

    /// Its key.
    pub fn key(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Epochs => "epochs",
            Field::Rate => "rate",
            Field::Tags => "tags",
        }
    }

    /// Its type.
    pub fn ty(self) -> Ty {
        match self {
            Field::Title => Ty::One(Base::Text),
            Field::Epochs => Ty::One(Base::Int),
            Field::Rate => Ty::One(Base::Num),
            Field::Tags => Ty::List(Base::Text),
        }
    }
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Const {
    Text(String),
    Int(i64),
    Num(f64),
    Flag(bool),
    List(Vec<Const>),
    Map(Vec<(String, Const)>),
}

/// A program: components, and pipelines of which each may call those before it. The last is the one that is compiled.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Program {
    /// The components.
    pub components: Vec<Component>,
    /// The importers.
    pub importers: Vec<Importer>,
    /// The pipelines.
    pub pipelines: Vec<Pipeline>,
}

/// A component.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// The name of the function.
    pub name: String,
    /// Whether a function runs in the container, instead of a command line.
    pub function: bool,
    /// Whether both sides read it from a file; then it has a command line.
    pub imported: bool,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// The outputs; one called `Output` is what a function returns.
    pub outputs: Vec<Output>,
}

/// An importer.
#[derive(Clone, Debug, PartialEq)]
pub struct Importer {
    /// The type of the artifact.
    pub art: Art,
    /// Whether a known artifact counts.
    pub reimport: bool,
    /// Whether the artifact is copied to the workspace.
    pub workspace: bool,
    /// [`URI`], and the keys of the metadata.
    pub inputs: Vec<Input>,
}

/// The input of an importer that is the address.
pub(super) const URI: &str = "uri";

/// An input of a component or pipeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The name.
    pub name: String,
    /// The type.
    pub ty: Ty,
    /// Whether it may be left out.
    pub need: Need,
    /// The text about it.
    pub docs: Option<String>,
}

/// Whether an input may be left out.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    Required,
    Default(Const),
    Optional,
}

/// An output of a component.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The name.
    pub name: String,
    /// The type.
    pub ty: Ty,
}

/// A pipeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    /// The name.
    pub name: String,
    /// The name that user interfaces show.
    pub display_name: Option<String>,
    /// The text about it.
    pub description: Option<String>,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// Settings for every task.
    pub defaults: Settings,
    /// What it does.
    pub body: Vec<Step>,
    /// The outputs by name; one called `Output` is all that the function returns.
    pub outputs: Vec<(String, Ref)>,
}

/// A step of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Task(Task),
    When(When),
    Loop(Loop),
    Finally(Finally),
}

/// What a task runs: an index into the components, importers or pipelines of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Callee {
    /// A component.
    Component(usize),
    /// An importer.
    Importer(usize),
    /// A pipeline, as a task of another.
    Pipeline(usize),
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Unique in its pipeline, as are those of other steps.
    pub id: u32,
    /// What it runs.
    pub callee: Callee,
    /// What is given for the inputs.
    pub arguments: BTreeMap<String, Arg>,
    /// Tasks to wait for.
    pub after: Vec<u32>,
    /// How it runs.
    pub settings: Settings,
    /// Settings that are read from texts in the run.
    pub dynamic: Vec<(Dynamic, Ref)>,
    /// Whether it runs whatever happened before it.
    pub whatever: bool,
}

/// A chain of branches.
#[derive(Clone, Debug, PartialEq)]
pub struct When {
    /// Unique in its pipeline.
    pub id: u32,
    /// The name that user interfaces show: only of a lone branch, as the SDK cannot name a chain.
    pub name: Option<String>,
    /// The branches; only the last may be without condition.
    pub branches: Vec<Branch>,
}

/// A branch.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// When it runs; `None` is `otherwise`.
    pub condition: Option<Cond>,
    /// What it does.
    pub body: Vec<Step>,
    /// What it returns.
    pub returns: Vec<Ref>,
}

/// A comparison. The SDK has no others: `and` and `or` silently lose a side there.
#[derive(Clone, Debug, PartialEq)]
pub struct Cond {
    pub left: Ref,
    pub op: Operator,
    pub right: Arg,
}

/// A loop.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// Unique in its pipeline.
    pub id: u32,
    /// The name that user interfaces show.
    pub name: Option<String>,
    /// What it runs over.
    pub items: Items,
    /// How many iterations run at a time.
    pub limit: Option<u32>,
    /// What it does for each.
    pub body: Vec<Step>,
    /// What is collected.
    pub returns: Vec<Ref>,
}

/// What a loop runs over.
#[derive(Clone, Debug, PartialEq)]
pub enum Items {
    /// Constants of that type.
    Constant(Ty, Vec<Const>),
    /// A list.
    Value(Ref),
}

/// A body with an exit task.
#[derive(Clone, Debug, PartialEq)]
pub struct Finally {
    /// Unique in its pipeline.
    pub id: u32,
    /// The name that user interfaces show.
    pub name: Option<String>,
    /// The task that runs after the body.
    pub exit: Task,
    /// The body.
    pub body: Vec<Step>,
}

/// Something given for an input.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Constant(Const),
    Value(Ref),
    /// A text that is put together in the run.
    Text(Vec<Piece>),
    /// A list of such texts.
    Texts(Vec<Vec<Piece>>),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Text(String),
    Value(Ref),
}

/// A value of a pipeline, by the step that makes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ref {
    /// An input of the pipeline.
    Input(String),
    /// An output of a task.
    Output(u32, String),
    /// The item of a loop, inside it.
    Item(u32),
    /// A field of the item of a loop, inside it.
    Field(u32, Field),
    /// What the branches of a chain returned at that position.
    OneOf(u32, usize),
    /// What a loop collected at that position.
    Collected(u32, usize),
}

impl Program {
    /// The pipeline that is compiled.
    ///
    /// # Panics
    ///
    /// When the program has no pipeline.
    pub fn main(&self) -> &Pipeline {
        self.pipelines.last().unwrap_or_else(|| unreachable!("a program has a pipeline"))
    }

    /// Whether a pipeline has a volume that all its tasks share.
    pub(super) fn has_workspace(&self, index: usize) -> bool {
        index + 1 == self.pipelines.len() && self.importers.iter().any(|importer| importer.workspace)
    }

    /// The inputs of what a task calls.
    pub fn inputs(&self, callee: Callee) -> &[Input] {
        match callee {
            Callee::Component(index) => self.components.get(index).map_or(&[], |c| &c.inputs),
            Callee::Importer(index) => self.importers.get(index).map_or(&[], |i| &i.inputs),
            Callee::Pipeline(index) => self.pipelines.get(index).map_or(&[], |p| &p.inputs),
        }
    }
}

impl Pipeline {
    /// All steps, outer ones first.
    pub fn steps(&self) -> Vec<&Step> {
        let mut found = Vec::new();
        let mut open: Vec<&Step> = self.body.iter().rev().collect();
        while let Some(step) = open.pop() {
            found.push(step);
            for body in step.bodies().into_iter().rev() {
                open.extend(body.iter().rev());
            }
        }
        found
    }

    /// All tasks, with exit tasks.
    pub fn tasks(&self) -> Vec<&Task> {
        let mut found = Vec::new();
        for step in self.steps() {
            match step {
                Step::Task(task) => found.push(task),
                Step::Finally(finally) => found.push(&finally.exit),
                Step::When(_) | Step::Loop(_) => {}
            }
        }
        found
    }
}

impl Step {
    /// The bodies inside.
    pub fn bodies(&self) -> Vec<&Vec<Step>> {
        match self {
            Step::Task(_) => Vec::new(),
            Step::When(when) => when.branches.iter().map(|branch| &branch.body).collect(),
            Step::Loop(looped) => vec![&looped.body],
            Step::Finally(finally) => vec![&finally.body],
        }
    }
}

impl Piece {
    /// The value.
    pub(super) fn value(&self) -> Option<&Ref> {
        match self {
            Piece::Value(value) => Some(value),
            Piece::Text(_) => None,
        }
    }
}

impl Arg {
    /// The value, if it is nothing else.
    pub fn value(&self) -> Option<&Ref> {
        match self {
            Arg::Value(value) => Some(value),
            Arg::Constant(_) | Arg::Text(_) | Arg::Texts(_) => None,
        }
    }

    /// The texts that are put together.
    pub fn texts(&self) -> &[Vec<Piece>] {
        match self {
            Arg::Text(text) => std::slice::from_ref(text),
            Arg::Texts(texts) => texts,
            Arg::Constant(_) | Arg::Value(_) => &[],
        }
    }

    /// All values in it.
    pub fn values(&self) -> impl Iterator<Item = &Ref> {
        let pieces = self.texts().iter().flatten().filter_map(Piece::value);
        self.value().into_iter().chain(pieces)
    }
}
