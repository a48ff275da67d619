//! Random valid programs.

use std::collections::BTreeMap;

use kfp_ir::lang::condition::Operator;

use super::check::{Facts, check};
use super::constants::{compared, constant, loop_items};
use super::invent::OUTPUTS;
use super::program::{
    Arg, Art, Base, Branch, Callee, Component, Cond, Dynamic, Field, Finally, Input, Items, Loop, Need,
    Pipeline, Program, Ref, Settings, Step, Task, Ty, When,
};
use super::random::Random;

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

const OPERATORS: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
];

/// How many groups are around each other.
const DEPTH: usize = 3;

pub(super) struct Generator<'r> {
    pub(super) random: &'r mut Random,
    pub(super) program: Program,
    /// The outputs of the pipelines so far.
    outputs: Vec<Vec<(String, Ty)>>,
    /// Of the pipeline that is being made: the next id, and how many more tasks it gets.
    next: u32,
    left: usize,
    pub(super) defaults: usize,
}

/// What can be used at some place.
#[derive(Clone, Default)]
pub(super) struct Scope {
    pub(super) values: Vec<Visible>,
    tasks: Vec<u32>,
    depth: usize,
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
    fn add(&mut self, value: Ref, ty: Ty) {
        self.values.push(Visible { value, ty, optional: false });
    }

    fn inner(&self) -> Scope {
        Scope { depth: self.depth + 1, ..self.clone() }
    }
}

impl<'r> Generator<'r> {
    fn program(random: &'r mut Random) -> Program {
        let mut generator = Generator {
            random,
            program: Program::default(),
            outputs: Vec::new(),
            next: 0,
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
        let made: Vec<Ref> = made.map(|visible| visible.value.clone()).collect();
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

    fn body(&mut self, scope: &mut Scope, steps: usize) -> Vec<Step> {
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
                Step::Task(Task { id, callee: Callee::Pipeline(index), .. }) => self
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

    fn id(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn task(&mut self, scope: &mut Scope) -> Task {
        let mut task = None;
        let pipelines = self.program.pipelines.len();
        if pipelines > 0 && self.random.chance(if pipelines == 1 { 45 } else { 30 }) {
            let callee = Callee::Pipeline(self.random.below(pipelines));
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
        self.bind(scope, &task);
        task
    }

    /// Lets a setting of a task be a text that it is given.
    fn dynamic(&mut self, scope: &Scope, task: &mut Task) {
        let texts: Vec<Ref> = task.arguments.values().filter_map(Arg::value).cloned().collect();
        let text = self.random.pick(&texts).filter(|value| {
            let visible = scope.values.iter().find(|visible| visible.value == **value);
            matches!(value, Ref::Input(_) | Ref::Output(..))
                && visible.is_some_and(|visible| visible.ty == Ty::One(Base::Text) && !visible.optional)
        });
        if let Some(text) = text.cloned()
            && matches!(task.callee, Callee::Component(_))
        {
            let dynamic = self.random.one(&[Dynamic::Image, Dynamic::CpuLimit, Dynamic::MemoryRequest]);
            task.dynamic = Some((dynamic, text));
            // A request that is larger than the limit is refused; what is not known is not compared.
            task.settings = Settings::default();
        }
    }

    /// Makes the outputs of a task visible.
    fn bind(&mut self, scope: &mut Scope, task: &Task) {
        scope.tasks.push(task.id);
        for (name, ty) in self.outputs_of(task.callee) {
            scope.add(Ref::Output(task.id, name), ty);
        }
    }

    fn outputs_of(&self, callee: Callee) -> Vec<(String, Ty)> {
        let facts = Facts { outputs: self.outputs.clone(), ..Facts::default() };
        facts.outputs(&self.program, callee)
    }

    /// A call with arguments from what is visible, unless there is nothing for a required one.
    fn call(&mut self, scope: &Scope, callee: Callee) -> Option<Task> {
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
            let argument = match self.random.pick(&fitting) {
                Some(value) if !input.ty.has_constants() || self.random.chance(75) => {
                    Arg::Value(value.clone())
                }
                _ if !input.ty.has_constants() => match input.need {
                    Need::Required => return None,
                    _ => continue,
                },
                _ => Arg::Constant(constant(self.random, input.ty)),
            };
            arguments.insert(input.name, argument);
        }
        self.left = self.left.saturating_sub(1);
        let container = matches!(callee, Callee::Component(_));
        let settings = if self.random.chance(25) { self.settings(container) } else { Settings::default() };
        Some(Task { id: self.id(), callee, arguments, after: Vec::new(), settings, dynamic: None })
    }

    /// A task of a new component that is given this value.
    fn consume(&mut self, scope: &mut Scope, value: Ref, ty: Ty) -> Task {
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
        let only = Scope { values: vec![Visible { value, ty, optional: false }], ..Scope::default() };
        let it = self.call(&only, callee).and_then(|mut task| task.arguments.remove("it"));
        let task = self.call(scope, callee);
        let mut task = task.unwrap_or_else(|| unreachable!("made of what is visible"));
        task.arguments.extend(it.map(|it| ("it".to_owned(), it)));
        self.dynamic(scope, &mut task);
        self.bind(scope, &task);
        task
    }

    fn when(&mut self, scope: &mut Scope) -> Option<Step> {
        let mut conditions = Vec::new();
        for _ in 0..=self.random.below(3).saturating_sub(usize::from(self.random.chance(50))) {
            conditions.push(Some(self.condition(scope)?));
        }
        // The SDK leaves a chain open that has no `else`: what comes next falls into it.
        let otherwise = conditions.len() > 1 || self.random.chance(50);
        if otherwise {
            conditions.push(None);
        }
        // The branches return what tasks of one component make.
        let last = match (otherwise && conditions.len() > 1 && self.random.chance(80))
            .then(|| self.producer(scope))
        {
            Some(Some(callee)) => Some(callee),
            _ => None,
        };
        let columns = last.map_or(Vec::new(), |callee| self.some_of(self.outputs_of(callee)));
        let id = self.id();
        let mut branches = Vec::new();
        for condition in conditions {
            let mut inner = scope.inner();
            let steps = if last.is_some() { self.random.below(2) } else { 1 + self.random.below(2) };
            let mut body = if steps == 0 { Vec::new() } else { self.body(&mut inner, steps) };
            let mut returns = Vec::new();
            if let Some(callee) = last {
                let task = self.call(&inner, callee)?;
                returns.extend(columns.iter().map(|(name, _)| Ref::Output(task.id, name.clone())));
                body.push(Step::Task(task));
            }
            branches.push(Branch { condition, body, returns });
        }
        for (position, (_, ty)) in columns.iter().enumerate() {
            scope.add(Ref::OneOf(id, position), *ty);
        }
        let name = if branches.len() == 1 { self.shown(30) } else { None };
        Some(Step::When(When { id, name, branches }))
    }

    /// A component with outputs that can be called here.
    fn producer(&mut self, scope: &Scope) -> Option<Callee> {
        let has_outputs =
            |c: &Component| !c.outputs.is_empty() && c.inputs.iter().all(|i| i.ty != Ty::Status);
        let known = self.program.components.iter().enumerate().filter(|(_, c)| has_outputs(c));
        let known: Vec<Callee> = known.map(|(index, _)| Callee::Component(index)).collect();
        let callee = match self.random.pick(&known) {
            Some(callee) if self.random.chance(50) => *callee,
            _ => self.component(scope, None),
        };
        let callable = self.program.inputs(callee).iter().all(|input| {
            let fits = |v: &Visible| v.ty.fits(input.ty) && !v.optional;
            input.need != Need::Required || input.ty.has_constants() || scope.values.iter().any(fits)
        });
        (callable && !self.outputs_of(callee).is_empty()).then_some(callee)
    }

    /// One or two of several.
    fn some_of<T: Clone>(&mut self, from: Vec<T>) -> Vec<T> {
        let Some(first) = self.random.pick(&from).cloned() else { return Vec::new() };
        let mut some = vec![first];
        if self.random.chance(30) {
            some.extend(self.random.pick(&from).cloned());
        }
        some
    }

    fn condition(&mut self, scope: &Scope) -> Option<Cond> {
        let comparable = |visible: &&Visible| {
            !visible.optional
                && matches!(visible.ty, Ty::One(Base::Text | Base::Int | Base::Num | Base::Flag))
        };
        // The SDK takes every field of an item for text.
        let comparable = |visible: &&Visible| {
            let excluded =
                matches!(visible.value, Ref::Field(_, Field::Epochs | Field::Rate) | Ref::OneOf(..));
            comparable(visible) && !excluded
        };
        let values: Vec<Visible> = scope.values.iter().filter(comparable).cloned().collect();
        let left = self.random.pick(&values)?.clone();
        let Ty::One(base) = left.ty else { return None };
        let derived = |value: &Ref| matches!(value, Ref::Item(_) | Ref::Field(..));
        let others = values
            .iter()
            .filter(|other| other.ty == left.ty && (derived(&left.value) || !derived(&other.value)));
        let others: Vec<Ref> = others.map(|other| other.value.clone()).collect();
        let right = match self.random.pick(&others) {
            Some(other) if *other != left.value && self.random.chance(70) => Arg::Value(other.clone()),
            _ => Arg::Constant(compared(self.random, base)),
        };
        let operators = if base == Base::Flag { OPERATORS.get(..2)? } else { OPERATORS };
        Some(Cond { left: left.value, op: self.random.one(operators), right })
    }

    fn looped(&mut self, scope: &mut Scope) -> Option<Step> {
        let listed = |visible: &&Visible| {
            matches!(visible.ty, Ty::List(_) | Ty::Deep(_))
                && !visible.optional
                && !matches!(visible.value, Ref::Collected(..) | Ref::Field(..) | Ref::OneOf(..))
        };
        let lists: Vec<Visible> = scope.values.iter().filter(listed).cloned().collect();
        let (items, item) = match self.random.pick(&lists) {
            Some(list) if self.random.chance(75) => (Items::Value(list.value.clone()), list.ty.item()?),
            _ => {
                // The SDK makes fields of the keys of free-form items, and fails when they are no names.
                let base = self.random.one(&[Base::Text, Base::Int, Base::Num, Base::Flag, Base::Job]);
                let nested = !matches!(base, Base::Num | Base::Job) && self.random.chance(12);
                let ty = if nested { Ty::List(base) } else { Ty::One(base) };
                (Items::Constant(ty, loop_items(self.random, ty)), ty)
            }
        };
        let id = self.id();
        let mut inner = scope.inner();
        inner.add(Ref::Item(id), item);
        let fields = match &items {
            // The SDK takes the type of the first field of a constant for that of all.
            Items::Constant(..) => &[Field::Title][..],
            Items::Value(_) => &Field::ALL[..],
        };
        for field in fields.iter().filter(|_| item == Ty::One(Base::Job)) {
            inner.add(Ref::Field(id, *field), field.ty());
        }
        let outside = inner.values.len();
        // The SDK forgets the list when nothing reads the item.
        let mut body = Vec::new();
        if matches!(items, Items::Value(_)) || self.random.chance(40) {
            let item = match self.random.pick(fields) {
                Some(field) if item == Ty::One(Base::Job) => (Ref::Field(id, *field), field.ty()),
                _ => (Ref::Item(id), item),
            };
            body.push(Step::Task(self.consume(&mut inner, item.0, item.1)));
        }
        let steps = if body.is_empty() { 1 + self.random.below(2) } else { self.random.below(3) };
        if steps > 0 {
            body.extend(self.body(&mut inner, steps));
        }
        let direct = inner
            .values
            .iter()
            .skip(outside)
            .filter(|visible| matches!(visible.value, Ref::Output(..)) && visible.ty.list().is_some());
        let direct: Vec<Visible> = direct.cloned().collect();
        let returned = if self.random.chance(65) { self.some_of(direct) } else { Vec::new() };
        for (position, visible) in returned.iter().enumerate() {
            scope.add(Ref::Collected(id, position), visible.ty.list()?);
        }
        let returns = returned.into_iter().map(|visible| visible.value).collect();
        let limit = self.random.chance(30).then(|| self.random.one(&[1, 2, 10]));
        Some(Step::Loop(Loop { id, name: self.shown(25), items, limit, body, returns }))
    }

    fn finally(&mut self, scope: &mut Scope) -> Step {
        let inputs = scope.values.iter().filter(|visible| matches!(visible.value, Ref::Input(_)));
        let only_inputs = Scope { values: inputs.cloned().collect(), ..Scope::default() };
        let callee = self.component(&only_inputs, Some(()));
        let exit = self.call(&only_inputs, callee);
        let mut exit = exit.unwrap_or_else(|| unreachable!("made of what is visible"));
        // `finally` takes a call, which has no settings; those of the pipeline apply.
        exit.settings = Settings::default();
        let id = self.id();
        let steps = 1 + self.random.below(2);
        let body = self.body(&mut scope.inner(), steps);
        Step::Finally(Finally { id, name: self.shown(30), exit, body })
    }
}

fn type_of(scope: &Scope, value: &Ref) -> Ty {
    let found = scope.values.iter().find(|visible| visible.value == *value);
    found.map(|visible| visible.ty).unwrap_or_else(|| unreachable!("only what is visible is used"))
}
