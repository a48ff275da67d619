//! The order of the tasks of a graph: `depends` and `dependencies`.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::codec::nearest;
use kfp_ir::path::IrPath;
use kfp_ir::valid::Severity;

use super::{Report, Spot, name};
use crate::names::RESERVED;
use crate::object::{DagTask, DagTemplate};

/// Ends of a task that others may wait for.
const RESULTS: &[&str] =
    &["Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded", "AllFailed"];

/// The order of a graph.
#[derive(Debug, Default)]
pub(super) struct Graph<'o> {
    /// For each task all that are over when it starts.
    pub(super) before: BTreeMap<&'o str, BTreeSet<&'o str>>,
}

/// A name in `depends`, and where it stands.
struct Word<'o> {
    task: &'o str,
    result: Option<&'o str>,
    at: usize,
}

/// Checks the order, and works it out.
pub(super) fn graph<'o>(dag: &'o DagTemplate, path: &IrPath, report: &mut Report<'_, '_>) -> Graph<'o> {
    let tasks = dag.tasks.as_deref().unwrap_or_default();
    let path = path.key("tasks");
    name::unique(tasks.iter().map(|task| task.name.as_deref()), "task", &path, report);
    let by_name: BTreeMap<&str, &DagTask> =
        tasks.iter().filter_map(|t| Some((t.name.as_deref()?, t))).collect();
    let mixed = tasks.iter().any(|t| t.depends.is_some()) && tasks.iter().any(|t| t.dependencies.is_some());
    let ordered = tasks.iter().any(|t| t.depends.is_some() || t.dependencies.is_some());
    let mut needs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (i, task) in tasks.iter().enumerate() {
        let path = path.index(i);
        if mixed && task.dependencies.is_some() {
            let help = "write `depends` for all tasks of the graph";
            report.error(
                "AR328",
                &path.key("dependencies"),
                "`dependencies` beside `depends` of another task",
                Some(help),
            );
        }
        let mut needed = Vec::new();
        for (j, on) in task.dependencies.iter().flatten().enumerate() {
            if !by_name.contains_key(on.as_str()) {
                unknown(
                    on,
                    &by_name,
                    Spot { path: &path.key("dependencies").index(j), text: on, at: 0 },
                    report,
                );
            }
            needed.push(on.as_str());
        }
        if let Some(text) = task.depends.as_deref() {
            words(text, &by_name, &path.key("depends"), &mut needed, report);
        }
        if let Some(name) = task.name.as_deref() {
            if ordered && name.starts_with(|c: char| c.is_ascii_digit()) {
                let message = format!("the task `{name}` begins with a digit");
                let help = "Argo refuses that in a graph with `depends` or `dependencies`";
                report.error("AR343", &path.key("name"), message, Some(help));
            }
            needs.insert(name, needed);
        }
    }
    let mut before: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (i, task) in tasks.iter().enumerate() {
        let Some(name) = task.name.as_deref() else { continue };
        let mut over = BTreeSet::new();
        let mut todo: Vec<&str> = needs.get(name).cloned().unwrap_or_default();
        while let Some(next) = todo.pop() {
            if over.insert(next) {
                todo.extend(needs.get(next).into_iter().flatten());
            }
        }
        if over.contains(name) {
            let message = format!("the task `{name}` waits for itself");
            report.error("AR328", &path.index(i), message, Some("leave one of the dependencies out"));
        }
        before.insert(name, over);
    }
    let targets = dag.target.as_deref().filter(|target| !target.contains("{{")).unwrap_or_default();
    for target in targets.split_whitespace().filter(|target| !by_name.contains_key(target)) {
        let mut at = path.clone();
        at.0.pop();
        let text = dag.target.as_deref().unwrap_or_default();
        unknown(target, &by_name, Spot { path: &at.key("target"), text, at: 0 }, report);
    }
    Graph { before }
}

fn unknown(task: &str, known: &BTreeMap<&str, &DagTask>, spot: Spot<'_>, report: &mut Report<'_, '_>) {
    let help = nearest(task, known.keys().copied()).map(|near| format!("did you mean `{near}`?"));
    report.within("AR328", Severity::Error, spot, format!("there is no task `{task}`"), help);
}

fn words<'o>(
    text: &'o str,
    known: &BTreeMap<&str, &DagTask>,
    path: &IrPath,
    needed: &mut Vec<&'o str>,
    report: &mut Report<'_, '_>,
) {
    if text.contains("{{") {
        return;
    }
    let spot = |at| Spot { path, text, at };
    let words = match read(text) {
        Ok(words) => words,
        Err(at) => {
            let help = "join `TASK.RESULT` by `&&`, `||`, `!` and parentheses".to_owned();
            report.within("AR328", Severity::Error, spot(at), "this is no dependency", Some(help));
            return;
        }
    };
    for Word { task, result, at } in words {
        needed.push(task);
        let Some(called) = known.get(task) else {
            unknown(task, known, spot(at), report);
            continue;
        };
        if RESERVED.contains(&task) {
            let message =
                format!("a task called `{task}` cannot be waited for: the name is a word of conditions");
            report.within(
                "AR343",
                Severity::Error,
                spot(at),
                message,
                Some("call it something else".to_owned()),
            );
        }
        let Some(result) = result else { continue };
        if !RESULTS.contains(&result) {
            let help = nearest(result, RESULTS.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let help = help.unwrap_or_else(|| format!("it is one of {}", RESULTS.join(", ")));
            report.within(
                "AR328",
                Severity::Error,
                spot(at),
                format!("a task has no result `{result}`"),
                Some(help),
            );
        }
        let many =
            called.with_items.is_some() || called.with_param.is_some() || called.with_sequence.is_some();
        if matches!(result, "AnySucceeded" | "AllFailed") && !many {
            let message = format!("`{result}` is for loops, and `{task}` is none");
            report.within("AR328", Severity::Error, spot(at), message, None);
        }
    }
}

/// The names in `depends`, when its operators and parentheses fit; else where they do not.
fn read(text: &str) -> Result<Vec<Word<'_>>, usize> {
    let mut words = Vec::new();
    let mut open = 0usize;
    // Whether a name may stand next, or an operator.
    let mut name_next = true;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        match first {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' if name_next => open += 1,
            '!' if name_next => {}
            ')' if !name_next && open > 0 => open -= 1,
            '&' | '|' if !name_next && (rest.starts_with("&&") || rest.starts_with("||")) => {
                name_next = true;
                at += 1;
            }
            c if name_next && c.is_ascii_alphanumeric() => {
                let end = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
                    .unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default();
                let (task, result) = match word.split_once('.') {
                    Some((task, result)) => (task, Some(result)),
                    None => (word, None),
                };
                words.push(Word { task, result, at });
                name_next = false;
                at += end;
                continue;
            }
            _ => return Err(at),
        }
        at += 1;
    }
    if open > 0 || (name_next && !words.is_empty()) { Err(text.len()) } else { Ok(words) }
}
