//! Which programs are valid in both languages, and what type every value has.
//!
//! The generator makes valid programs and the shrinker keeps to them, so that a difference is one of the compilers. What
//! the SDK compiles wrongly, or not the same way every time, counts as invalid; each such rule says so.

use std::collections::{HashMap, HashSet};

use super::program::{
    Arg, Base, Callee, Cond, Const, Field, Finally, Items, Loop, Need, Program, Ref, Step, Ty, When,
};
use super::quirks::Sdk;
use super::stems::{Stems, stems};

/// Why a program is not valid.
pub(super) type Invalid = String;

/// What is known of a program that is valid.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The types of all values, for each pipeline.
    pub types: Vec<HashMap<Ref, Ty>>,
    /// The outputs, for each pipeline.
    pub outputs: Vec<Vec<(String, Ty)>>,
}

impl Facts {
    /// The outputs of what a task calls.
    pub fn outputs(&self, program: &Program, callee: Callee) -> Vec<(String, Ty)> {
        match callee {
            Callee::Pipeline(index) => self.outputs.get(index).cloned().unwrap_or_default(),
            Callee::Importer(index) => {
                let importer = program.importers.get(index);
                importer.map(|importer| ("artifact".to_owned(), Ty::Art(importer.art))).into_iter().collect()
            }
            Callee::Component(index) => program
                .components
                .get(index)
                .into_iter()
                .flat_map(|component| &component.outputs)
                .map(|output| (output.name.clone(), output.ty))
                .collect(),
        }
    }
}

/// Checks a program.
///
/// # Errors
///
/// The first reason why it is not valid.
pub fn check(program: &Program) -> Result<Facts, Invalid> {
    let mut facts = Facts::default();
    let mut groups: Vec<HashSet<String>> = Vec::new();
    let mut own_groups: Vec<Vec<String>> = Vec::new();
    for (index, pipeline) in program.pipelines.iter().enumerate() {
        let mut walk = Walk {
            program,
            index,
            facts: &facts,
            types: HashMap::new(),
            visible: HashSet::new(),
            tasks: HashSet::new(),
            beside: HashSet::new(),
            optional: HashSet::new(),
            sdk: Sdk::default(),
        };
        for input in &pipeline.inputs {
            if let Need::Default(Const::Text(text)) = &input.need
                && text.contains(|c: char| c.is_control() || c == '\u{2028}')
            {
                return Err("the SDK writes the default into a comment, which a line break ends".to_owned());
            }
            let value = Ref::Input(input.name.clone());
            if input.need == Need::Optional {
                walk.optional.insert(value.clone());
            }
            walk.make(value, input.ty);
        }
        walk.body(&pipeline.body, true)?;
        let mut outputs = Vec::new();
        for (position, (name, value)) in pipeline.outputs.iter().enumerate() {
            let before = pipeline.outputs.iter().take(position);
            if matches!(value, Ref::OneOf(..)) && before.clone().any(|(_, other)| other == value) {
                return Err("the SDK fails on a one-of that is returned twice".to_owned());
            }
            let ty = walk.used(value)?;
            if matches!(value, Ref::Input(_) | Ref::Item(_) | Ref::Field(..)) {
                return Err(format!("output `{name}` is not made by a task"));
            }
            outputs.push((name.clone(), ty));
        }
        let Walk { types, sdk, .. } = walk;
        let called = pipeline.tasks().into_iter().filter_map(|task| match task.callee {
            Callee::Pipeline(index) => groups.get(index),
            Callee::Component(_) | Callee::Importer(_) => None,
        });
        let mut inside: HashSet<String> = called.flatten().cloned().collect();
        // It gives such a group another component, and then looks for it under the old name.
        if let Some(group) = sdk.nested_groups.iter().find(|group| inside.contains(*group)) {
            return Err(format!("the SDK mixes up two groups called {group}"));
        }
        let own: Vec<String> = sdk.nested_groups.into_iter().chain(sdk.root_groups).collect();
        inside.extend(own.iter().cloned());
        own_groups.push(own);
        groups.push(inside);
        facts.types.push(types);
        facts.outputs.push(outputs);
    }
    let mut known: Vec<Stems> = Vec::new();
    for (pipeline, groups) in program.pipelines.iter().zip(&own_groups) {
        known.push(stems(program, pipeline, groups, &known)?);
    }
    Ok(facts)
}

pub(super) struct Walk<'a> {
    pub(super) program: &'a Program,
    pub(super) index: usize,
    pub(super) facts: &'a Facts,
    pub(super) types: HashMap<Ref, Ty>,
    pub(super) visible: HashSet<Ref>,
    pub(super) tasks: HashSet<u32>,
    /// The tasks directly in the body that is walked, but importers: KFP starts nothing after those.
    pub(super) beside: HashSet<u32>,
    /// The inputs that may be missing.
    pub(super) optional: HashSet<Ref>,
    pub(super) sdk: Sdk,
}

impl Walk<'_> {
    pub(super) fn make(&mut self, value: Ref, ty: Ty) {
        self.types.insert(value.clone(), ty);
        self.sdk.born.insert(value.clone(), self.sdk.around.len());
        self.visible.insert(value);
    }

    /// The type of a value that may be read here.
    pub(super) fn used(&self, value: &Ref) -> Result<Ty, Invalid> {
        if !self.visible.contains(value) {
            return Err(format!("{value:?} is not visible"));
        }
        self.types.get(value).copied().ok_or_else(|| format!("{value:?} has no type"))
    }

    /// Whether the SDK knows the type of the items of a list that a task makes: it is not in a file.
    fn has_item_type(&self, task: u32, list: &Ref) -> bool {
        let pipeline = self.program.pipelines.get(self.index);
        let callee = pipeline.into_iter().flat_map(|p| p.tasks()).find(|other| other.id == task);
        match callee.map(|task| task.callee) {
            Some(Callee::Component(index)) => {
                let imported = self.program.components.get(index).is_some_and(|c| c.imported);
                !imported || self.types.get(list) == Some(&Ty::List(Base::Text))
            }
            _ => true,
        }
    }

    fn is_list(&self, value: &Ref) -> bool {
        matches!(self.types.get(value), Some(Ty::List(_) | Ty::Arts(_) | Ty::Deep(_)))
    }

    /// Walks a group; of a loop, with the name of its item.
    fn inside<T>(
        &mut self,
        item: Option<String>,
        walk: impl FnOnce(&mut Self) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        let (visible, tasks) = (self.visible.clone(), self.tasks.clone());
        self.sdk.around.push(item);
        let result = walk(self)?;
        self.sdk.around.pop();
        (self.visible, self.tasks) = (visible, tasks);
        Ok(result)
    }

    /// A value that a group itself reads, or a task.
    pub(super) fn reads(&mut self, value: &Ref, group: bool) -> Result<(), Invalid> {
        self.sdk.reads(value, self.types.get(value).copied(), usize::from(group))
    }

    fn body(&mut self, body: &[Step], root: bool) -> Result<(), Invalid> {
        if body.is_empty() {
            return Err("a body is empty".to_owned());
        }
        let around = std::mem::take(&mut self.beside);
        for step in body {
            match step {
                Step::Task(task) => {
                    self.task(task, false)?;
                    if !task.whatever && !matches!(task.callee, Callee::Importer(_)) {
                        self.beside.insert(task.id);
                    }
                }
                Step::When(when) => self.when(when)?,
                Step::Loop(looped) => self.looped(looped)?,
                // The SDK has exit handlers only at the outermost level.
                Step::Finally(finally) if root => self.finally(finally)?,
                Step::Finally(_) => return Err("an exit handler is inside a body".to_owned()),
            }
        }
        self.beside = around;
        Ok(())
    }

    fn when(&mut self, when: &When) -> Result<(), Invalid> {
        let Some((last, earlier)) = when.branches.split_last() else {
            return Err("no branches".to_owned());
        };
        if earlier.iter().any(|branch| branch.condition.is_none())
            || (earlier.is_empty() && last.condition.is_none())
        {
            return Err("a branch without condition is not the last".to_owned());
        }
        if when.name.is_some() && !earlier.is_empty() {
            return Err("the SDK cannot name a chain of branches".to_owned());
        }
        if !earlier.is_empty() && last.condition.is_some() {
            // Only an `else` closes the group around a chain: what comes next would fall into it.
            return Err("the SDK leaves a chain open that has no `else`".to_owned());
        }
        let known = self.sdk.conditions.len();
        let mut columns: Option<Vec<Ty>> = None;
        if !earlier.is_empty() {
            self.sdk.around.push(None);
        }
        for (position, branch) in when.branches.iter().enumerate() {
            let number = self.sdk.number(1);
            let nested = self.sdk.around.len() > usize::from(!earlier.is_empty());
            match position {
                // The SDK learns of the chain after its first branch, and then swaps their numbers.
                _ if earlier.is_empty() => self.sdk.group("condition", number, nested),
                0 => self.sdk.group("condition-branches", number, nested),
                1 => {
                    self.sdk.group("condition", number, true);
                    let number = self.sdk.number(1);
                    self.sdk.group("condition", number, true);
                }
                _ => self.sdk.group("condition", number, true),
            }
            if let Some(condition) = &branch.condition {
                self.condition(condition)?;
                self.sdk.conditions.push(condition.left.clone());
                self.sdk.conditions.extend(condition.right.value().cloned());
            }
            for value in self.sdk.conditions.clone() {
                self.reads(&value, true)?;
            }
            let types = self.inside(None, |walk| {
                walk.body(&branch.body, false)?;
                branch.returns.iter().map(|value| walk.returned(value, &branch.body, false)).collect()
            })?;
            if columns.get_or_insert_with(|| Vec::clone(&types)) != &types {
                return Err("branches return different types".to_owned());
            }
        }
        if !earlier.is_empty() {
            self.sdk.around.pop();
        }
        self.sdk.conditions.truncate(known);
        let columns = columns.unwrap_or_default();
        if !columns.is_empty() && last.condition.is_some() {
            return Err("branches return values, but there is no `otherwise`".to_owned());
        }
        for (position, ty) in columns.into_iter().enumerate() {
            self.make(Ref::OneOf(when.id, position), ty);
        }
        Ok(())
    }

    /// What a body returns must be made by a task directly in it.
    ///
    /// What loops in loops collect is one list in the run. That of a nested pipeline is not known to be such a list.
    fn returned(&self, value: &Ref, body: &[Step], looped: bool) -> Result<Ty, Invalid> {
        let direct = body.iter().any(|step| match (step, value) {
            (Step::Task(task), Ref::Output(id, _)) => {
                let may_be_collected = matches!(task.callee, Callee::Pipeline(_)) && looped;
                task.id == *id && !(may_be_collected && self.is_list(value))
            }
            (Step::Loop(inner), Ref::Collected(id, _)) => looped && inner.id == *id,
            // The SDK finds the tasks of a one-of only directly in its branches, and collects no one-of.
            _ => false,
        });
        if direct { self.used(value) } else { Err(format!("{value:?} is not made directly in the body")) }
    }

    fn condition(&self, condition: &Cond) -> Result<(), Invalid> {
        let ty = self.used(&condition.left)?;
        let right = match &condition.right {
            Arg::Value(value) => self.used(value)?,
            Arg::Constant(_) => ty,
            Arg::Text(_) | Arg::Texts(_) => return Err("a condition on a text".to_owned()),
        };
        let values = [Some(&condition.left), condition.right.value()];
        if values.into_iter().flatten().any(|value| matches!(value, Ref::OneOf(..))) {
            return Err("the SDK forgets a one-of that a condition reads".to_owned());
        }
        if values.into_iter().flatten().any(|value| self.optional.contains(value)) {
            return Err("a condition on a value that may be missing".to_owned());
        }
        if values
            .into_iter()
            .flatten()
            .any(|value| matches!(value, Ref::Field(_, Field::Epochs | Field::Rate)))
        {
            return Err("the SDK compares every field as text".to_owned());
        }
        let derived = |value: &Ref| matches!(value, Ref::Item(_) | Ref::Field(..));
        if condition.right.value().is_some_and(derived) && !derived(&condition.left) {
            return Err(
                "Python turns a comparison round whose right side has the more special class".to_owned()
            );
        }
        match ty {
            Ty::One(Base::Text | Base::Int | Base::Num | Base::Flag) if ty == right => Ok(()),
            _ => Err(format!("{ty:?} is compared with {right:?}")),
        }
    }

    fn looped(&mut self, looped: &Loop) -> Result<(), Invalid> {
        let item = match &looped.items {
            Items::Constant(_, items) if items.is_empty() => return Err("a loop over nothing".to_owned()),
            Items::Constant(Ty::One(Base::Map), _) => {
                return Err("the SDK makes fields of all keys, and fails when they are no names".to_owned());
            }
            Items::Constant(Ty::List(Base::Num | Base::Map | Base::Job), _) => {
                return Err("items are written as `1`, where the SDK writes `1.0`".to_owned());
            }
            Items::Constant(ty, _) => *ty,
            // The SDK takes a list that a loop collected for a constant, and fails.
            Items::Value(Ref::Collected(..)) => return Err("a loop over a collected list".to_owned()),
            // It looks for what tasks read, not for what loops do.
            Items::Value(Ref::OneOf(..)) => {
                return Err("the SDK forgets a one-of that a loop reads".to_owned());
            }
            Items::Value(list @ Ref::Output(task, _)) if !self.has_item_type(*task, list) => {
                return Err("the SDK knows no types of the items of imported lists".to_owned());
            }
            Items::Value(Ref::Item(outer)) if self.sdk.constant.contains(outer) => {
                return Err("the SDK looks for a constant item outside its loop".to_owned());
            }
            Items::Value(Ref::Field(..)) => {
                return Err("the SDK declares the list that is a field as text".to_owned());
            }
            Items::Value(list) if self.optional.contains(list) => {
                return Err("a loop over a list that may be missing".to_owned());
            }
            Items::Value(list) => {
                self.reads(list, true)?;
                self.used(list)?.item().ok_or_else(|| "a loop over what is no list".to_owned())?
            }
        };
        if item.is_artifact() {
            return Err("KFP's backend has no loops over artifacts, and our check says so".to_owned());
        }
        let name = match &looped.items {
            Items::Constant(..) => format!("loop-item-param-{}", self.sdk.number(1)),
            Items::Value(list) => format!("{}-loop-item", self.sdk.full_name(list).unwrap_or_default()),
        };
        let number = self.sdk.number(1);
        self.sdk.group("for-loop", number, !self.sdk.around.is_empty());
        self.sdk.items.insert(looped.id, name.clone());
        if matches!(looped.items, Items::Constant(..)) {
            self.sdk.constant.insert(looped.id);
        }
        let types: Vec<Ty> = self.inside(Some(name), |walk| {
            walk.make(Ref::Item(looped.id), item);
            let constant = matches!(looped.items, Items::Constant(..));
            for field in Field::ALL.into_iter().filter(|_| item == Ty::One(Base::Job)) {
                // The SDK takes the type of the first field of a constant for that of all.
                if !constant || field == Field::Title {
                    walk.make(Ref::Field(looped.id, field), field.ty());
                }
            }
            walk.body(&looped.body, false)?;
            if !constant && !walk.sdk.read.contains(&looped.id) {
                return Err("the SDK forgets the list of a loop whose item nothing reads".to_owned());
            }
            looped.returns.iter().map(|value| walk.returned(value, &looped.body, true)).collect()
        })?;
        for (position, (ty, value)) in types.into_iter().zip(&looped.returns).enumerate() {
            let list = collected(value, ty).ok_or_else(|| format!("no lists of {ty:?}"))?;
            self.make(Ref::Collected(looped.id, position), list);
        }
        Ok(())
    }

    fn finally(&mut self, finally: &Finally) -> Result<(), Invalid> {
        if !finally.exit.after.is_empty() || matches!(finally.exit.callee, Callee::Pipeline(_)) {
            return Err("the exit task waits, or is a pipeline".to_owned());
        }
        self.task(&finally.exit, true)?;
        let number = self.sdk.number(1);
        self.sdk.group("exit-handler", number, false);
        self.inside(None, |walk| walk.body(&finally.body, false))
    }
}

/// The type of what a loop collects of a value: what an inner loop has collected is one list, however deep it is.
pub(super) fn collected(value: &Ref, ty: Ty) -> Option<Ty> {
    match value {
        Ref::Collected(..) => Some(ty),
        _ => ty.list(),
    }
}
