//! Random branches, loops and exit handlers.

use kfp_ir::lang::condition::Operator;

use super::check::collected;
use super::constants::{compared, loop_items, piece};
use super::generate::{Generator, Scope, Visible};
use super::program::{
    Arg, Base, Branch, Callee, Component, Cond, Field, Finally, Items, Loop, Need, Piece, Ref, Step, Ty, When,
};

const OPERATORS: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
];

impl Generator<'_> {
    pub(super) fn when(&mut self, scope: &mut Scope) -> Option<Step> {
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

    pub(super) fn looped(&mut self, scope: &mut Scope) -> Option<Step> {
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
            let root = scope.depth == 0;
            body.push(Step::Task(if item.1 == Ty::One(Base::Text) && self.random.chance(25) {
                self.imported(&mut inner, item.0)
            } else {
                let mut task = self.consume(&mut inner, item.0.clone(), item.1);
                // The SDK prints only items of outermost loops.
                if root
                    && item.1 == Ty::One(Base::Text)
                    && matches!(item.0, Ref::Item(_))
                    && self.random.chance(40)
                {
                    let pieces = vec![Piece::Text(piece(self.random)), Piece::Value(item.0)];
                    task.arguments.insert("it".to_owned(), Arg::Text(pieces));
                    task.dynamic.clear();
                }
                task
            }));
        }
        let steps = if body.is_empty() { 1 + self.random.below(2) } else { self.random.below(3) };
        if steps > 0 {
            body.extend(self.body(&mut inner, steps));
        }
        if scope.depth == 0 && self.random.chance(30) {
            body.extend(self.looped(&mut inner));
        }
        let direct = inner.values.iter().skip(outside).filter(|visible| match visible.value {
            Ref::Output(..) => visible.ty.list().is_some(),
            Ref::Collected(..) => true,
            _ => false,
        });
        let direct: Vec<Visible> = direct.cloned().collect();
        let deeper = direct.iter().filter(|visible| matches!(visible.value, Ref::Collected(..)));
        let deeper: Vec<Visible> = deeper.cloned().collect();
        let direct = if deeper.is_empty() || self.random.chance(30) { direct } else { deeper };
        let often = if direct.iter().any(|v| matches!(v.value, Ref::Collected(..))) { 90 } else { 65 };
        let returned = if self.random.chance(often) { self.some_of(direct) } else { Vec::new() };
        for (position, visible) in returned.iter().enumerate() {
            scope.add(Ref::Collected(id, position), collected(&visible.value, visible.ty)?);
        }
        let returns = returned.into_iter().map(|visible| visible.value).collect();
        let limit = self.random.chance(30).then(|| self.random.one(&[1, 2, 10]));
        Some(Step::Loop(Loop { id, name: self.shown(25), items, limit, body, returns }))
    }

    pub(super) fn finally(&mut self, scope: &mut Scope) -> Step {
        let inputs = scope.values.iter().filter(|visible| matches!(visible.value, Ref::Input(_)));
        let only_inputs = Scope::of(inputs.cloned().collect());
        let callee = self.component(&only_inputs, Some(()));
        let exit = self.call(&only_inputs, callee);
        let exit = exit.unwrap_or_else(|| unreachable!("made of what is visible"));
        let id = self.id();
        let steps = 1 + self.random.below(2);
        let body = self.body(&mut scope.inner(), steps);
        Step::Finally(Finally { id, name: self.shown(30), exit, body })
    }
}
