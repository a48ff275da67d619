//! A diff as text, Markdown and JSON.

use std::fmt::{self, Write as _};

use serde_json::{Value, json};

use crate::diff::{Change, Diff, NewSecret, TaskDiff};
use crate::plan::State;
use crate::plan::cell;

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => write!(f, "{} {old} → {new}", self.what)?,
            (None, Some(new)) => write!(f, "{} added: {new}", self.what)?,
            (Some(old), None) => write!(f, "{} removed, was {old}", self.what)?,
            (None, None) => write!(f, "{} changed", self.what)?,
        }
        f.write_str(if self.breaking { " (breaking)" } else { "" })
    }
}

impl fmt::Display for NewSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` now gets the secret `{}`: {}", self.task, self.secret, self.how)
    }
}

impl TaskDiff {
    fn title(&self) -> String {
        match &self.was {
            Some(was) => format!("`{was}` → `{}`", self.path),
            None => format!("`{}`", self.path),
        }
    }
}

impl Diff {
    /// The diff for people at a terminal.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "diff of `{}`", self.pipeline);
        if self.is_empty() {
            let _ = writeln!(out, "\nnothing has changed");
        }
        if !self.secrets.is_empty() {
            let _ = writeln!(out, "\nsecrets");
            self.secrets.iter().for_each(|secret| _ = writeln!(out, "  {secret}"));
        }
        if !self.pipeline_changes.is_empty() {
            let _ = writeln!(out, "\npipeline");
            self.pipeline_changes.iter().for_each(|change| _ = writeln!(out, "  {change}"));
        }
        if !self.tasks.is_empty() {
            let _ = writeln!(out, "\ntasks");
        }
        for task in &self.tasks {
            let _ = writeln!(out, "  {:8} {}", task.fate.name(), task.title());
            task.changes.iter().for_each(|change| _ = writeln!(out, "             {change}"));
        }
        let _ = writeln!(out, "\n{}", self.impact().join("\n"));
        out
    }

    /// The diff as a part of a review.
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "### Changes of `{}`\n", self.pipeline);
        if self.is_empty() {
            let _ = writeln!(out, "Nothing has changed.\n");
        }
        for secret in &self.secrets {
            let _ = writeln!(out, "- **secret**: {secret}");
        }
        for change in &self.pipeline_changes {
            let _ = writeln!(out, "- pipeline: {}", marked(change));
        }
        if !self.secrets.is_empty() || !self.pipeline_changes.is_empty() {
            out.push('\n');
        }
        if !self.tasks.is_empty() {
            let _ = writeln!(out, "| task | | changes |\n|---|---|---|");
            for task in &self.tasks {
                let changes: Vec<String> = task.changes.iter().map(marked).collect();
                let cells = [cell(&task.title()), task.fate.name().to_owned(), cell(&changes.join("; "))];
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
            out.push('\n');
        }
        let _ = writeln!(out, "{}", self.impact().join("  \n"));
        out
    }

    /// The diff for programs; `docs/review.md` describes it.
    pub fn to_json(&self) -> Value {
        let secrets: Vec<Value> = self
            .secrets
            .iter()
            .map(|s| json!({"task": s.task, "secret": s.secret, "how": s.how, "text": s.to_string()}))
            .collect();
        let tasks: Vec<Value> = self
            .tasks
            .iter()
            .map(|task| {
                json!({
                    "fate": task.fate.name(),
                    "path": task.path,
                    "was": task.was,
                    "component": task.component,
                    "changes": task.changes.iter().map(change_json).collect::<Vec<_>>(),
                })
            })
            .collect();
        json!({
            "version": 1,
            "pipeline": self.pipeline,
            "differs": !self.is_empty(),
            "breaking": self.is_breaking(),
            "secrets": secrets,
            "pipeline_changes": self.pipeline_changes.iter().map(change_json).collect::<Vec<_>>(),
            "tasks": tasks,
            "plan": self.plan.to_json(),
        })
    }

    /// What a run after the change does, in a line or two.
    fn impact(&self) -> Vec<String> {
        let named = |state: State| {
            let tasks = self.plan.tasks.iter().filter(move |task| task.kfp.state == state);
            tasks.map(|task| format!("`{}`", task.path)).collect::<Vec<_>>()
        };
        let line = |what: &str, state: State| {
            let tasks = named(state);
            (!tasks.is_empty()).then(|| format!("{what}: {}", tasks.join(", ")))
        };
        let lines = [
            line("KFP runs again", State::Run),
            line("KFP may run again", State::Unknown),
            line("KFP always runs", State::Never),
        ];
        let lines: Vec<String> = lines.into_iter().flatten().collect();
        if lines.is_empty() { vec!["KFP runs nothing again".to_owned()] } else { lines }
    }
}

fn marked(change: &Change) -> String {
    let text = Change { breaking: false, ..change.clone() }.to_string();
    if change.breaking { format!("**breaking**: {text}") } else { text }
}

fn change_json(change: &Change) -> Value {
    json!({
        "topic": change.topic.name(),
        "what": change.what,
        "old": change.old,
        "new": change.new,
        "breaking": change.breaking,
        "text": change.to_string(),
    })
}
