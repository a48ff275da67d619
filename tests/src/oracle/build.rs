//! A program, built with the calls that authors have.

use std::cell::RefCell;
use std::collections::HashMap;

use kfp_dsl::author::{Arguments, Call, Given, Leaves, NamedOutputs, Outgoing, Parts, TaskOutputs};
use kfp_dsl::kubernetes::{ConfigMap, ImagePullSecret, PvcMount, Secret};
use kfp_dsl::{
    BuildOptions, Cond as Condition, IntoInput, Items as _, Kind, Names, Pipeline, PipelineConfig, Scope,
    Task, Text, Value, Workspace,
};
use kfp_ir::Document;
use kfp_ir::lang::condition::Operator;

use super::check::Facts;
use super::definition::{Definitions, ir, with_definitions};
use super::importing;
use super::kinds::{Any, MOST, Many, Raw, WithType, with_type};
use super::program::{
    self, Arg, Base, Callee, Cond, Field, Finally, Items, Loop, Need, Piece, Program, Ref, Step, Ty, When,
};
use super::set::{set, settings};
use super::settings::{self, Dynamic};

/// The most outputs of a component or pipeline.
const OUTPUTS: usize = 8;

/// Builds the last pipeline of a program.
///
/// # Errors
///
/// What the library says is wrong with it.
pub fn build(program: &Program, facts: &Facts, names: Names) -> Result<Document, String> {
    with_definitions(program, facts.clone(), |definitions| {
        let main = definitions.pipelines.last().ok_or("a program has a pipeline")?;
        let options = BuildOptions { names, ..BuildOptions::default() };
        let built = Pipeline::of(*main).build(&options).map_err(|errors| errors.to_string())?;
        Ok(built.document)
    })
}

/// Runs a pipeline function.
pub(super) fn record(
    definitions: &Definitions,
    index: usize,
    scope: &mut Scope,
    inputs: &mut Leaves,
) -> NamedOutputs {
    let Some(pipeline) = definitions.program.pipelines.get(index) else { return NamedOutputs::default() };
    let builder = Builder { definitions, index, state: RefCell::default() };
    for input in &pipeline.inputs {
        let any = Any::new(inputs.next(), input.ty);
        builder.make(Ref::Input(input.name.clone()), any);
    }
    if pipeline.defaults != settings::Settings::default() {
        scope.defaults(settings(&pipeline.defaults));
    }
    if definitions.program.has_workspace(index) {
        scope.config(PipelineConfig::new().workspace(Workspace::of("10Gi")));
    }
    builder.body(scope, &pipeline.body);
    struct Named<'a>(NamedOutputs, &'a str, Any);
    impl WithType for Named<'_> {
        type Result = NamedOutputs;

        fn with<T: Kind>(self) -> NamedOutputs {
            self.0.with(super::definition::leak(self.1), "", self.2.typed::<T>())
        }
    }
    pipeline.outputs.iter().fold(NamedOutputs::default(), |named, (name, value)| {
        let any = builder.value(value);
        with_type(any.ty, Named(named, name, any))
    })
}

#[derive(Default)]
struct State {
    values: HashMap<Ref, Any>,
    tasks: HashMap<u32, Task<Outputs>>,
}

pub(super) struct Builder<'a> {
    definitions: &'a Definitions,
    index: usize,
    state: RefCell<State>,
}

/// The handles of a task's outputs; those too many belong nowhere.
pub(super) struct Outputs([Value<i64>; OUTPUTS]);

impl TaskOutputs for Outputs {
    fn bind(next: &mut Outgoing) -> Self {
        Outputs(std::array::from_fn(|_| next.output()))
    }
}

/// A call as the attributes make it.
struct Made(Parts);

impl Call for Made {
    type Outputs = Outputs;

    fn into_parts(self) -> Parts {
        self.0
    }
}

impl Builder<'_> {
    fn make(&self, value: Ref, any: Any) {
        self.state.borrow_mut().values.insert(value, any);
    }

    pub(super) fn value(&self, value: &Ref) -> Any {
        let found = self.state.borrow().values.get(value).copied();
        found.unwrap_or_else(|| unreachable!("a valid program makes {value:?} before it reads it"))
    }

    fn ty(&self, value: &Ref) -> Ty {
        let types = self.definitions.facts.types.get(self.index);
        let found = types.and_then(|types| types.get(value)).copied();
        found.unwrap_or_else(|| unreachable!("every value of a valid program has a type"))
    }

    fn body(&self, scope: &mut Scope, body: &[Step]) {
        for step in body {
            match step {
                Step::Task(task) => self.task(scope, task),
                Step::When(when) => self.when(scope, when),
                Step::Loop(looped) => self.looped(scope, looped),
                Step::Finally(finally) => self.finally(scope, finally),
            }
        }
    }

    fn returned(&self, scope: &mut Scope, body: &[Step], returns: &[Ref]) -> Many {
        self.body(scope, body);
        Many(returns.iter().map(|value| self.value(value)).collect())
    }

    fn call(&self, task: &program::Task) -> Made {
        if let Callee::Importer(index) = task.callee
            && let Some(importer) = self.definitions.program.importers.get(index)
        {
            return Made(importing::parts(self, importer, task));
        }
        let mut arguments = Arguments::new();
        for (position, input) in self.definitions.program.inputs(task.callee).iter().enumerate() {
            if let Some(argument) = task.arguments.get(&input.name) {
                let optional = input.need == Need::Optional;
                arguments = arguments.with(position, self.given(argument, optional));
            }
        }
        Made(match task.callee {
            Callee::Component(index) => match self.definitions.components.get(index) {
                Some(definition) => Parts::component(definition, arguments),
                None => unreachable!("a valid program calls its own components"),
            },
            Callee::Importer(_) => unreachable!("a valid program calls its own importers"),
            Callee::Pipeline(index) => match self.definitions.pipelines.get(index) {
                Some(definition) => Parts::pipeline(definition, arguments),
                None => unreachable!("a valid program calls its own pipelines"),
            },
        })
    }

    fn given(&self, argument: &Arg, optional: bool) -> Given {
        struct Give(Any, bool);
        impl WithType for Give {
            type Result = Given;

            fn with<T: Kind>(self) -> Given {
                match self.1 {
                    true => IntoInput::<Option<T>>::into_input(self.0.typed::<T>()),
                    false => IntoInput::<T>::into_input(self.0.typed::<T>()),
                }
            }
        }
        match argument {
            Arg::Constant(value) => Given::constant(Ok(ir(value).into())),
            Arg::Value(value) => {
                let any = self.value(value);
                with_type(any.ty, Give(any, optional))
            }
            Arg::Text(pieces) if optional => IntoInput::<Option<String>>::into_input(self.text(pieces)),
            Arg::Text(pieces) => IntoInput::<String>::into_input(self.text(pieces)),
            Arg::Texts(texts) => {
                let texts: Vec<Text> = texts.iter().map(|pieces| self.text(pieces)).collect();
                match optional {
                    true => IntoInput::<Option<Vec<String>>>::into_input(texts),
                    false => IntoInput::<Vec<String>>::into_input(texts),
                }
            }
        }
    }

    /// A text as `text!` makes it.
    pub(super) fn text(&self, pieces: &[Piece]) -> Text {
        pieces.iter().fold(Text::new(), |text, piece| match piece {
            Piece::Text(more) => text.with(more),
            Piece::Value(value) => text.with(self.value(value).typed::<i64>()),
        })
    }

    fn task(&self, scope: &Scope, task: &program::Task) {
        let mut made = scope.task(self.call(task));
        for other in &task.after {
            made = match self.state.borrow().tasks.get(other) {
                Some(other) => made.after(other),
                None => unreachable!("a valid program waits for tasks that it has made"),
            };
        }
        for (dynamic, value) in &task.dynamic {
            let value = self.value(value).typed::<String>();
            made = match dynamic {
                Dynamic::Image => made.image(value),
                Dynamic::CpuLimit => made.cpu_limit(value),
                Dynamic::MemoryRequest => made.memory_request(value),
                Dynamic::SecretEnv => made.kubernetes(Secret::named(value).env("k", "S")),
                Dynamic::SecretVolume => made.kubernetes(Secret::named(value).mount("/secret").optional()),
                Dynamic::ConfigMapEnv => made.kubernetes(ConfigMap::named(value).env("k", "K").optional()),
                Dynamic::ConfigMapVolume => made.kubernetes(ConfigMap::named(value).mount("/map")),
                Dynamic::Claim => made.kubernetes(PvcMount::new(value, "/claim").sub_path("a/b")),
                Dynamic::PullSecret => made.kubernetes(ImagePullSecret::named(value)),
            };
        }
        if task.whatever {
            made = made.ignore_upstream_failure();
        }
        // Both ways to the same settings.
        let wanted = settings(&task.settings);
        let made = if task.id.is_multiple_of(2) { made.with(&wanted) } else { set(made, &task.settings) };
        let outputs = self.definitions.facts.outputs(&self.definitions.program, task.callee);
        for ((name, ty), value) in self.in_order(task.callee, outputs).into_iter().zip(made.0) {
            self.make(Ref::Output(task.id, name), Any::new(value, ty));
        }
        self.state.borrow_mut().tasks.insert(task.id, made);
    }

    /// The outputs of a component in the order of its definition: those that are arguments before those returned.
    fn in_order(&self, callee: Callee, outputs: Vec<(String, Ty)>) -> Vec<(String, Ty)> {
        let function = match callee {
            Callee::Component(index) => {
                self.definitions.program.components.get(index).is_some_and(|component| component.function)
            }
            Callee::Pipeline(_) | Callee::Importer(_) => false,
        };
        let (arguments, returned): (Vec<_>, Vec<_>) =
            outputs.into_iter().partition(|(_, ty)| !function || ty.is_artifact());
        arguments.into_iter().chain(returned).collect()
    }

    fn when(&self, scope: &mut Scope, when: &When) {
        let Some((first, others)) = when.branches.split_first() else { return };
        let Some(condition) = &first.condition else { return };
        let scope = match &when.name {
            Some(name) => scope.named(name),
            None => scope,
        };
        let returns =
            |branch: &program::Branch, p: &mut Scope| self.returned(p, &branch.body, &branch.returns);
        let mut chain = scope.when(self.condition(condition), |p| returns(first, p));
        for branch in others {
            match &branch.condition {
                Some(condition) => {
                    chain = chain.else_when(self.condition(condition), |p| returns(branch, p));
                }
                None => {
                    let types: Vec<Ty> = first.returns.iter().map(|value| self.ty(value)).collect();
                    let chosen = chain.otherwise(|p| returns(branch, p)).typed(&types);
                    for (position, any) in chosen.into_iter().enumerate() {
                        self.make(Ref::OneOf(when.id, position), any);
                    }
                    return;
                }
            }
        }
    }

    fn condition(&self, condition: &Cond) -> Condition {
        let left = self.value(&condition.left);
        macro_rules! compare {
            ($left:expr, $ty:ty: $($op:ident $method:ident),* $(; $rest:pat)?) => {
                match (condition.op, &condition.right) {
                    $((Operator::$op, Arg::Constant(value)) => $left.$method(Raw::<$ty>::new(ir(value))),
                    (Operator::$op, Arg::Value(value)) => $left.$method(self.value(value).typed::<$ty>()),)*
                    (_, Arg::Text(_) | Arg::Texts(_)) => unreachable!("a valid program compares no texts of values"),
                    $($rest => unreachable!("a valid program does not order truth values"),)?
                }
            };
        }
        match left.ty {
            Ty::One(Base::Text) => {
                compare!(left.typed::<String>(), String: Equal eq, NotEqual ne, Less lt, LessOrEqual le,
                    Greater gt, GreaterOrEqual ge)
            }
            Ty::One(Base::Int) => {
                compare!(left.typed::<i64>(), i64: Equal eq, NotEqual ne, Less lt, LessOrEqual le, Greater gt,
                    GreaterOrEqual ge)
            }
            Ty::One(Base::Num) => {
                compare!(left.typed::<f64>(), f64: Equal eq, NotEqual ne, Less lt, LessOrEqual le, Greater gt,
                    GreaterOrEqual ge)
            }
            Ty::One(Base::Flag) => compare!(left.typed::<bool>(), bool: Equal eq, NotEqual ne; _),
            other => unreachable!("a valid program does not compare {other:?}"),
        }
    }

    fn looped(&self, scope: &mut Scope, looped: &Loop) {
        let scope = match &looped.name {
            Some(name) => scope.named(name),
            None => scope,
        };
        let item = match &looped.items {
            Items::Constant(ty, _) => *ty,
            Items::Value(list) => {
                self.ty(list).item().unwrap_or_else(|| unreachable!("a valid program loops over lists"))
            }
        };
        let collected = with_type(item, Run { builder: self, scope, looped, item });
        let lists = looped.returns.iter().map(|value| super::check::collected(value, self.ty(value)));
        let types: Vec<Ty> = lists.map(|list| list.unwrap_or(Ty::Status)).collect();
        for (position, any) in collected.typed(&types).into_iter().enumerate() {
            // What an inner loop collected is a list of lists for our types, until it is made flat.
            let deep = matches!(looped.returns.get(position), Some(Ref::Collected(..)));
            let any = if deep { any.flat() } else { any };
            self.make(Ref::Collected(looped.id, position), any);
        }
    }

    fn finally(&self, scope: &mut Scope, finally: &Finally) {
        let scope = match &finally.name {
            Some(name) => scope.named(name),
            None => scope,
        };
        let exit = self.call(&finally.exit).with(&settings(&finally.exit.settings));
        scope.finally(exit, |p| self.body(p, &finally.body));
    }
}

struct Run<'a, 'b> {
    builder: &'a Builder<'b>,
    scope: &'a mut Scope,
    looped: &'a Loop,
    item: Ty,
}

impl WithType for Run<'_, '_> {
    type Result = Many;

    fn with<T: Kind>(self) -> Many {
        let Run { builder, scope, looped, item } = self;
        let body = |p: &mut Scope, value: Value<T>| {
            builder.make(Ref::Item(looped.id), Any::of(value, item));
            if item == Ty::One(Base::Job) {
                let fields = Any::of(value, item).typed::<super::kinds::Job>().fields();
                let make = |field: Field, any| builder.make(Ref::Field(looped.id, field), any);
                make(Field::Title, Any::of(fields.title, Field::Title.ty()));
                make(Field::Epochs, Any::of(fields.epochs, Field::Epochs.ty()));
                make(Field::Rate, Any::of(fields.rate, Field::Rate.ty()));
                make(Field::Tags, Any::of(fields.tags, Field::Tags.ty()));
            }
            builder.returned(p, &looped.body, &looped.returns)
        };
        match (&looped.items, looped.limit) {
            (Items::Constant(_, items), limit) => {
                let items: Vec<Raw<T>> = items.iter().map(|item| Raw::new(ir(item))).collect();
                match limit {
                    Some(limit) => scope.for_each(items.at_most(limit), body),
                    None => scope.for_each(items, body),
                }
            }
            (Items::Value(list), Some(limit)) => {
                scope.for_each(builder.value(list).typed::<Vec<T>>().at_most(limit), body)
            }
            (Items::Value(list), None) => scope.for_each(builder.value(list).typed::<Vec<T>>(), body),
        }
    }
}

const _: () = assert!(MOST <= OUTPUTS);
