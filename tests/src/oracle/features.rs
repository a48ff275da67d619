//! What occurs in a program, so that a run can tell what it has compared.

use std::collections::BTreeMap;

use kfp_ir::lang::condition::Operator;

use super::constants::is_odd;
use super::feature_names::ALL;
use super::program::{
    Arg, Art, Base, Callee, Component, Cond, Const, Importer, Input, Items, Need, Piece, Pipeline, Program,
    Ref, Step, Task, Ty, URI,
};
use super::settings::{Caching, Dynamic, Kubernetes, Settings};

/// How many programs had each feature.
#[derive(Clone, Debug, Default)]
pub struct Seen(BTreeMap<&'static str, usize>);

impl Seen {
    /// Counts a program.
    pub fn add(&mut self, program: &Program) {
        let mut found = Found::default();
        found.program(program);
        for (feature, _) in found.0 {
            *self.0.entry(feature).or_default() += 1;
        }
    }

    /// Every feature with its count, in the order of the names.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let extra = self.0.keys().filter(|feature| !ALL.contains(feature));
        ALL.iter().chain(extra).map(|feature| (*feature, self.0.get(feature).copied().unwrap_or(0)))
    }

    /// The features that fewer programs had.
    pub fn rare(&self, least: usize) -> Vec<&'static str> {
        self.counts().filter(|(_, count)| *count < least).map(|(feature, _)| feature).collect()
    }
}

#[derive(Default)]
struct Found(BTreeMap<&'static str, ()>);

impl Found {
    fn is(&mut self, feature: &'static str) {
        self.0.insert(feature, ());
    }

    fn when(&mut self, holds: bool, feature: &'static str) {
        if holds {
            self.is(feature);
        }
    }

    fn program(&mut self, program: &Program) {
        for component in &program.components {
            self.component(component);
        }
        let mut calls: BTreeMap<Callee, usize> = BTreeMap::new();
        for pipeline in &program.pipelines {
            self.pipeline(program, pipeline);
            for task in pipeline.tasks() {
                *calls.entry(task.callee).or_default() += 1;
            }
        }
        for (callee, count) in calls {
            match callee {
                Callee::Component(_) => self.when(count > 1, "component: used by several tasks"),
                Callee::Pipeline(_) => self.when(count > 1, "pipeline: called several times"),
                Callee::Importer(_) => {}
            }
        }
        if let Some((_, nested)) = program.pipelines.split_last() {
            let mut tasks = nested.iter().flat_map(Pipeline::tasks);
            self.when(
                tasks.any(|task| matches!(task.callee, Callee::Pipeline(_))),
                "pipeline: nested in a nested one",
            );
        }
    }

    fn component(&mut self, component: &Component) {
        self.is(if component.function { "component: function" } else { "component: command line" });
        self.when(component.name.ends_with(|c: char| c.is_ascii_digit()), "component: name with a number");
        self.when(component.outputs.len() > 1, "component: several outputs");
        self.when(component.outputs.iter().any(|output| output.name == "Output"), "component: single result");
        self.when(component.imported, "component: imported");
        for input in &component.inputs {
            let default = matches!(input.need, Need::Default(_));
            self.when(component.imported && default, "component: imported, with default");
            let optional = input.need == Need::Optional;
            self.when(component.imported && optional, "component: imported, with optional input");
            self.when(matches!(input.need, Need::Default(_)), "component: input with default");
            let status = input.ty == Ty::Status;
            self.when(input.need == Need::Optional && !status, "component: optional input");
            self.when(input.docs.is_some(), "component: input with text about it");
        }
    }

    fn pipeline(&mut self, program: &Program, pipeline: &Pipeline) {
        for Input { need, .. } in &pipeline.inputs {
            self.when(matches!(need, Need::Default(_)), "pipeline: default of an input");
            self.when(*need == Need::Optional, "pipeline: optional input");
        }
        self.when(pipeline.defaults != Settings::default(), "pipeline: defaults of settings");
        self.when(pipeline.description.is_some(), "pipeline: description");
        self.when(pipeline.display_name.is_some(), "pipeline: display name");
        let facts = super::check::check(program).unwrap_or_default();
        let index = program.pipelines.iter().position(|other| std::ptr::eq(other, pipeline));
        let types = index.and_then(|index| facts.types.get(index)).cloned().unwrap_or_default();
        let ty = |value: &Ref| types.get(value).copied().unwrap_or(Ty::Status);
        for (name, value) in &pipeline.outputs {
            self.is(if name == "Output" { "pipeline: single result" } else { "pipeline: several results" });
            self.when(ty(value).is_artifact(), "pipeline: result artifact");
            self.when(matches!(value, Ref::Collected(..)), "pipeline: result collected");
            let deep = collected_deep(pipeline, value);
            self.when(deep, "pipeline: result collected through loops in loops");
            self.when(matches!(value, Ref::OneOf(..)), "pipeline: result one-of");
        }
        let inputs = |name: &str| pipeline.inputs.iter().find(|input| input.name == name);
        let tasks: BTreeMap<u32, Callee> =
            pipeline.tasks().iter().map(|task| (task.id, task.callee)).collect();
        let context = Context { program, pipeline, ty: &ty, inputs: &inputs, tasks: &tasks };
        self.body(&context, &pipeline.body, &[]);
    }

    fn body(&mut self, context: &Context<'_>, body: &[Step], around: &[&str]) {
        let own: Vec<u32> = body
            .iter()
            .filter_map(|step| match step {
                Step::Task(task) => Some(task.id),
                _ => None,
            })
            .collect();
        let inside = |kind| [around, &[kind]].concat();
        let last = around.last().copied().unwrap_or_default();
        for step in body {
            match step {
                Step::Task(task) => {
                    self.task(context, task);
                    self.within(task, &own, !around.is_empty());
                    self.when(!task.after.is_empty(), "flow: after");
                    let outside = task.after.iter().any(|other| !own.contains(other));
                    self.when(outside, "flow: after a task outside the group");
                    if matches!(task.callee, Callee::Pipeline(_)) {
                        self.is("pipeline: nested");
                        self.when(!around.is_empty(), "pipeline: called in a group");
                    }
                }
                Step::When(when) => {
                    let chain = when.branches.len() > 1;
                    self.is(match when.branches.len() {
                        1 => "flow: branch",
                        2 => "flow: chain of two",
                        _ => "flow: chain of more",
                    });
                    self.when(when.name.is_some(), "flow: branch with a name");
                    self.when(chain && last == "branch", "flow: chain in a branch");
                    self.when(chain && last == "loop", "flow: chain in a loop");
                    for branch in &when.branches {
                        if let Some(condition) = &branch.condition {
                            self.condition(context, condition);
                        }
                        self.body(context, &branch.body, &inside("branch"));
                    }
                }
                Step::Loop(looped) => {
                    self.when(last == "branch", "flow: loop in a branch");
                    self.when(last == "loop", "flow: loop in a loop");
                    self.when(last == "exit handler", "flow: loop in an exit handler");
                    self.when(looped.limit.is_some(), "flow: loop with a limit");
                    self.when(looped.name.is_some(), "flow: loop with a name");
                    match &looped.items {
                        Items::Constant(ty, _) => {
                            self.is("loop: over constants");
                            self.when(matches!(ty, Ty::List(_)), "loop: over constant lists");
                            self.when(*ty == Ty::One(Base::Job), "loop: over constant objects");
                        }
                        Items::Value(list) => {
                            self.when(
                                matches!((context.ty)(list), Ty::Deep(_)),
                                "loop: over a list of lists",
                            );
                            self.when(matches!(list, Ref::Output(..)), "loop: over an output");
                            self.when(matches!(list, Ref::Input(_)), "loop: over a pipeline input");
                        }
                    }
                    self.body(context, &looped.body, &inside("loop"));
                }
                Step::Finally(finally) => {
                    self.is("flow: exit handler");
                    self.when(finally.name.is_some(), "flow: exit handler with a name");
                    let inputs = context.program.inputs(finally.exit.callee);
                    self.when(inputs.iter().any(|input| input.ty == Ty::Status), "flow: final status");
                    self.task(context, &finally.exit);
                    let set = finally.exit.settings != Settings::default();
                    self.when(set, "setting: of an exit task");
                    self.body(context, &finally.body, &inside("exit handler"));
                }
            }
        }
    }

    /// What a task has because of the group that it is in.
    fn within(&mut self, task: &Task, own: &[u32], group: bool) {
        self.when(task.whatever, "flow: ignored failure");
        self.when(task.whatever && group, "flow: ignored failure in a group");
        let mut read = task.arguments.values().flat_map(Arg::values);
        let made = read.any(|value| matches!(value, Ref::Output(..)));
        self.when(task.whatever && made, "flow: ignored failure of what makes a value");
        self.when(matches!(task.callee, Callee::Importer(_)) && group, "importer: in a group");
        let texts = task.arguments.values().filter(|argument| argument.value().is_none());
        let mut outside = texts.flat_map(Arg::values).filter(|value| match value {
            Ref::Input(_) => group,
            Ref::Output(task, _) => !own.contains(task),
            _ => false,
        });
        self.when(outside.next().is_some(), "argument: text with a value from outside the group");
    }

    fn importer(&mut self, importer: &Importer, task: &Task) {
        self.when(importer.reimport, "importer: new artifact each time");
        self.when(importer.workspace, "importer: downloaded to the workspace");
        self.when(task.settings != Settings::default(), "importer: setting");
        for (key, argument) in &task.arguments {
            self.is(match argument {
                Arg::Constant(_) if key == URI => "importer: constant address",
                Arg::Value(Ref::Item(_) | Ref::Field(..)) if key == URI => "importer: address of an item",
                Arg::Value(Ref::Input(_)) if key == URI => "importer: address of an input",
                _ if key == URI => "importer: address of a task",
                Arg::Constant(_) => "importer: metadata with a constant",
                Arg::Value(_) => "importer: metadata with a value",
                Arg::Text(_) | Arg::Texts(_) => "importer: metadata with a text of values",
            });
        }
    }

    fn text(&mut self, context: &Context<'_>, argument: &Arg) {
        self.is("argument: text of values");
        self.when(matches!(argument, Arg::Texts(_)), "argument: texts in a list");
        for piece in argument.texts().iter().flatten() {
            match piece {
                Piece::Text(text) => self.when(is_odd(text), "argument: text that needs care around values"),
                Piece::Value(value) => {
                    self.when(matches!(value, Ref::Item(_)), "argument: text with an item");
                    self.when((context.ty)(value) != Ty::One(Base::Text), "argument: text with another type");
                }
            }
        }
    }

    fn task(&mut self, context: &Context<'_>, task: &Task) {
        if let Callee::Importer(index) = task.callee
            && let Some(importer) = context.program.importers.get(index)
        {
            return self.importer(importer, task);
        }
        for input in context.program.inputs(task.callee) {
            match (task.arguments.get(&input.name), &input.need) {
                (Some(argument), _) => self.argument(context, input, argument),
                (None, Need::Default(_)) => self.is("argument: default left out"),
                (None, _) if input.ty != Ty::Status => self.is("argument: optional left out"),
                (None, _) => {}
            }
        }
        let nested = matches!(task.callee, Callee::Pipeline(_));
        self.when(nested && task.settings != Settings::default(), "setting: of a nested pipeline");
        self.settings(&task.settings);
        for (dynamic, value) in &task.dynamic {
            self.is(match dynamic {
                Dynamic::Image => "setting in the run: image",
                Dynamic::CpuLimit => "setting in the run: cpu limit",
                Dynamic::MemoryRequest => "setting in the run: memory request",
                Dynamic::SecretEnv => "setting in the run: secret as environment",
                Dynamic::SecretVolume => "setting in the run: secret as volume",
                Dynamic::ConfigMapEnv => "setting in the run: config map as environment",
                Dynamic::ConfigMapVolume => "setting in the run: config map as volume",
                Dynamic::Claim => "setting in the run: claim",
                Dynamic::PullSecret => "setting in the run: pull secret",
            });
            let made = dynamic.is_name() && matches!(value, Ref::Output(..));
            self.when(made, "setting in the run: name that a task made");
        }
    }

    fn argument(&mut self, context: &Context<'_>, input: &Input, argument: &Arg) {
        let value = match argument {
            Arg::Constant(value) => return self.constant(value),
            Arg::Text(_) | Arg::Texts(_) => return self.text(context, argument),
            Arg::Value(value) => value,
        };
        let ty = (context.ty)(value);
        match value {
            Ref::Input(name) => {
                let optional = (context.inputs)(name).is_some_and(|input| input.need == Need::Optional);
                self.when(optional, "argument: optional pipeline input");
                self.is(match ty {
                    Ty::Art(_) => "argument: pipeline input artifact",
                    Ty::Arts(_) => "argument: pipeline input list of artifacts",
                    _ => "argument: pipeline input",
                });
            }
            Ref::Output(task, _) => {
                let parameter =
                    if ty.is_artifact() { "argument: output artifact" } else { "argument: output parameter" };
                self.is(parameter);
                let any = matches!(ty, Ty::Art(art) if art != Art::Artifact) && ty != input.ty;
                self.when(any, "argument: output artifact for any artifact");
                let nested = matches!(context.tasks.get(task), Some(Callee::Pipeline(_)));
                self.when(nested, "argument: output of a nested pipeline");
            }
            Ref::Item(_) => self.is("argument: item of a loop"),
            Ref::Field(..) => self.is("argument: field of an item"),
            Ref::OneOf(..) if ty.is_artifact() => self.is("argument: one-of artifact"),
            Ref::OneOf(..) => self.is("argument: one-of parameter"),
            Ref::Collected(..) if collected_deep(context.pipeline, value) => {
                self.is("argument: collected through loops in loops");
            }
            Ref::Collected(..) => self.is(match ty {
                Ty::Arts(_) => "argument: collected artifacts",
                Ty::Deep(_) => "argument: collected list of lists",
                _ => "argument: collected list",
            }),
        }
    }

    fn constant(&mut self, value: &Const) {
        match value {
            Const::Text(text) => self.when(is_odd(text), "argument: constant text that needs care"),
            Const::Int(_) => self.is("argument: constant integer"),
            Const::Num(_) => self.is("argument: constant double"),
            Const::Flag(_) => self.is("argument: constant bool"),
            Const::List(_) => self.is("argument: constant list"),
            Const::Map(_) => self.is("argument: constant object"),
        }
    }

    fn condition(&mut self, context: &Context<'_>, condition: &Cond) {
        self.is(match (context.ty)(&condition.left) {
            Ty::One(Base::Flag) => "condition: bool",
            Ty::One(Base::Num) => "condition: double",
            Ty::One(Base::Int) => "condition: integer",
            _ => "condition: text",
        });
        self.is(match condition.op {
            Operator::Equal => "condition: ==",
            Operator::NotEqual => "condition: !=",
            Operator::Less => "condition: <",
            Operator::LessOrEqual => "condition: <=",
            Operator::Greater => "condition: >",
            Operator::GreaterOrEqual => "condition: >=",
        });
        let item = matches!(condition.left, Ref::Item(_) | Ref::Field(..));
        self.when(item, "condition: on an item or field");
        self.when(condition.right.value().is_some(), "condition: two values");
    }

    fn settings(&mut self, settings: &Settings) {
        self.when(settings.accelerator.is_some(), "setting: accelerator");
        self.when(settings.cpu_limit.is_some(), "setting: cpu limit");
        self.when(settings.cpu_request.is_some(), "setting: cpu request");
        self.when(settings.display_name.is_some(), "setting: display name");
        self.when(!settings.env.is_empty(), "setting: environment");
        self.when(settings.memory_limit.is_some(), "setting: memory limit");
        self.when(settings.memory_request.is_some(), "setting: memory request");
        self.when(settings.timeout.is_some(), "setting: timeout");
        self.when(settings.image.is_some(), "setting: image");
        for setting in &settings.kubernetes {
            self.is(match setting {
                Kubernetes::SecretEnv => "setting of the pod: secret as environment",
                Kubernetes::SecretVolume => "setting of the pod: secret as volume",
                Kubernetes::ConfigMapEnv => "setting of the pod: config map as environment",
                Kubernetes::ConfigMapVolume => "setting of the pod: config map as volume",
                Kubernetes::PodLabel => "setting of the pod: pod label",
                Kubernetes::PodAnnotation => "setting of the pod: pod annotation",
                Kubernetes::Toleration => "setting of the pod: toleration",
                Kubernetes::NodeLabel => "setting of the pod: node label",
                Kubernetes::PullPolicy => "setting of the pod: pull policy",
                Kubernetes::PullSecret => "setting of the pod: pull secret",
                Kubernetes::EmptyDir => "setting of the pod: empty directory",
                Kubernetes::FieldPath => "setting of the pod: field as environment",
                Kubernetes::Claim => "setting of the pod: claim",
                Kubernetes::SecurityContext => "setting of the pod: security context",
                Kubernetes::NodeAffinity => "setting of the pod: node affinity",
                Kubernetes::PreferredNode => "setting of the pod: preferred nodes",
                Kubernetes::EphemeralVolume => "setting of the pod: ephemeral volume",
                Kubernetes::SharedMemory => "setting of the pod: shared memory",
            });
        }
        if let Some(retry) = &settings.retry {
            self.is(if retry.waiting.is_some() {
                "setting: retries with waiting"
            } else {
                "setting: retries"
            });
        }
        match settings.caching {
            Some(Caching::On) => self.is("setting: cached"),
            Some(Caching::Off) => self.is("setting: uncached"),
            Some(Caching::Key(_)) => self.is("setting: cache key"),
            None => {}
        }
    }
}

/// Whether a loop collected what a loop inside had collected.
fn collected_deep(pipeline: &Pipeline, value: &Ref) -> bool {
    let Ref::Collected(id, position) = value else { return false };
    pipeline.steps().into_iter().any(|step| match step {
        Step::Loop(looped) if looped.id == *id => {
            matches!(looped.returns.get(*position), Some(Ref::Collected(..)))
        }
        _ => false,
    })
}

/// The pipeline that is looked at.
struct Context<'a> {
    program: &'a Program,
    pipeline: &'a Pipeline,
    ty: &'a dyn Fn(&Ref) -> Ty,
    inputs: &'a dyn Fn(&str) -> Option<&'a Input>,
    tasks: &'a BTreeMap<u32, Callee>,
}
