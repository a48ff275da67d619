//! Artifacts that exist already, as outputs of a task.

use std::marker::PhantomData;

use kfp_ir::lang::placeholder::Placeholder;
use kfp_ir::model::{Struct, Value as IrValue};

use crate::author::call::{Callee, Outgoing, Parts, TaskOutputs};
use crate::author::composed::{InText, Text, placeholder};
use crate::author::graph::{Argument, Handle};
use crate::author::literal::{Fact, Literal, Node, Part};
use crate::author::{Arguments, Call, Constant, IntoInput, Value};
use crate::kinds::{ArtifactType, KindSpec, Parameter};

/// The input of an importer that holds the address (SDK `importer_node.py`).
pub(crate) const URI: &str = "uri";
/// The output of an importer.
pub(crate) const ARTIFACT: &str = "artifact";

/// Registers an artifact that exists already: a task whose output `artifact` is what is at `uri`.
///
/// The address is a constant or a value of type `String`. On KFP it cannot be a text that is put together in the run,
/// and an importer does not wait for other tasks.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn evaluate(model: Input<Model>) -> Container {
///     Container::image("busybox").command(["evaluate"]).args([model.path()])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope, uri: Value<String>, owner: Value<String>) {
///     let base = p.task(importer::<Model>("gs://models/base").metadata("framework", "sklearn"));
///     let tuned = p.task(importer::<Model>(uri).reimport().metadata("owner", owner));
///     p.task(evaluate().model(base.artifact));
///     p.task(evaluate().model(tuned.artifact));
/// }
/// ```
pub fn importer<T: ArtifactType>(uri: impl IntoInput<String>) -> ImporterCall<T> {
    let importer = Importer {
        kind: T::KIND,
        uri: None,
        reimport: false,
        workspace: false,
        metadata: Vec::new(),
        faults: Vec::new(),
    };
    ImporterCall { uri: uri.into_input().0, importer, kind: PhantomData }
}

/// A call of [`importer`].
#[must_use = "an importer does nothing until it is given to `p.task(..)`"]
#[derive(Debug)]
pub struct ImporterCall<T> {
    uri: Option<Argument>,
    importer: Importer,
    kind: PhantomData<fn() -> T>,
}

impl<T> ImporterCall<T> {
    /// Registers a new artifact, even if one with the same address and metadata is known.
    pub fn reimport(mut self) -> Self {
        self.importer.reimport = true;
        self
    }

    /// Copies the artifact to the workspace of the run.
    pub fn download_to_workspace(mut self) -> Self {
        self.importer.workspace = true;
        self
    }

    /// Notes something about the artifact. A second value for one key replaces the first.
    pub fn metadata(mut self, key: impl Into<String>, value: impl IntoMetadata) -> Self {
        let key = key.into();
        self.importer.metadata.retain(|(known, _)| *known != key);
        match value.into_metadata() {
            Ok(literal) => self.importer.metadata.push((key, literal.0)),
            Err(fault) => self.importer.faults.push(format!("metadata `{key}`: {fault}")),
        }
        self
    }
}

/// What can be noted about an imported artifact: constants, values of the run, texts, and lists and maps of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be metadata of an artifact",
    label = "neither a constant nor a parameter value",
    note = "give text, a number, `bool`, `serde_json::Value`, a `Value<T>` of a parameter, or a list of these"
)]
pub trait IntoMetadata {
    /// What is noted.
    #[doc(hidden)]
    fn into_metadata(self) -> Result<Literal, String>;
}

#[diagnostic::do_not_recommend]
impl<T: Parameter> IntoMetadata for Value<T> {
    fn into_metadata(self) -> Result<Literal, String> {
        Ok(Literal(Node::Text(vec![Part::Value(self.handle)])))
    }
}

macro_rules! metadata {
    ($($from:ty => $to:ty),* $(,)?) => {$(
        impl IntoMetadata for $from {
            fn into_metadata(self) -> Result<Literal, String> {
                Constant::<$to>::constant(self)
            }
        }
    )*};
}
metadata! {
    bool => bool, i64 => i64, i32 => i64, i16 => i64, u32 => i64, u16 => i64, u8 => i64, f64 => f64, f32 => f64,
    String => String, &str => String, serde_json::Value => serde_json::Value, Text => String,
}

impl IntoMetadata for crate::author::composed::RunFact {
    fn into_metadata(self) -> Result<Literal, String> {
        Ok(self.into_text().literal())
    }
}

impl<M: IntoMetadata> IntoMetadata for Vec<M> {
    fn into_metadata(self) -> Result<Literal, String> {
        let items: Result<Vec<_>, _> = self.into_iter().map(IntoMetadata::into_metadata).collect();
        items.map(Literal::list)
    }
}

/// An importer as a task records it.
#[derive(Clone, Debug)]
pub(crate) struct Importer {
    pub(crate) kind: KindSpec,
    /// The address, when it is known before the run.
    pub(crate) uri: Option<String>,
    pub(crate) reimport: bool,
    pub(crate) workspace: bool,
    /// In the order of the calls, which decides about the names of the inputs.
    pub(crate) metadata: Vec<(String, Node)>,
    pub(crate) faults: Vec<String>,
}

/// The metadata of an importer in the IR, and the values in it by the names of the inputs that carry them.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    pub(crate) metadata: Struct,
    pub(crate) inputs: Vec<(String, Source)>,
}

/// What an input of an importer carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Value(u32, crate::author::graph::ValueId),
    Fact(Fact),
}

impl Source {
    pub(crate) fn argument(self) -> Argument {
        match self {
            Source::Value(graph, value) => Argument::Value(Handle::new(graph, value)),
            Source::Fact(fact) => Argument::Constant(Ok(IrValue::String(placeholder(fact).to_string()))),
        }
    }
}

impl Importer {
    /// Puts a placeholder where a value is; one value has one input, however often it stands there.
    pub(crate) fn filled(&self) -> Filled {
        let mut filled = Filled::default();
        for (key, node) in &self.metadata {
            let value = filled.node(node);
            filled.metadata.0.insert(key.clone(), value);
        }
        filled
    }
}

impl Filled {
    fn node(&mut self, node: &Node) -> IrValue {
        match node {
            Node::Plain(value) => value.clone(),
            Node::List(items) => IrValue::List(items.iter().map(|item| self.node(item)).collect()),
            Node::Map(fields) => {
                let fields = fields.iter().map(|(key, field)| (key.clone(), self.node(field)));
                IrValue::Struct(Struct(fields.collect()))
            }
            Node::Text(parts) => {
                let parts = parts.iter().map(|part| match part {
                    Part::Text(text) => text.clone(),
                    Part::Value(handle) => self.input(Source::Value(handle.graph, handle.value)),
                    Part::Fact(fact) => self.input(Source::Fact(*fact)),
                });
                IrValue::String(parts.collect())
            }
        }
    }

    fn input(&mut self, source: Source) -> String {
        let known = self.inputs.iter().find(|(_, other)| *other == source).map(|(name, _)| name.clone());
        let name = known.unwrap_or_else(|| {
            let name = match self.inputs.len() {
                0 => "metadata".to_owned(),
                n => format!("metadata-{}", n + 1),
            };
            self.inputs.push((name.clone(), source));
            name
        });
        Placeholder::InputParameter(name).to_string()
    }
}

/// The output of an importer.
#[derive(Debug)]
pub struct ImporterOutputs<T> {
    /// The artifact.
    pub artifact: Value<T>,
}

impl<T> TaskOutputs for ImporterOutputs<T> {
    fn bind(next: &mut Outgoing) -> Self {
        ImporterOutputs { artifact: next.output() }
    }
}

// Whether `T` is an artifact type is asked by `importer`, so that a mistake gives one error.
#[diagnostic::do_not_recommend]
impl<T> Call for ImporterCall<T> {
    type Outputs = ImporterOutputs<T>;

    fn into_parts(self) -> Parts {
        let ImporterCall { uri, mut importer, .. } = self;
        if let Some(Argument::Constant(Ok(IrValue::String(text)))) = &uri {
            importer.uri = Some(text.clone());
        }
        let mut given = vec![uri];
        given.extend(importer.filled().inputs.iter().map(|(_, source)| Some(source.argument())));
        Parts::of(Callee::Importer(Box::new(importer)), Arguments { given, twice: Vec::new() })
    }
}
