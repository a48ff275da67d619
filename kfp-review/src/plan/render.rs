//! A plan as text, Markdown and JSON.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cause::Cause;
use crate::plan::{Plan, PlannedTask, Rule, State, Verdict};

impl Plan {
    /// The plan for people at a terminal.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let first = if self.first { ", first run" } else { "" };
        let _ = writeln!(out, "plan for `{}`{first}\n", self.pipeline);
        let width = self.tasks.iter().map(|task| task.path.chars().count()).max().unwrap_or(0);
        let _ = writeln!(out, "  {:8} {:8} {:8} {:width$}  why", "KFP 2.17", "Argo", "content", "task");
        for task in &self.tasks {
            let mut line = format!(
                "  {:8} {:8} {:8} {:width$}",
                task.kfp.state.name(),
                task.on_argo(),
                task.content.state.name(),
                task.path
            );
            let why = task.why();
            if !why.is_empty() {
                let _ = write!(line, "  {}", why.join("; "));
            }
            let _ = writeln!(out, "{}", line.trim_end());
        }
        for path in &self.gone {
            let _ = writeln!(out, "  {:8} {:8} {:8} {path}", "gone", "gone", "gone");
        }
        let _ = writeln!(out, "\n{}", self.totals().join("\n"));
        out
    }

    /// The plan as a part of a review.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        let first = if self.first { ", first run" } else { "" };
        let _ = writeln!(out, "### Plan for `{}`{first}\n", self.pipeline);
        let _ = writeln!(out, "| task | KFP 2.17 | Argo | content | why |\n|---|---|---|---|---|");
        for task in &self.tasks {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                cell(&format!("`{}`", task.path)),
                task.kfp.state.name(),
                task.on_argo(),
                task.content.state.name(),
                cell(&task.why().join("; "))
            );
        }
        for path in &self.gone {
            let _ = writeln!(out, "| {} | gone | gone | gone | |", cell(&format!("`{path}`")));
        }
        let _ = writeln!(out, "\n{}", self.totals().join("  \n"));
        out
    }

    /// The plan for programs; `docs/review.md` describes it.
    pub fn to_json(&self) -> Value {
        let tasks: Vec<Value> = self.tasks.iter().map(task_json).collect();
        let count = |of: &dyn Fn(State) -> usize| -> Value {
            State::ALL.iter().map(|state| (state.name().to_owned(), Value::from(of(*state)))).collect()
        };
        let argo = self.argo(State::Hit).map(|_| count(&|s| self.argo(s).unwrap_or_default()));
        json!({
            "version": 1,
            "pipeline": self.pipeline,
            "first": self.first,
            "runs": self.runs(),
            "totals": {"kfp": count(&|s| self.kfp(s)), "argo": argo, "content": count(&|s| self.content(s))},
            "tasks": tasks,
            "gone": self.gone,
        })
    }

    /// By which rule the program of each Rust component counts for the content.
    fn rules(&self) -> Option<String> {
        let of = |rule: Rule| {
            let tasks = self.tasks.iter().filter(|task| task.rule == Some(rule));
            let names: BTreeSet<&str> = tasks.map(|task| task.program()).collect();
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            (!names.is_empty()).then(|| format!("by {}: {}", rule.name(), names.join(", ")))
        };
        let rules: Vec<String> = [Rule::Image, Rule::Code].into_iter().filter_map(of).collect();
        (!rules.is_empty()).then(|| format!("Rust components {}", rules.join("; ")))
    }

    fn totals(&self) -> Vec<String> {
        let line = |name: &str, count: &dyn Fn(State) -> usize| {
            let counts = State::ALL.iter().map(|state| format!("{} {}", count(*state), words(*state)));
            format!("{name}: {}", counts.collect::<Vec<_>>().join(", "))
        };
        let argo = match self.argo(State::Hit) {
            Some(_) => {
                line("Argo with `--memoize`", &|s| self.argo(s).unwrap_or_default()) + "; without it all run"
            }
            None => "Argo: cannot run it, as `kfpc argo` says".to_owned(),
        };
        let mut lines = vec![line("KFP 2.17", &|s| self.kfp(s)), argo, line("content", &|s| self.content(s))];
        lines.extend(self.rules());
        lines
    }
}

fn words(state: State) -> &'static str {
    match state {
        State::Hit => "hit",
        State::Run => "run",
        State::Unknown => "unknown until upstream",
        State::Never => "never cached",
    }
}

impl PlannedTask {
    /// The component, as its author calls it.
    fn program(&self) -> &str {
        self.component.strip_prefix("comp-").unwrap_or(&self.component)
    }

    /// What Argo does, in a word.
    fn on_argo(&self) -> &'static str {
        self.argo.as_ref().map_or("-", |argo| argo.state.name())
    }

    /// What Argo does for reasons that neither of the others has.
    fn why_on_argo(&self) -> Option<String> {
        let argo = self.argo.as_ref()?;
        if [&self.kfp, &self.content].iter().any(|other| other.state == argo.state) {
            return None;
        }
        Some(match sentence(argo) {
            Some(text) => format!("on Argo {text}"),
            None => "Argo uses the earlier result".to_owned(),
        })
    }

    /// All that there is to say, shortest first.
    fn why(&self) -> Vec<String> {
        let mut why = self.why_without_argo();
        why.extend(self.why_on_argo());
        why
    }

    fn why_without_argo(&self) -> Vec<String> {
        let mut why = Vec::new();
        if let Some(was) = &self.was {
            why.push(format!("was `{was}`"));
        }
        if self.conditional {
            why.push("if its branch is taken".to_owned());
        }
        why.extend(sentence(&self.kfp));
        if self.content.state == self.kfp.state {
            // Both run it, each for its own reasons.
            let same = |cause: &Cause| self.kfp.causes.iter().any(|other| other.is_like(cause));
            if !self.kfp.causes.is_empty() && !self.content.causes.iter().any(same) {
                why.extend(sentence(&self.content).map(|text| format!("by content {text}")));
            }
            return why;
        }
        let more = self
            .content
            .causes
            .iter()
            .any(|cause| matches!(cause, Cause::Changed { .. }) && !self.kfp.causes.contains(cause));
        let start = match (self.kfp.state, self.content.state) {
            (State::Hit, State::Run) => "KFP uses the earlier result although",
            (State::Hit, State::Unknown) => "KFP uses the earlier result, but",
            (_, State::Hit) => "the content is the same",
            _ if more => "by content",
            _ => return why,
        };
        let rest = sentence(&self.content).map(|rest| format!(" {rest}")).unwrap_or_default();
        why.push(format!("{start}{rest}"));
        why
    }
}

/// Producers that are named; of the others the number.
const NAMED: usize = 2;

/// The causes, and where they start.
fn sentence(verdict: &Verdict) -> Option<String> {
    let producer = |cause: &&Cause| matches!(cause, Cause::Producer { .. });
    let (producers, others): (Vec<&Cause>, Vec<&Cause>) = verdict.causes.iter().partition(producer);
    let named = producers.iter().take(NAMED);
    let mut texts: Vec<String> = others.iter().chain(named).map(ToString::to_string).collect();
    if let more @ 1.. = producers.len().saturating_sub(NAMED) {
        texts.push(format!("{more} more {}", if more == 1 { "producer" } else { "producers" }));
    }
    if texts.is_empty() {
        return None;
    }
    let mut text = texts.join(", ");
    if !producers.is_empty() && !verdict.roots.is_empty() {
        let only = match producers.as_slice() {
            [Cause::Producer { task, .. }] => Some(task),
            _ => None,
        };
        let roots = verdict.roots.iter().map(|(path, cause)| {
            if only == Some(path) { cause.to_string() } else { format!("`{path}`: {cause}") }
        });
        let _ = write!(text, " ({})", roots.collect::<Vec<_>>().join("; "));
    }
    Some(text)
}

/// Text inside a cell of a table.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn task_json(task: &PlannedTask) -> Value {
    json!({
        "path": task.path,
        "was": task.was,
        "component": task.component,
        "rule": task.rule.map(Rule::name),
        "conditional": task.conditional,
        "kfp": verdict_json(&task.kfp),
        "argo": task.argo.as_ref().map(verdict_json),
        "content": verdict_json(&task.content),
        "digest": task.digest.to_string(),
        "fingerprint": task.fingerprint.map(|f| f.to_string()),
    })
}

fn verdict_json(verdict: &Verdict) -> Value {
    let causes: Vec<Value> = verdict.causes.iter().map(cause_json).collect();
    let roots: Vec<Value> =
        verdict.roots.iter().map(|(path, cause)| json!({"task": path, "cause": cause_json(cause)})).collect();
    json!({"state": verdict.state.name(), "causes": causes, "roots": roots})
}

fn cause_json(cause: &Cause) -> Value {
    let mut object = match cause {
        Cause::FirstRun => json!({"kind": "first_run"}),
        Cause::NewTask => json!({"kind": "new_task"}),
        Cause::Changed { part, old, new } => {
            json!({"kind": "changed", "part": part.name(), "name": part.key(), "old": old, "new": new})
        }
        Cause::Producer { task, .. } => json!({"kind": "producer", "task": task}),
        Cause::Rounds { hit, of } => json!({"kind": "rounds", "hit": hit, "of": of}),
        Cause::NotKept => json!({"kind": "not_kept"}),
        Cause::NotDone => json!({"kind": "not_done"}),
        Cause::Never(_) => json!({"kind": "never"}),
        Cause::EveryRun(_) => json!({"kind": "every_run"}),
        Cause::Unknown(_) => json!({"kind": "unknown"}),
    };
    if let Value::Object(fields) = &mut object {
        fields.insert("text".to_owned(), cause.to_string().into());
    }
    object
}
