//! A call of a component or pipeline: what was given for its inputs, before it becomes a task.

use crate::author::graph::Argument;
use crate::author::importer::Importer;
use crate::author::{Bundle, ComponentDef, Given, Leaves, PipelineDef, Settings, Value};

/// A call that [`Scope::task`](crate::Scope::task) turns into a task: `train().dataset(d)`.
///
/// `#[component]`, `#[container_component]` and `#[pipeline]` implement it for calls that have all required inputs.
///
/// A call may carry the settings of its task, which is how an exit task gets some:
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn notify(channel: String) -> Container {
///     Container::image("busybox").command(["notify"]).args([channel.to_string()])
/// }
///
/// #[container_component]
/// fn work() -> Container {
///     Container::image("busybox").command(["true"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     let always = Settings::new().uncached().retries(2);
///     p.finally(notify().channel("ml-ops").with(&always), |p| {
///         p.task(work());
///     });
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a call of a component or pipeline",
    label = "not a call",
    note = "pass the result of a component function, such as `p.task(train().dataset(d))`"
)]
pub trait Call {
    /// The handles of its outputs.
    type Outputs: TaskOutputs;

    /// What the task records.
    #[doc(hidden)]
    fn into_parts(self) -> Parts;

    /// The same call, whose task runs as these settings say, where they say something.
    ///
    /// What is set on the task afterwards goes over it. A component with an input `with` has that as `with`; then
    /// `Call::with(call, &settings)` is this one.
    fn with(self, settings: &Settings) -> Configured<Self>
    where
        Self: Sized,
    {
        Configured { call: self, settings: settings.clone() }
    }
}

/// A call with settings for its task; made by [`Call::with`].
#[must_use = "a call does nothing until it is given to a scope"]
#[derive(Debug)]
pub struct Configured<C> {
    call: C,
    settings: Settings,
}

#[diagnostic::do_not_recommend]
impl<C: Call> Call for Configured<C> {
    type Outputs = C::Outputs;

    fn into_parts(self) -> Parts {
        let mut parts = self.call.into_parts();
        parts.settings.get_or_insert_default().overlay(&self.settings);
        parts
    }
}

/// The state of an input that was given.
#[derive(Debug)]
pub struct Set;

/// The state of an input that was not given yet.
#[derive(Debug)]
pub struct Unset;

/// What a call calls.
#[doc(hidden)]
#[derive(Clone, Debug)]
#[expect(private_interfaces, reason = "callers only hand it on")]
pub enum Callee {
    /// A component.
    Component(&'static ComponentDef),
    /// A pipeline inside the pipeline.
    Pipeline(&'static PipelineDef),
    /// An importer, which has no definition.
    Importer(Box<Importer>),
}

/// A call as a task records it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Parts {
    pub(crate) callee: Callee,
    pub(crate) arguments: Arguments,
    /// What the call says of how its task runs.
    pub(crate) settings: Option<Box<Settings>>,
}

impl Parts {
    pub(crate) fn of(callee: Callee, arguments: Arguments) -> Self {
        Parts { callee, arguments, settings: None }
    }

    /// A call of that component with these arguments.
    pub fn component(def: &'static ComponentDef, arguments: Arguments) -> Self {
        Parts::of(Callee::Component(def), arguments)
    }

    /// A call of that pipeline with these arguments.
    pub fn pipeline(def: &'static PipelineDef, arguments: Arguments) -> Self {
        Parts::of(Callee::Pipeline(def), arguments)
    }
}

/// What was given so far, by the position of the input.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    pub(crate) given: Vec<Option<Argument>>,
    /// Optional inputs that were given more than once; the types see to the required ones.
    pub(crate) twice: Vec<usize>,
}

impl Arguments {
    /// Nothing was given.
    pub const fn new() -> Self {
        Arguments { given: Vec::new(), twice: Vec::new() }
    }

    /// The same, with that input.
    #[must_use]
    pub fn with(mut self, position: usize, given: Given) -> Self {
        if self.given.get(position).is_some_and(Option::is_some) {
            self.twice.push(position);
        }
        self.replace(position, given);
        self
    }

    /// Gives an input, whatever was given for it before.
    pub(crate) fn replace(&mut self, position: usize, given: Given) {
        if self.given.len() <= position {
            self.given.resize(position + 1, None);
        }
        if let Some(slot) = self.given.get_mut(position) {
            *slot = given.0;
        }
    }
}

/// The handles of a task's outputs.
#[doc(hidden)]
pub trait TaskOutputs {
    /// Takes the handles in the order of the definition.
    fn bind(next: &mut Outgoing) -> Self;
}

/// The outputs of a new task, in the order of the definition.
#[doc(hidden)]
#[derive(Debug)]
pub struct Outgoing(pub(crate) Leaves);

impl Outgoing {
    /// An output that is an argument of the function.
    pub fn output<T>(&mut self) -> Value<T> {
        self.0.next()
    }

    /// What the function returns.
    pub fn returned<R: Bundle>(&mut self) -> R {
        R::rebuild(&mut self.0)
    }
}

impl TaskOutputs for () {
    fn bind(_: &mut Outgoing) {}
}

/// The outputs of a pipeline that runs inside another: what its function returned, with handles of the outer pipeline.
#[derive(Clone, Copy, Debug)]
pub struct Returned<R> {
    /// What the function returned.
    pub output: R,
}

impl<R: Bundle> TaskOutputs for Returned<R> {
    fn bind(next: &mut Outgoing) -> Self {
        Returned { output: next.returned() }
    }
}
