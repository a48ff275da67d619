//! What of a task has changed, and which producers have.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::flat::{Flat, Source, Task, TaskId, Work};
use kfp_ir::lang::exec::Exec;
use kfp_ir::model::{ContainerSpec, Struct, Value};

use crate::cause::{Cause, Part};
use crate::show;
use crate::view::{View, producers};

/// What is different about a task, apart from what its producers do. `same` tells whether an old and a new task are the
/// same one.
pub(crate) fn own_changes(
    (old, old_id): (&View<'_>, TaskId),
    (new, new_id): (&View<'_>, TaskId),
    same: &dyn Fn(TaskId, TaskId) -> bool,
) -> Vec<Cause> {
    let (Some(before), Some(after)) = (old.flat.task(old_id), new.flat.task(new_id)) else {
        return Vec::new();
    };
    let empty = Struct::default();
    let (was, is) =
        (old.digests.content(old_id).unwrap_or(&empty), new.digests.content(new_id).unwrap_or(&empty));
    let mut found = Changes::default();
    found.value(Part::Kind, was.get("kind"), is.get("kind"));
    let (was_text, is_text) = (texts(before), texts(after));
    let (was_code, is_code) = (was.get("code"), is.get("code"));
    if was_code != is_code {
        let short = |code: &Value| match code {
            Value::String(code) => Some(short_code(code)),
            _ => None,
        };
        found.push(Part::Code, was_code.and_then(short), is_code.and_then(short));
    }
    for (part, key) in [(Part::Image, "image"), (Part::Command, "command"), (Part::Args, "args")] {
        // Where the code counts, the record has no image; KFP looks at it all the same.
        let differs = match part {
            Part::Image if was_code.is_some() || is_code.is_some() => was_text.get(key) != is_text.get(key),
            _ => was.get(key) != is.get(key),
        };
        if differs {
            let (old, new) = narrow(was_text.get(key), is_text.get(key));
            found.push(part, old, new);
        }
    }
    found.fields(&env(before), &env(after), Part::Env);
    inputs(&mut found, (old, before), (new, after), same);
    for (part, side) in [(Part::Inputs, "inputs"), (Part::Outputs, "outputs")] {
        let of = |content: &Struct| match content.get("interface") {
            Some(Value::Struct(sides)) => sides.get(side).cloned(),
            _ => None,
        };
        let (was, is) = (of(was), of(is));
        if was != is {
            let (added, removed) = names(was.as_ref(), is.as_ref());
            found.push(part, removed, added);
        }
    }
    let mounts = |content: &Struct| match content.get("mounts") {
        Some(Value::Struct(Struct(fields))) => fields.clone(),
        _ => BTreeMap::new(),
    };
    for (name, (was, is)) in both(mounts(was), mounts(is)) {
        if was != is {
            found.push(Part::Mount(name), was.as_ref().map(show::value), is.as_ref().map(show::value));
        }
    }
    for key in ["uri", "type", "metadata", "reimport", "executor"] {
        found.value(Part::Import, was.get(key), is.get(key));
    }
    let conditions = |view: &View<'_>, id| around(view, id, |task| shown_condition(view, task));
    let (was_conditions, is_conditions) = (conditions(old, old_id), conditions(new, new_id));
    if was_conditions != is_conditions {
        found.push(Part::Condition, joined(&was_conditions), joined(&is_conditions));
    }
    let items = |view: &View<'_>, id| around(view, id, |task| shown_items(view, task));
    let (was_items, is_items) = (items(old, old_id), items(new, new_id));
    if was_items != is_items {
        found.push(Part::Items, joined(&was_items), joined(&is_items));
    }
    let first = |view: &View<'_>, task: &Task<'_>| -> Vec<String> {
        task.after.iter().map(|id| format!("`{}`", view.flat.path(*id))).collect()
    };
    if before.after.len() != after.after.len() {
        found.push(Part::Order, joined(&first(old, before)), joined(&first(new, after)));
    }
    found.0
}

/// The tasks that give a task its inputs, with the input, and whether it is an artifact.
pub(crate) fn given_by(flat: &Flat<'_>, task: &Task<'_>) -> Vec<(TaskId, bool)> {
    let mut found = Vec::new();
    for (inputs, artifact) in [(&task.artifacts, true), (&task.parameters, false)] {
        for source in inputs.values() {
            let mut tasks = BTreeSet::new();
            producers(flat, source, &mut tasks);
            found.extend(tasks.into_iter().map(|id| (id, artifact)));
        }
    }
    let mut seen = BTreeSet::new();
    // An artifact says more than a parameter of the same task.
    found.retain(|(id, _)| seen.insert(*id));
    found
}

/// Everything that reaches a task from other tasks and counts for its content: inputs, conditions, loops, and those it only waits for.
pub(crate) fn reached_from(flat: &Flat<'_>, id: TaskId) -> BTreeSet<TaskId> {
    let mut found = BTreeSet::new();
    for at in std::iter::once(id).chain(flat.around(id)) {
        let Some(task) = flat.task(at) else { continue };
        found.extend(&task.after);
        if let Some(items) = &task.items {
            producers(flat, items, &mut found);
        }
        let read = |name: &str| at == id || condition(task).is_some_and(|text| text.contains(name));
        let counts = |name: &str| at != id || task.counts(name);
        for (_, source) in task.parameters.iter().filter(|(name, _)| read(name) && counts(name)) {
            producers(flat, source, &mut found);
        }
        for (_, source) in task.artifacts.iter().filter(|(name, _)| at == id && counts(name)) {
            producers(flat, source, &mut found);
        }
    }
    found
}

/// The start of a code digest, as people compare it.
fn short_code(code: &str) -> String {
    let (version, hash) = code.split_once(':').unwrap_or(("", code));
    format!("{version}:{}", hash.get(..12).unwrap_or(hash))
}

#[derive(Default)]
struct Changes(Vec<Cause>);

impl Changes {
    fn push(&mut self, part: Part, old: Option<String>, new: Option<String>) {
        self.0.push(Cause::Changed { part, old, new });
    }

    fn value(&mut self, part: Part, old: Option<&Value>, new: Option<&Value>) {
        if old != new {
            self.push(part, old.map(show::value), new.map(show::value));
        }
    }

    fn fields(
        &mut self,
        old: &BTreeMap<String, String>,
        new: &BTreeMap<String, String>,
        part: impl Fn(String) -> Part,
    ) {
        for (name, (was, is)) in both(old.clone(), new.clone()) {
            if was != is {
                self.push(part(name), was, is);
            }
        }
    }
}

/// The entries of two maps by key.
pub(crate) fn both<V>(
    old: BTreeMap<String, V>,
    new: BTreeMap<String, V>,
) -> BTreeMap<String, (Option<V>, Option<V>)> {
    let mut both: BTreeMap<String, (Option<V>, Option<V>)> =
        old.into_iter().map(|(key, value)| (key, (Some(value), None))).collect();
    for (key, value) in new {
        both.entry(key).or_insert((None, None)).1 = Some(value);
    }
    both
}

fn inputs(
    found: &mut Changes,
    (old, before): (&View<'_>, &Task<'_>),
    (new, after): (&View<'_>, &Task<'_>),
    same: &dyn Fn(TaskId, TaskId) -> bool,
) {
    let names = |task: &Task<'_>, other: &Task<'_>| -> BTreeSet<String> {
        task.parameters.keys().chain(other.parameters.keys()).map(|name| (*name).to_owned()).collect()
    };
    let declares = |task: &Task<'_>, name: &str| {
        task.component.input_definitions.as_ref().is_some_and(|inputs| inputs.parameters.contains_key(name))
    };
    for name in names(before, after) {
        let (was, is) = (before.parameters.get(name.as_str()), after.parameters.get(name.as_str()));
        // An input that is not declared carries the name of another task; its value enters where it is used.
        let hidden = !declares(before, &name) && !declares(after, &name);
        if hidden && (was.is_none() || is.is_none()) {
            continue;
        }
        let equal = match (was, is) {
            (Some(was), Some(is)) => equal_sources((old, was), (new, is), same),
            (None, None) => true,
            _ => false,
        };
        if !equal {
            let show =
                |view: &View<'_>, source: Option<&Source<'_>>| source.map(|s| show::source(&view.flat, s));
            found.push(Part::Argument(name), show(old, was), show(new, is));
        }
    }
    let defaults = |task: &Task<'_>| -> BTreeMap<String, String> {
        let declared = task.component.input_definitions.iter().flat_map(|inputs| &inputs.parameters);
        let left_out = declared.filter(|(name, _)| !task.parameters.contains_key(name.as_str()));
        left_out
            .filter_map(|(name, p)| Some((name.clone(), show::value(p.default_value.as_ref()?))))
            .collect()
    };
    for (name, (was, is)) in both(defaults(before), defaults(after)) {
        let given = |task: &Task<'_>| task.parameters.contains_key(name.as_str());
        if was != is && !given(before) && !given(after) {
            found.push(Part::Default(name), was, is);
        }
    }
    let all: BTreeSet<&str> = before.artifacts.keys().chain(after.artifacts.keys()).copied().collect();
    for name in all {
        let (was, is) = (before.artifacts.get(name), after.artifacts.get(name));
        let equal = match (was, is) {
            (Some(was), Some(is)) => equal_sources((old, was), (new, is), same),
            _ => false,
        };
        if !equal {
            let show =
                |view: &View<'_>, source: Option<&Source<'_>>| source.map(|s| show::source(&view.flat, s));
            found.push(Part::Artifact(name.to_owned()), show(old, was), show(new, is));
        }
    }
}

/// Whether two values come from the same place, whatever that gives now.
fn equal_sources(
    (old, was): (&View<'_>, &Source<'_>),
    (new, is): (&View<'_>, &Source<'_>),
    same: &dyn Fn(TaskId, TaskId) -> bool,
) -> bool {
    let inside = |was: &Source<'_>, is: &Source<'_>| equal_sources((old, was), (new, is), same);
    match (was, is) {
        (Source::Text(was), is) => inside(was, is),
        (was, Source::Text(is)) => inside(was, is),
        (Source::Output(was, old_key), Source::Output(is, new_key)) => same(*was, *is) && old_key == new_key,
        (Source::Collected(was), Source::Collected(is)) => inside(was, is),
        (Source::OneOf(was), Source::OneOf(is)) => {
            was.len() == is.len() && was.iter().zip(is.iter()).all(|(was, is)| inside(was, is))
        }
        // What a loop runs over is told apart.
        (Source::Item(was), Source::Item(is)) => same(*was, *is),
        (Source::Select(was, old_of), Source::Select(is, new_of)) => was == is && inside(old_of, new_of),
        (Source::Status(was), Source::Status(is)) => same(*was, *is),
        (Source::Nothing, Source::Nothing) => true,
        _ => match (constant(old, was), constant(new, is)) {
            (Some(was), Some(is)) => was == is,
            (None, None) => matches!((was, is), (Source::Input(was), Source::Input(is)) if was == is),
            _ => false,
        },
    }
}

/// The value of a constant or of an input of the pipeline, where it is known.
fn constant(view: &View<'_>, source: &Source<'_>) -> Option<Value> {
    match source {
        Source::Constant(value, _) => Some(value.clone().into_owned()),
        Source::Input(name) => {
            view.known.arguments.get(*name).or_else(|| show::default(&view.flat, name)).cloned()
        }
        _ => None,
    }
}

/// The command without the digest of the code, which is told apart.
fn plain_command(container: &ContainerSpec) -> Vec<String> {
    match Exec::of(&container.command) {
        Some(exec) => Exec { code: None, ..exec }.words(),
        None => container.command.clone(),
    }
}

fn texts(task: &Task<'_>) -> BTreeMap<&'static str, Vec<String>> {
    match task.work {
        Work::Container(container) => BTreeMap::from([
            ("image", vec![container.image.clone()]),
            ("command", plain_command(container)),
            ("args", container.args.clone()),
        ]),
        _ => BTreeMap::new(),
    }
}

/// Of two lists of texts what is between their equal starts and ends; of one long text the first lines that differ.
fn narrow(old: Option<&Vec<String>>, new: Option<&Vec<String>>) -> (Option<String>, Option<String>) {
    let empty = Vec::new();
    let (old, new) = (old.unwrap_or(&empty), new.unwrap_or(&empty));
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let ends = old.iter().skip(start).rev().zip(new.iter().skip(start).rev());
    let end = ends.take_while(|(old, new)| old == new).count();
    let middle = |texts: &[String]| texts.get(start..texts.len() - end).unwrap_or_default().to_vec();
    match (middle(old).as_slice(), middle(new).as_slice()) {
        ([old], [new]) if old.contains('\n') || new.contains('\n') => {
            let lines = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
            let line =
                |text: &str| text.lines().nth(lines).map(|line| show::value(&Value::from(line.trim())));
            (line(old), line(new))
        }
        (old, new) => {
            let quoted = |texts: &[String]| {
                let all: Vec<_> = texts.iter().map(|text| show::value(&Value::from(text.as_str()))).collect();
                joined(&all).map(|all| show::shorten(&all))
            };
            (quoted(old), quoted(new))
        }
    }
}

fn env(task: &Task<'_>) -> BTreeMap<String, String> {
    match task.work {
        Work::Container(container) => {
            let variables = container.env.iter();
            variables.map(|e| (e.name.clone(), show::value(&Value::from(e.value.as_str())))).collect()
        }
        _ => BTreeMap::new(),
    }
}

/// The names of inputs or outputs that came and went, or changed.
fn names(old: Option<&Value>, new: Option<&Value>) -> (Option<String>, Option<String>) {
    let flat = |side: Option<&Value>| -> BTreeMap<String, Value> {
        let Some(Value::Struct(Struct(kinds))) = side else { return BTreeMap::new() };
        let members = kinds.values().filter_map(|kind| match kind {
            Value::Struct(Struct(members)) => Some(members.clone()),
            _ => None,
        });
        members.flatten().collect()
    };
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for (name, (was, is)) in both(flat(old), flat(new)) {
        if was != is {
            let text = |value: &Value| format!("`{name}` {}", show::value(value));
            removed.extend(was.as_ref().map(text));
            added.extend(is.as_ref().map(text));
        }
    }
    (joined(&added), joined(&removed))
}

fn joined(texts: &[String]) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join(", "))
}

fn condition<'t>(task: &'t Task<'_>) -> Option<&'t str> {
    task.spec.trigger_policy.as_ref().map(|policy| policy.condition.as_str()).filter(|text| !text.is_empty())
}

/// The list that a loop runs over.
pub(crate) fn shown_items(view: &View<'_>, task: &Task<'_>) -> Option<String> {
    Some(show::source(&view.flat, task.items.as_ref()?))
}

/// A condition with the values, or where they come from, in place of the names of inputs.
pub(crate) fn shown_condition(view: &View<'_>, task: &Task<'_>) -> Option<String> {
    let mut text = condition(task)?.to_owned();
    for (name, source) in &task.parameters {
        for quote in ['\'', '"'] {
            let reference = format!("inputs.parameter_values[{quote}{name}{quote}]");
            text = text.replace(&reference, &show::source(&view.flat, source));
        }
    }
    Some(text)
}

fn around(view: &View<'_>, id: TaskId, of: impl Fn(&Task<'_>) -> Option<String>) -> Vec<String> {
    let mut found: Vec<String> = std::iter::once(id)
        .chain(view.flat.around(id))
        .filter_map(|id| view.flat.task(id).and_then(&of))
        .collect();
    found.reverse();
    found
}
