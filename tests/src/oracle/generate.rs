//! Random valid programs.

use std::collections::BTreeMap;

use super::check::{Facts, check};
use super::constants::{constant, piece};
use super::invent::OUTPUTS;
use super::program::{
    Arg, Art, Base, Callee, Component, Const, Input, Need, Piece, Pipeline, Program, Ref, Step, Task, Ty, URI,
};
use super::random::Random;
use super::settings::{Dynamic, Settings};

/// The program of one case of a run.
///
/// What the rules of [`check()`] refuse, because the SDK does not compile it the same way every time, is made again.
pub fn generate(seed: u64, case: u64) -> (Program, Facts) {
    let mut random = Random::new(seed, case);
    loop {
        let program = Generator::program(&mut random);
        if let Ok(facts) = check(&program) {
            return (program, facts);
        }
    }
}

/// Where artifacts are that exist already: below what our workflows take for their store, too.
const ADDRESSES: &[&str] =
    &["s3://my-bucket/data/rows 1.csv", "s3://my-bucket/m", "s3://my-bucket/it's/\"é\""];

/// How many groups are around each other.
const DEPTH: usize = 3;

pub(super) struct Generator<'r> {
    pub(super) random: &'r mut Random,
    pub(super) program: Program,
    /// The outputs of the pipelines so far.
    outputs: Vec<Vec<(String, Ty)>>,
    /// Of the pipeline that is being made: the next id, and how many more tasks it gets.
    next: u32,
    pub(super) main: bool,
    left: usize,
    pub(super) defaults: usize,
}

/// What can be used at some place.
#[derive(Clone, Default)]
pub(super) struct Scope {
    pub(super) values: Vec<Visible>,
    tasks: Vec<u32>,
    /// The tasks of the body itself.
    beside: Vec<u32>,
    pub(super) depth: usize,
}

#[derive(Clone)]
pub(super) struct Visible {
    pub(super) value: Ref,
    pub(super) ty: Ty,
    pub(super) optional: bool,
}

impl Visible {
    /// Whether it is one of those that there are few of.
    fn special(&self) -> bool {
        self.optional
            || matches!(self.value, Ref::OneOf(..) | Ref::Collected(..) | Ref::Field(..) | Ref::Item(_))
    }
}

impl Scope {
    /// These values alone.
    pub(super) fn of(values: Vec<Visible>) -> Scope {
        Scope { values, ..Scope::default() }
    }

    pub(super) fn add(&mut self, value: Ref, ty: Ty) {
        self.values.push(Visible { value, ty, optional: false });
    }

    pub(super) fn inner(&self) -> Scope {
        Scope { depth: self.depth + 1, beside: Vec::new(), ..self.clone() }
    }
}

impl<'r> Generator<'r> {
    fn program(random: &'r mut Random) -> Program {
        let mut generator = Generator {
            random,
            program: Program::default(),
            outputs: Vec::new(),
            next: 0,
            main: false,
            left: 0,
            defaults: 0,
        };
        let nested = match generator.random.below(10) {
            0..=3 => 0,
            4..=6 => 1,
            _ => 2,
        };
        for index in 0..=nested {
            generator.pipeline(index, index == nested);
        }
        generator.program
    }

    fn pipeline(&mut self, index: usize, main: bool) {
        self.next = 0;
        self.main = main;
        self.left = if main { 4 + self.random.below(9) } else { 1 + self.random.below(4) };
        let mut scope = Scope::default();
        let count = if main { self.random.below(6) } else { self.random.below(4) };
        let inputs = self.inputs(count, &Scope::default(), true);
        for input in &inputs {
            let optional = input.need == Need::Optional;
            let value = Ref::Input(input.name.clone());
            scope.values.push(Visible { value, ty: input.ty, optional });
        }
        let steps = if main { 2 + self.random.below(4) } else { 1 + self.random.below(2) };
        let body = self.body(&mut scope, steps);
        let outputs = self.pipeline_outputs(&scope);
        let typed = outputs.iter().map(|(name, value)| (name.clone(), type_of(&scope, value)));
        self.outputs.push(typed.collect());
        let defaults = if self.random.chance(15) { self.settings(true) } else { Settings::default() };
        let name = match main {
            true => self.random.one(&["main", "a-pipeline", "train-and-deploy", "p1"]),
            false => self.random.one(if index == 0 {
                &["inner", "prepare", "step"]
            } else {
                &["inner-2", "deploy", "outer"]
            }),
        };
        // The SDK takes the text of a function for its description.
        let description = match inputs.iter().any(|input| input.docs.is_some()) {
            true => Some("Does it all."),
            false => self.random.one(&[None, None, None, Some("Does it.\n\nAnd: \"more\"."), Some("yes")]),
        };
        let pipeline = Pipeline {
            name: name.to_owned(),
            display_name: self.shown(15),
            description: description.map(str::to_owned),
            inputs,
            defaults: Settings { display_name: None, ..defaults },
            body,
            outputs,
        };
        self.program.pipelines.push(pipeline);
    }

    fn pipeline_outputs(&mut self, scope: &Scope) -> Vec<(String, Ref)> {
        let made = scope.values.iter().filter(|visible| !matches!(visible.value, Ref::Input(_)));
        let mut made: Vec<Ref> = made.map(|visible| visible.value.clone()).collect();
        let collected = |value: &Ref| matches!(value, Ref::Collected(..));
        if made.iter().any(collected) && self.random.chance(40) {
            made.retain(collected);
        }
        if made.is_empty() || self.random.chance(35) {
            return Vec::new();
        }
        if self.random.chance(50) {
            return vec![("Output".to_owned(), self.random.one(&made))];
        }
        let count = 1 + self.random.below(3);
        let names = self.names(OUTPUTS, count);
        names.into_iter().map(|name| (name, self.random.one(&made))).collect()
    }

    pub(super) fn body(&mut self, scope: &mut Scope, steps: usize) -> Vec<Step> {
        let mut body = Vec::new();
        for _ in 0..steps.max(1) {
            if self.left == 0 && !body.is_empty() {
                break;
            }
            let step = match self.random.below(100) {
                0..=21 if scope.depth < DEPTH => self.when(scope),
                22..=43 if scope.depth < DEPTH => self.looped(scope),
                44..=49 if scope.depth == 0 => Some(self.finally(scope)),
                _ => None,
            };
            let step = step.unwrap_or_else(|| Step::Task(self.task(scope)));
            let called = match &step {
                Step::Task(Task { id, callee: Callee::Pipeline(index), whatever: false, .. }) => self
                    .outputs
                    .get(*index)
                    .and_then(|outputs| self.random.pick(outputs))
                    .map(|out| (*id, out.clone())),
                _ => None,
            };
            let made = match &step {
                Step::When(when) => {
                    when.branches.first().map(|b| b.returns.len()).map(|n| (when.id, n, true))
                }
                Step::Loop(looped) => Some((looped.id, looped.returns.len(), false)),
                Step::Task(_) | Step::Finally(_) => None,
            };
            body.push(step);
            if let Some((id, count, one_of)) =
                made.filter(|(_, count, _)| *count > 0 && self.random.chance(65))
            {
                let position = self.random.below(count);
                let value = if one_of { Ref::OneOf(id, position) } else { Ref::Collected(id, position) };
                let ty = type_of(scope, &value);
                body.push(Step::Task(self.consume(scope, value, ty)));
            }
            if let Some((task, (name, ty))) = called.filter(|_| self.random.chance(50)) {
                body.push(Step::Task(self.consume(scope, Ref::Output(task, name), ty)));
            }
        }
        body
    }

    pub(super) fn id(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn task(&mut self, scope: &mut Scope) -> Task {
        let outside = scope.values.iter().filter(|visible| match &visible.value {
            Ref::Output(task, _) => visible.ty == Ty::One(Base::Text) && !scope.beside.contains(task),
            _ => false,
        });
        let outside: Vec<Ref> = outside.map(|visible| visible.value.clone()).collect();
        if let Some(address) = self.random.pick(&outside).filter(|_| self.random.chance(12)) {
            return self.imported(scope, address.clone());
        }
        let mut task = None;
        let pipelines = self.program.pipelines.len();
        if pipelines > 0 && self.random.chance(if pipelines == 1 { 45 } else { 30 }) {
            let callee = Callee::Pipeline(self.random.below(pipelines));
            task = self.call(scope, callee);
        }
        if task.is_none() && self.random.chance(11) {
            let callee = self.importer(scope);
            task = self.call(scope, callee);
        }
        let components = self.program.components.len();
        if task.is_none() && components > 0 && self.random.chance(50) {
            let index = self.random.below(components);
            let is_exit_only = |c: &Component| c.inputs.iter().any(|input| input.ty == Ty::Status);
            if !self.program.components.get(index).is_some_and(is_exit_only) {
                task = self.call(scope, Callee::Component(index));
            }
        }
        let new = task.is_none();
        let mut task = match task {
            Some(task) => task,
            None => {
                let callee = self.component(scope, None);
                self.call(scope, callee).unwrap_or_else(|| unreachable!("made of what is visible"))
            }
        };
        self.dynamic(scope, &mut task);
        if self.random.chance(15)
            && let Some(other) = self.random.pick(&scope.tasks)
        {
            task.after.push(*other);
        }
        self.whatever(scope, &mut task, new);
        self.bind(scope, &task);
        task
    }

    /// Lets a task run whatever happened before it, where something did and all its inputs can do without.
    ///
    /// The inputs of a new component can be changed, so that they do.
    fn whatever(&mut self, scope: &Scope, task: &mut Task, new: bool) {
        let made = |argument: &Arg| argument.values().any(|value| !matches!(value, Ref::Input(_)));
        let often = if task.arguments.values().any(made) { 70 } else { 15 };
        if matches!(task.callee, Callee::Importer(_)) || !self.random.chance(often) {
            return;
        }
        if let Callee::Component(index) = task.callee
            && let Some(component) = self.program.components.get_mut(index).filter(|_| new)
            && !scope.beside.is_empty()
        {
            for input in component.inputs.iter_mut().filter(|input| input.need == Need::Required) {
                if task.arguments.get(&input.name).is_some_and(made) {
                    input.need = Need::Optional;
                }
            }
        }
        let inputs = self.program.inputs(task.callee).to_vec();
        let can = inputs.iter().all(|input| match (task.arguments.get(&input.name), &input.need) {
            (Some(argument), Need::Required) => !made(argument),
            (Some(argument), _) => !made(argument) || argument.value().is_some(),
            (None, Need::Optional) => input.ty.has_constants(),
            (None, _) => true,
        });
        let other = self.random.pick(&scope.beside).copied();
        if let Some(other) = other.filter(|_| can) {
            task.after = vec![other];
            task.whatever = true;
            // The SDK fails on an optional input that is left out.
            for input in inputs.into_iter().filter(|input| input.need == Need::Optional) {
                let value = || Arg::Constant(constant(self.random, input.ty));
                task.arguments.entry(input.name).or_insert_with(value);
            }
        }
    }

    /// Lets a setting of a task be a text that it is given.
    fn dynamic(&mut self, scope: &Scope, task: &mut Task) {
        let mut texts: Vec<Ref> = task.arguments.values().flat_map(Arg::values).cloned().collect();
        texts.retain(|value| {
            let visible = scope.values.iter().find(|visible| visible.value == *value);
            matches!(value, Ref::Input(_) | Ref::Output(..))
                && visible.is_some_and(|visible| visible.ty == Ty::One(Base::Text) && !visible.optional)
        });
        let text = self.random.pick(&texts);
        if let Some(text) = text.cloned()
            && matches!(task.callee, Callee::Component(_))
        {
            for _ in 0..=self.random.below(4) {
                let dynamic = self.random.one(Dynamic::ALL);
                if task.dynamic.iter().all(|(other, _)| *other != dynamic) {
                    task.dynamic.push((dynamic, text.clone()));
                }
            }
            // A request that is larger than the limit is refused; what is not known is not compared.
            task.settings = Settings::default();
        }
    }

    /// What KFP can look up as the address of an importer.
    fn addresses(&mut self, scope: &Scope, mut values: Vec<Ref>) -> Vec<Ref> {
        values.retain(|value| match value {
            Ref::Input(_) | Ref::Item(_) => true,
            Ref::Output(task, _) => !scope.beside.contains(task),
            Ref::Field(..) | Ref::OneOf(..) | Ref::Collected(..) => false,
        });
        let made = |value: &Ref| matches!(value, Ref::Output(..));
        if values.iter().any(made) && self.random.chance(60) {
            values.retain(made);
        }
        values
    }

    /// Texts of what is visible, now and then.
    ///
    /// In metadata of an importer the SDK can do with one value, which is no item.
    fn texts(&mut self, scope: &Scope, ty: Ty, metadata: bool) -> Option<Arg> {
        let printed = |visible: &&Visible| {
            matches!(visible.ty, Ty::One(Base::Text | Base::Int | Base::Num | Base::Flag))
                && !visible.optional
                && !matches!(visible.value, Ref::OneOf(..) | Ref::Field(..))
                && (!matches!(visible.value, Ref::Item(_)) || visible.ty == Ty::One(Base::Text))
        };
        let mut values: Vec<Ref> = scope.values.iter().filter(printed).map(|v| v.value.clone()).collect();
        let item = |value: &Ref| matches!(value, Ref::Item(_));
        if metadata {
            values.retain(|value| !item(value));
            values = self.random.pick(&values).cloned().into_iter().collect();
        } else if values.iter().any(item) && self.random.chance(50) {
            values.retain(item);
        }
        let often = if matches!(ty, Ty::List(_)) { 50 } else { 25 };
        if values.is_empty() || !self.random.chance(often) {
            return None;
        }
        let text = |generator: &mut Self| {
            let mut pieces = Vec::new();
            for _ in 0..=generator.random.below(3) {
                if generator.random.chance(40) {
                    pieces.push(Piece::Text(piece(generator.random)));
                }
                pieces.push(Piece::Value(generator.random.one(&values)));
            }
            pieces
        };
        Some(match ty {
            Ty::List(_) => Arg::Texts((0..=self.random.below(2)).map(|_| text(self)).collect()),
            _ => Arg::Text(text(self)),
        })
    }

    /// Makes the outputs of a task visible.
    fn bind(&mut self, scope: &mut Scope, task: &Task) {
        if task.whatever {
            return;
        }
        scope.tasks.push(task.id);
        if !matches!(task.callee, Callee::Importer(_)) {
            scope.beside.push(task.id);
        }
        for (name, ty) in self.outputs_of(task.callee) {
            scope.add(Ref::Output(task.id, name), ty);
        }
    }

    pub(super) fn outputs_of(&self, callee: Callee) -> Vec<(String, Ty)> {
        let facts = Facts { outputs: self.outputs.clone(), ..Facts::default() };
        facts.outputs(&self.program, callee)
    }

    /// A call with arguments from what is visible, unless there is nothing for a required one.
    pub(super) fn call(&mut self, scope: &Scope, callee: Callee) -> Option<Task> {
        let mut arguments = BTreeMap::new();
        for input in self.program.inputs(callee).to_vec() {
            if input.need != Need::Required && self.random.chance(50) {
                continue;
            }
            let fitting = |visible: &&Visible| {
                visible.ty.fits(input.ty) && (!visible.optional || input.need == Need::Optional)
            };
            let mut fitting: Vec<&Visible> = scope.values.iter().filter(fitting).collect();
            if self.random.chance(50) && fitting.iter().any(|visible| visible.special()) {
                fitting.retain(|visible| visible.special());
            }
            let fitting: Vec<Ref> = fitting.into_iter().map(|visible| visible.value.clone()).collect();
            let texts = match input.ty {
                Ty::One(Base::Text) | Ty::List(Base::Text)
                    if input.name != URI && !matches!(callee, Callee::Pipeline(_)) =>
                {
                    self.texts(scope, input.ty, matches!(callee, Callee::Importer(_)))
                }
                _ => None,
            };
            let fitting = match callee {
                Callee::Importer(_) if input.name == URI => self.addresses(scope, fitting),
                Callee::Importer(_) => {
                    let item =
                        |value: &Ref| matches!(value, Ref::Item(_) | Ref::Field(..) | Ref::Collected(..));
                    fitting.into_iter().filter(|value| !item(value)).collect()
                }
                _ => fitting,
            };
            let argument = match self.random.pick(&fitting) {
                _ if texts.is_some() => texts.unwrap_or_else(|| unreachable!("just asked")),
                Some(value) if !input.ty.has_constants() || self.random.chance(75) => {
                    Arg::Value(value.clone())
                }
                _ if !input.ty.has_constants() => match input.need {
                    Need::Required => return None,
                    _ => continue,
                },
                _ if input.name == URI && matches!(callee, Callee::Importer(_)) => {
                    Arg::Constant(Const::Text(self.random.one(ADDRESSES).to_owned()))
                }
                _ => Arg::Constant(constant(self.random, input.ty)),
            };
            arguments.insert(input.name, argument);
        }
        self.left = self.left.saturating_sub(1);
        let container = matches!(callee, Callee::Component(_));
        let settings = if self.random.chance(25) { self.settings(container) } else { Settings::default() };
        let (id, after) = (self.id(), Vec::new());
        Some(Task { id, callee, arguments, after, settings, dynamic: Vec::new(), whatever: false })
    }

    /// A task of a new importer whose address is this value.
    pub(super) fn imported(&mut self, scope: &mut Scope, address: Ref) -> Task {
        let callee = self.importer(scope);
        let task = self.call(scope, callee);
        let mut task = task.unwrap_or_else(|| unreachable!("all that an importer needs has constants"));
        task.arguments.insert(URI.to_owned(), Arg::Value(address));
        self.bind(scope, &task);
        task
    }

    /// A task of a new component that is given this value.
    pub(super) fn consume(&mut self, scope: &mut Scope, value: Ref, ty: Ty) -> Task {
        let callee = self.component(scope, None);
        let input = match ty {
            Ty::Art(_) if self.random.chance(25) => Ty::Art(Art::Artifact),
            ty => ty,
        };
        if let Callee::Component(index) = callee
            && let Some(component) = self.program.components.get_mut(index)
        {
            component.inputs.push(Input {
                name: "it".to_owned(),
                ty: input,
                need: Need::Required,
                docs: None,
            });
        }
        let only = Scope::of(vec![Visible { value, ty, optional: false }]);
        let it = self.call(&only, callee).and_then(|mut task| task.arguments.remove("it"));
        let task = self.call(scope, callee);
        let mut task = task.unwrap_or_else(|| unreachable!("made of what is visible"));
        task.arguments.extend(it.map(|it| ("it".to_owned(), it)));
        self.dynamic(scope, &mut task);
        self.bind(scope, &task);
        task
    }
}

pub(super) fn type_of(scope: &Scope, value: &Ref) -> Ty {
    let found = scope.values.iter().find(|visible| visible.value == *value);
    found.map(|visible| visible.ty).unwrap_or_else(|| unreachable!("only what is visible is used"))
}
