//! Where tasks are added, and how control flows around them.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::panic::Location;
use std::rc::Rc;

use crate::argo::{Approval, ApprovalOutputs};
use crate::author::call::{Callee, Outgoing, Parts, TaskOutputs};
use crate::author::graph::{
    At, Child, Component, Graph, Group, GroupId, GroupKind, Settings, Source, TaskId,
};
use crate::author::inside;
use crate::author::nested::Nested;
use crate::author::{
    BuildError, Bundle, Call, Comparable, Cond, IntoCond, Items, Leaves, PipelineConfig, Place, Task, Value,
};
use crate::kinds::{Kind, Parameter};

/// What all scopes of one pipeline share.
#[derive(Debug)]
pub(crate) struct Recorder {
    pub(crate) graph: RefCell<Graph>,
    pub(crate) nested: Rc<Nested>,
}

/// Where tasks are added: the `p` of a pipeline function, or of the body of a branch or loop.
///
/// Adding a task borrows the scope (`&Scope`), control flow borrows it mutably and gives its body a `p` of its own. So
/// the outer `p` cannot be used inside, and a value leaves a body only as what the body returns.
///
/// A straight-line helper is an ordinary function:
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn train(rate: f64, model: Output<Model>) -> Container {
///     Container::image("busybox").command(["train"]).args([format!("{rate}"), model.path()])
/// }
///
/// fn train_twice(p: &Scope, rate: Value<f64>) -> (Value<Model>, Value<Model>) {
///     (p.task(train().rate(rate)).model, p.task(train().rate(0.1)).model)
/// }
/// ```
#[derive(Debug)]
pub struct Scope {
    pub(crate) recorder: Rc<Recorder>,
    pub(crate) group: GroupId,
    /// For the next branch, loop or exit handler.
    pub(crate) name: Option<String>,
}

impl Scope {
    /// Adds a task: a call of a component, or of a pipeline that runs inside this one.
    #[track_caller]
    pub fn task<C: Call>(&self, call: C) -> Task<C::Outputs> {
        let at = Location::caller();
        let (id, mut outgoing) = self.add(call.into_parts(), at);
        self.recorder.graph.borrow_mut().child(self.group, Child::Task(id));
        Task { recorder: Rc::clone(&self.recorder), id, outputs: C::Outputs::bind(&mut outgoing) }
    }

    /// Adds a step at which a person decides; see [`argo::Approval`](crate::argo::Approval).
    #[track_caller]
    pub fn approval<T: Comparable + Parameter>(&self, approval: Approval<T>) -> Task<ApprovalOutputs<T>> {
        self.task(approval)
    }

    /// Settings for every task of this pipeline that does not set them itself.
    ///
    /// A second call adds to the first. Pipelines called inside this one keep their own defaults.
    pub fn defaults(&self, settings: Settings) {
        self.recorder.graph.borrow_mut().defaults.overlay(&settings);
    }

    /// What the pipeline asks of its run as a whole: a workspace, how long it may take and how long it is kept.
    ///
    /// A second call takes the place of the first. It counts where the pipeline is the one that is compiled, not where it
    /// is called inside another.
    #[track_caller]
    pub fn config(&self, config: PipelineConfig) {
        let mut graph = self.recorder.graph.borrow_mut();
        graph.config_at = Some(Location::caller());
        graph.config = Some(config);
    }

    /// Names the branch, loop or exit handler that comes next, for user interfaces:
    /// `p.named("sweep").for_each(..)`. [`When::named`] names the other branches of a chain.
    pub fn named(&mut self, name: impl Into<String>) -> &mut Self {
        self.name = Some(name.into());
        self
    }

    /// Runs `body` only when the condition holds.
    ///
    /// What the bodies of a chain return becomes one value, of whichever branch runs, when
    /// [`otherwise`](When::otherwise) completes the chain.
    ///
    /// ```
    /// use kfp_dsl::prelude::*;
    ///
    /// #[container_component]
    /// fn train(epochs: i64, model: Output<Model>) -> Container {
    ///     Container::image("busybox").command(["train"]).args([format!("{epochs}"), model.path()])
    /// }
    ///
    /// #[container_component]
    /// fn publish(model: Input<Model>) -> Container {
    ///     Container::image("busybox").command(["publish"]).args([model.uri()])
    /// }
    ///
    /// #[pipeline]
    /// fn demo(p: &mut Scope, size: Value<i64>, dry_run: Value<bool>) {
    ///     let model = p
    ///         .when(size.gt(1_000_000), |p| p.task(train().epochs(1)).model)
    ///         .else_when(size.gt(1_000), |p| p.task(train().epochs(10)).model)
    ///         .otherwise(|p| p.task(train().epochs(100)).model);
    ///     p.when(!dry_run, |p| {
    ///         p.task(publish().model(model));
    ///     });
    /// }
    /// ```
    #[track_caller]
    pub fn when<R: Bundle>(
        &mut self,
        condition: impl IntoCond,
        body: impl Fn(&mut Scope) -> R,
    ) -> When<'_, R> {
        let at = Location::caller();
        let name = self.name.take();
        let branches = self.open(GroupKind::Branches, at);
        let mut chain = When { scope: self, branches, name, returned: Vec::new(), body: PhantomData };
        chain.branch(Some(condition.into_cond()), body, at);
        chain
    }

    /// Runs `body` once for each item. What it returns becomes lists, in the order of the items.
    ///
    /// ```
    /// use kfp_dsl::prelude::*;
    ///
    /// #[container_component]
    /// fn train(rate: f64, model: Output<Model>) -> Container {
    ///     Container::image("busybox").command(["train"]).args([format!("{rate}"), model.path()])
    /// }
    ///
    /// #[pipeline]
    /// fn sweep(p: &mut Scope, rates: Value<Vec<f64>>) {
    ///     let models: Collected<Model> = p.for_each(rates.at_most(4), |p, rate| p.task(train().rate(rate)).model);
    ///     # let _ = models;
    /// }
    /// ```
    #[track_caller]
    pub fn for_each<I: Items, R: Bundle>(
        &mut self,
        items: I,
        body: impl Fn(&mut Scope, Value<I::Item>) -> R,
    ) -> R::Collected {
        let at = Location::caller();
        let items = items.into_items();
        let group = self.open(GroupKind::Root, at);
        let item = self.recorder.graph.borrow_mut().value(Source::Item(group), I::Item::KIND, group, at);
        let parallelism = items.limit;
        let kind = GroupKind::Loop { items: items.items, item: item.value, parallelism };
        self.recorder.graph.borrow_mut().set_kind(group, kind);
        let returned = Leaves::of(&self.inside(group, |p| body(p, Value::new(item))));
        let mut graph = self.recorder.graph.borrow_mut();
        let mut lists = returned.map(&mut graph, |graph, _, leaf| {
            let source = Source::Collected { of: group, value: leaf.handle };
            graph.value(source, leaf.kind.list(), self.group, at)
        });
        R::collected(&mut lists)
    }

    /// Runs `body`, and `cleanup` after it, whether or not it failed.
    ///
    /// The component may have an argument of type [`FinalStatus`](crate::kinds::FinalStatus), which tells how the body
    /// ended. Settings of the task travel with the call: [`Call::with`].
    ///
    /// ```
    /// use kfp_dsl::prelude::*;
    ///
    /// #[container_component]
    /// fn notify(channel: String) -> Container {
    ///     Container::image("busybox").command(["notify"]).args([format!("{channel}")])
    /// }
    ///
    /// #[container_component]
    /// fn work() -> Container {
    ///     Container::image("busybox").command(["true"])
    /// }
    ///
    /// #[pipeline]
    /// fn demo(p: &mut Scope) {
    ///     p.finally(notify().channel("ml-ops"), |p| {
    ///         p.task(work());
    ///     });
    /// }
    /// ```
    #[track_caller]
    pub fn finally<C: Call, R: Bundle>(&mut self, cleanup: C, body: impl Fn(&mut Scope) -> R) -> R {
        let at = Location::caller();
        let (exit, _) = self.add(cleanup.into_parts(), at);
        let group = self.open(GroupKind::Exit { exit }, at);
        let returned = Leaves::of(&self.inside(group, body));
        let mut graph = self.recorder.graph.borrow_mut();
        graph.child(self.group, Child::Task(exit));
        let mut outside = returned.map(&mut graph, |graph, _, leaf| {
            let source = Source::Exported { of: group, value: leaf.handle };
            graph.value(source, leaf.kind, self.group, at)
        });
        R::rebuild(&mut outside)
    }

    fn open(&mut self, kind: GroupKind, at: At) -> GroupId {
        let name = self.name.take();
        self.recorder.graph.borrow_mut().group(self.group, kind, name, at)
    }

    fn inside<R>(&self, group: GroupId, body: impl FnOnce(&mut Scope) -> R) -> R {
        body(&mut Scope { recorder: Rc::clone(&self.recorder), group, name: None })
    }

    /// Records a task, not yet as a child of its group.
    fn add(&self, parts: Parts, at: At) -> (TaskId, Outgoing) {
        let Parts { callee, mut arguments, settings } = parts;
        let name = callee.name();
        let (component, inputs) = match callee {
            Callee::Component(def) => (Ok(Component::Leaf(def)), def.inputs),
            Callee::Pipeline(def) => (self.recorder.nested.graph(def).map(Component::Pipeline), def.inputs),
            Callee::Importer(importer) => {
                let mut graph = self.recorder.graph.borrow_mut();
                let component = graph.importer(*importer, at);
                return graph.task(self.group, component, arguments.given, settings, at);
            }
        };
        let mut graph = self.recorder.graph.borrow_mut();
        arguments.given.resize(inputs.len(), None);
        for input in arguments.twice.iter().filter_map(|&i| inputs.get(i)) {
            let message = format!("input `{}` of `{name}` was given twice", input.name);
            graph.errors.push(BuildError::new("B121", message, Place::from(at)).help("give it once"));
        }
        let component = component.unwrap_or_else(|def| {
            let message = format!("pipeline `{}` calls itself", def.name);
            let help = "a pipeline is a fixed graph: use a loop, or call another pipeline";
            graph.errors.push(BuildError::new("B122", message, Place::from(at)).help(help));
            Component::Pipeline(Rc::new(Graph::of(def)))
        });
        let component = match component {
            Component::Pipeline(inner) => {
                Component::Pipeline(inside::texts(&graph, inner, &mut arguments.given))
            }
            leaf => leaf,
        };
        graph.task(self.group, component, arguments.given, settings, at)
    }
}

/// A chain of branches that can go on; made by [`Scope::when`].
#[derive(Debug)]
pub struct When<'p, R> {
    scope: &'p mut Scope,
    branches: GroupId,
    /// For the next branch.
    name: Option<String>,
    /// What each branch returned.
    returned: Vec<Leaves>,
    body: PhantomData<fn() -> R>,
}

impl<R: Bundle> When<'_, R> {
    /// Names the branch that comes next, for user interfaces.
    ///
    /// ```
    /// use kfp_dsl::prelude::*;
    ///
    /// #[container_component]
    /// fn work() -> Container {
    ///     Container::image("busybox").command(["true"])
    /// }
    ///
    /// #[pipeline]
    /// fn demo(p: &mut Scope, size: Value<i64>) {
    ///     let large = p.named("large").when(size.gt(1_000), |p| {
    ///         p.task(work());
    ///     });
    ///     large.named("small").otherwise(|p| {
    ///         p.task(work());
    ///     });
    /// }
    /// ```
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Another branch: it runs when no earlier condition held and this one does.
    #[track_caller]
    pub fn else_when(mut self, condition: impl IntoCond, body: impl Fn(&mut Scope) -> R) -> Self {
        self.branch(Some(condition.into_cond()), body, Location::caller());
        self
    }

    /// The last branch: it runs when no condition held. Gives what the branch that ran returned.
    #[track_caller]
    pub fn otherwise(mut self, body: impl Fn(&mut Scope) -> R) -> R {
        let at = Location::caller();
        self.branch(None, body, at);
        let When { scope, branches, returned, .. } = self;
        let mut graph = scope.recorder.graph.borrow_mut();
        let columns: Vec<Vec<_>> = returned.iter().map(Leaves::handles).collect();
        let mut chosen = returned.first().map_or_else(Leaves::default, |first| {
            first.map(&mut graph, |graph, i, leaf| {
                let values = columns.iter().filter_map(|column| column.get(i).copied()).collect();
                graph.value(Source::OneOf { branches, values }, leaf.kind, scope.group, at)
            })
        });
        R::rebuild(&mut chosen)
    }

    fn branch(&mut self, condition: Option<Cond>, body: impl Fn(&mut Scope) -> R, at: At) {
        let condition = condition.map(|c| c.0);
        let kind = GroupKind::Branch { condition, returned: Vec::new() };
        let name = self.name.take();
        let group = self.scope.recorder.graph.borrow_mut().group(self.branches, kind, name, at);
        let leaves = Leaves::of(&self.scope.inside(group, body));
        if let Some(Group { kind: GroupKind::Branch { returned, .. }, .. }) =
            self.scope.recorder.graph.borrow_mut().groups.get_mut(group.0 as usize)
        {
            *returned = leaves.handles();
        }
        self.returned.push(leaves);
    }
}
