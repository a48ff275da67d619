//! A pipeline as a whole.

use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use crate::author::graph::{Component, Graph, PipelineOutput};
use crate::author::nested::Nested;
use crate::author::{
    BuildErrors, BuildOptions, Built, ComponentCall, ComponentDef, InputDef, Leaves, Place, Scope, Value,
};
use crate::kinds::{Kind, KindSpec};

/// What `#[pipeline]` knows of a pipeline.
#[derive(Debug)]
pub struct PipelineDef {
    /// The name in the IR.
    pub name: &'static str,
    /// The name that user interfaces show.
    pub display_name: Option<&'static str>,
    /// The doc comment of the function.
    pub docs: &'static str,
    /// The inputs, in the order of the arguments.
    pub inputs: &'static [InputDef],
    /// Runs the function.
    #[doc(hidden)]
    pub record: fn(&mut Scope, &mut Leaves) -> NamedOutputs,
    /// Where the function is.
    pub at: &'static Location<'static>,
}

/// A pipeline, ready to be built.
///
/// It holds no graph: every [`build`](Pipeline::build) runs the pipeline function, so building is possible many times
/// and from several threads.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn hello(name: String) -> Container {
///     Container::image("busybox").command(["echo"]).args([format!("hello, {name}")])
/// }
///
/// /// Says hello.
/// #[pipeline]
/// fn greet(p: &mut Scope, #[default("world")] name: Value<String>) {
///     p.task(hello().name(name));
/// }
///
/// let pipeline = Pipeline::of(greet);
/// assert_eq!(pipeline.name(), "greet");
/// assert_eq!(pipeline.description(), "Says hello.");
/// assert_eq!(pipeline.components()[0].name, "hello");
/// ```
#[derive(Clone, Copy)]
pub struct Pipeline {
    source: Source,
}

#[derive(Clone, Copy)]
enum Source {
    Function(&'static PipelineDef),
    /// One component by itself, and where it was asked for.
    Component(&'static ComponentDef, &'static Location<'static>),
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pipeline").field(&self.name()).finish()
    }
}

impl Pipeline {
    /// The pipeline of a `#[pipeline]` function: `Pipeline::of(churn)`.
    pub fn of(pipeline: impl IntoPipeline) -> Self {
        pipeline.into_pipeline()
    }

    /// A component by itself, as a pipeline of one task with the inputs and outputs of the component.
    ///
    /// ```
    /// use kfp_dsl::prelude::*;
    ///
    /// #[container_component]
    /// fn hello(name: String) -> Container {
    ///     Container::image("busybox").command(["echo"]).args([format!("hello, {name}")])
    /// }
    ///
    /// let pipeline = Pipeline::of_component(hello);
    /// assert_eq!(pipeline.inputs()[0].name, "name");
    /// ```
    #[track_caller]
    pub fn of_component<C: ComponentCall>(_component: impl Fn() -> C) -> Self {
        Pipeline { source: Source::Component(C::DEF, Location::caller()) }
    }

    /// Its name in the IR.
    pub fn name(&self) -> &'static str {
        match self.source {
            Source::Function(def) => def.name,
            Source::Component(def, _) => def.name,
        }
    }

    /// The doc comment of its function.
    pub fn description(&self) -> &'static str {
        match self.source {
            Source::Function(def) => def.docs,
            Source::Component(def, _) => def.docs,
        }
    }

    /// Where its function is.
    pub fn place(&self) -> Place {
        match self.source {
            Source::Function(def) => def.at.into(),
            Source::Component(_, at) => at.into(),
        }
    }

    /// Its inputs.
    pub fn inputs(&self) -> &'static [InputDef] {
        match self.source {
            Source::Function(def) => def.inputs,
            Source::Component(def, _) => def.inputs,
        }
    }

    /// Every component that a task uses, also in pipelines inside it, in the order of first use.
    pub fn components(&self) -> Vec<&'static ComponentDef> {
        let mut found = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let mut open = vec![self.record()];
        while let Some(graph) = open.pop() {
            for task in &graph.tasks {
                match &task.component {
                    Component::Leaf(def) if seen.insert(std::ptr::from_ref(*def).addr()) => found.push(*def),
                    Component::Pipeline(inner) if seen.insert(Rc::as_ptr(inner).addr()) => {
                        open.push(Rc::clone(inner))
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// Runs the pipeline function and turns what it recorded into IR.
    ///
    /// # Errors
    /// Everything that is wrong with the pipeline and that the types could not rule out.
    pub fn build(&self, options: &BuildOptions) -> Result<Built, BuildErrors> {
        crate::author::emit::emit(&self.record(), options)
    }

    pub(crate) fn record(&self) -> Rc<Graph> {
        match self.source {
            // A pipeline that is just being recorded for the first time cannot be open yet.
            Source::Function(def) => {
                Rc::new(Nested::default()).graph(def).unwrap_or_else(|def| Rc::new(Graph::of(def)))
            }
            Source::Component(def, at) => Rc::new(Graph::of_component(def, at)),
        }
    }
}

/// A `#[pipeline]` function, or a [`Pipeline`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a pipeline",
    label = "not a pipeline",
    note = "give the name of a function with `#[pipeline]`, without calling it"
)]
pub trait IntoPipeline {
    /// The pipeline.
    fn into_pipeline(self) -> Pipeline;
}

impl IntoPipeline for Pipeline {
    fn into_pipeline(self) -> Pipeline {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<C: PipelineCall, F: Fn() -> C> IntoPipeline for F {
    fn into_pipeline(self) -> Pipeline {
        Pipeline { source: Source::Function(C::DEF) }
    }
}

/// A definition that was made by a program instead of `#[pipeline]`.
#[diagnostic::do_not_recommend]
impl IntoPipeline for &'static PipelineDef {
    fn into_pipeline(self) -> Pipeline {
        Pipeline { source: Source::Function(self) }
    }
}

/// A call of a pipeline, in whatever state.
#[doc(hidden)]
pub trait PipelineCall {
    /// The pipeline.
    const DEF: &'static PipelineDef;
}

/// What an argument of a `#[pipeline]` function may be: a [`Value`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an input of a pipeline",
    label = "not an input of a pipeline",
    note = "an input is a `Value<T>`, or a `Value<Option<T>>` that may be left out, of a parameter or artifact type `T`"
)]
pub trait PipelineArgument {
    /// How the IR describes it.
    const KIND: KindSpec;
}

#[diagnostic::do_not_recommend]
impl<T: Kind> PipelineArgument for Value<T> {
    const KIND: KindSpec = T::KIND;
}

#[diagnostic::do_not_recommend]
impl<T: Kind> PipelineArgument for Value<Option<T>> {
    const KIND: KindSpec = T::KIND;
}

/// What a `#[pipeline]` function may return: `()`, one [`Value`], or a struct of values with names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a pipeline",
    label = "not a result of a pipeline",
    note = "return nothing, one `Value<T>`, or a struct of values with `#[derive(Bundle)]`, whose fields name the outputs"
)]
pub trait PipelineReturns {
    /// The values by name.
    #[doc(hidden)]
    fn outputs(&self) -> NamedOutputs;
}

/// The outputs of a recorded pipeline.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct NamedOutputs(pub(crate) Vec<PipelineOutput>);

impl NamedOutputs {
    /// The same, with one more.
    #[must_use]
    pub fn with<T: Kind>(mut self, name: &'static str, docs: &'static str, value: Value<T>) -> Self {
        self.0.push(PipelineOutput { name, docs, kind: T::KIND, value: value.handle });
        self
    }
}

impl PipelineReturns for () {
    fn outputs(&self) -> NamedOutputs {
        NamedOutputs::default()
    }
}

impl<T: Kind> PipelineReturns for Value<T> {
    fn outputs(&self) -> NamedOutputs {
        NamedOutputs::default().with("Output", "", *self)
    }
}
