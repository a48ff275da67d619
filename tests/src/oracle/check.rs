//! Which programs are valid in both languages, and what type every value has.
//!
//! The generator makes valid programs and the shrinker keeps to them, so that a difference is one of the compilers. What
//! the SDK compiles wrongly, or not the same way every time, counts as invalid; each such rule says so.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::program::{
    Arg, Base, Callee, Cond, Const, Field, Finally, Input, Items, Loop, Need, Pipeline, Program,
};
use super::program::{Ref, Settings, Step, Task, Ty, When};
use super::quirks::Sdk;

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
            Callee::Component(_) => None,
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

struct Walk<'a> {
    program: &'a Program,
    index: usize,
    facts: &'a Facts,
    types: HashMap<Ref, Ty>,
    visible: HashSet<Ref>,
    tasks: HashSet<u32>,
    /// The inputs that may be missing.
    optional: HashSet<Ref>,
    sdk: Sdk,
}

impl Walk<'_> {
    fn make(&mut self, value: Ref, ty: Ty) {
        self.types.insert(value.clone(), ty);
        self.sdk.born.insert(value.clone(), self.sdk.around.len());
        self.visible.insert(value);
    }

    /// The type of a value that may be read here.
    fn used(&self, value: &Ref) -> Result<Ty, Invalid> {
        if !self.visible.contains(value) {
            return Err(format!("{value:?} is not visible"));
        }
        self.types.get(value).copied().ok_or_else(|| format!("{value:?} has no type"))
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
    fn reads(&mut self, value: &Ref, group: bool) -> Result<(), Invalid> {
        self.sdk.reads(value, self.types.get(value).copied(), usize::from(group))
    }

    fn body(&mut self, body: &[Step], root: bool) -> Result<(), Invalid> {
        if body.is_empty() {
            return Err("a body is empty".to_owned());
        }
        for step in body {
            match step {
                Step::Task(task) => self.task(task, false)?,
                Step::When(when) => self.when(when)?,
                Step::Loop(looped) => self.looped(looped)?,
                // The SDK has exit handlers only at the outermost level.
                Step::Finally(finally) if root => self.finally(finally)?,
                Step::Finally(_) => return Err("an exit handler is inside a body".to_owned()),
            }
        }
        Ok(())
    }

    fn task(&mut self, task: &Task, exit: bool) -> Result<(), Invalid> {
        if let Callee::Pipeline(index) = task.callee {
            if index >= self.index {
                return Err("a pipeline calls a later one".to_owned());
            }
            if container_only(&task.settings) {
                return Err("a pipeline has settings of a container".to_owned());
            }
        }
        let inputs = self.program.inputs(task.callee);
        if task.arguments.keys().any(|name| !inputs.iter().any(|input| input.name == *name)) {
            return Err("an argument is not an input".to_owned());
        }
        let name = match task.callee {
            Callee::Component(index) => self.program.components.get(index).map(|c| &c.name),
            Callee::Pipeline(index) => self.program.pipelines.get(index).map(|p| &p.name),
        };
        self.sdk.name(task.id, name.map_or("", String::as_str));
        let conditions = self.sdk.conditions.clone();
        for value in conditions.iter().chain(task.arguments.values().filter_map(Arg::value)) {
            self.reads(value, false)?;
        }
        for input in inputs {
            let given = task.arguments.get(&input.name);
            match (given, input.ty) {
                (given, Ty::Status) if given.is_some() || !exit => {
                    return Err("a final status of nothing".to_owned());
                }
                (None, _) if input.need == Need::Required && input.ty != Ty::Status => {
                    return Err(format!("`{}` is not given", input.name));
                }
                (Some(argument), _) => self.argument(input, argument, exit)?,
                (None, _) => {}
            }
        }
        let defaults = self.program.pipelines.get(self.index).map(|pipeline| &pipeline.defaults);
        if defaults
            .is_some_and(|d| d.kubernetes.iter().any(|setting| task.settings.kubernetes.contains(setting)))
        {
            return Err("a setting of the pod twice".to_owned());
        }
        if let Some((_, value)) = &task.dynamic {
            if exit || !matches!(task.callee, Callee::Component(_)) {
                return Err("a dynamic setting of no container".to_owned());
            }
            // The SDK hands a setting into a group only where an argument takes the value in, too.
            let argument = task.arguments.values().any(|argument| argument.value() == Some(value));
            let known = matches!(value, Ref::Input(_) | Ref::Output(..)) && !self.optional.contains(value);
            if self.used(value)? != Ty::One(Base::Text) || !argument || !known {
                return Err("a dynamic setting of what is no text given as an argument".to_owned());
            }
        }
        if let Some(other) = task.after.iter().find(|other| !self.tasks.contains(other)) {
            return Err(format!("waits for task {other}, which is not visible"));
        }
        if !exit {
            self.tasks.insert(task.id);
            for (name, ty) in self.facts.outputs(self.program, task.callee) {
                self.make(Ref::Output(task.id, name), ty);
            }
        }
        Ok(())
    }

    fn argument(&self, input: &Input, argument: &Arg, exit: bool) -> Result<(), Invalid> {
        match argument {
            Arg::Constant(_) if input.ty.is_artifact() => Err("an artifact as a constant".to_owned()),
            Arg::Constant(_) => Ok(()),
            Arg::Value(value) => {
                let ty = self.used(value)?;
                if exit && !matches!(value, Ref::Input(_)) {
                    return Err("an exit task depends on another".to_owned());
                }
                if self.optional.contains(value) && input.need != Need::Optional {
                    return Err("a value that may be missing for an input that may not".to_owned());
                }
                // The SDK compares the types of lists of artifacts as a whole.
                if ty.fits(input.ty) { Ok(()) } else { Err(format!("{ty:?} for {:?}", input.ty)) }
            }
        }
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
    /// What loops in loops collect is one list in the run: our types say so, the SDK's say a list of lists.
    fn returned(&self, value: &Ref, body: &[Step], looped: bool) -> Result<Ty, Invalid> {
        let direct = body.iter().any(|step| match (step, value) {
            (Step::Task(task), Ref::Output(id, _)) => {
                let may_be_collected = matches!(task.callee, Callee::Pipeline(_)) && looped;
                task.id == *id && !(may_be_collected && self.is_list(value))
            }
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
        for (position, ty) in types.into_iter().enumerate() {
            let list = ty.list().ok_or_else(|| format!("no lists of {ty:?}"))?;
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

impl Arg {
    /// The value, unless it is a constant.
    pub fn value(&self) -> Option<&Ref> {
        match self {
            Arg::Value(value) => Some(value),
            Arg::Constant(_) => None,
        }
    }
}

fn container_only(settings: &Settings) -> bool {
    let Settings { display_name, retry, caching, .. } = settings;
    let allowed = Settings {
        display_name: display_name.clone(),
        retry: retry.clone(),
        caching: caching.clone(),
        ..Settings::default()
    };
    *settings != allowed
}

/// The names that the components of a pipeline start from, with those inside it.
#[derive(Clone, Debug, Default)]
struct Stems {
    /// How often each occurs.
    count: BTreeMap<String, usize>,
    /// Those with settings of a platform.
    platform: HashSet<String>,
}

/// The SDK gives the components and executors of a nested pipeline new names in the order of a hash map, so its output
/// changes from run to run when two of them start from one name and that name occurs outside, too (see
/// `pass::sdk_names`). Meanwhile settings of a platform end up under the old name, too, in as random a way.
fn stems(
    program: &Program,
    pipeline: &Pipeline,
    groups: &[String],
    nested: &[Stems],
) -> Result<Stems, Invalid> {
    let mut all = Stems::default();
    // The numbers of groups belong to their names.
    all.count.extend(groups.iter().map(|group| (group.clone(), 1)));
    let mut calls = Vec::new();
    for task in pipeline.tasks() {
        match task.callee {
            Callee::Component(index) => {
                let name = stem(program.components.get(index).map_or("", |component| &component.name));
                let settings = task.settings.over(&pipeline.defaults);
                if settings.timeout.is_some() || !settings.kubernetes.is_empty() {
                    all.platform.insert(name.clone());
                }
                *all.count.entry(name).or_default() += 1;
            }
            Callee::Pipeline(index) => {
                let inner = nested.get(index).ok_or("a pipeline calls a later one")?;
                let name = program.pipelines.get(index).map_or("", |pipeline| &pipeline.name);
                *all.count.entry(stem(name)).or_default() += 1;
                for (name, count) in &inner.count {
                    *all.count.entry(name.clone()).or_default() += count;
                }
                all.platform.extend(inner.platform.iter().cloned());
                calls.push(inner);
            }
        }
    }
    for inner in calls {
        let outside = |name: &String, count| all.count.get(name).copied().unwrap_or(0) > count;
        for (name, count) in &inner.count {
            if (*count > 1 || inner.platform.contains(name)) && outside(name, *count) {
                return Err(format!("the SDK names components called `{name}` in a random order"));
            }
        }
    }
    Ok(all)
}

/// The name without a number behind it.
fn stem(name: &str) -> String {
    let name = name.to_lowercase().replace('_', "-");
    match name.rsplit_once('-') {
        Some((stem, number)) if number.parse::<u32>().is_ok() => stem.to_owned(),
        _ => name,
    }
}
