//! What has changed between two versions of a pipeline, by task and component.
//!
//! Tasks are recognised by what they do, so a renamed or moved task is one, not a removed and an added one. Names that only
//! the compiler gives, order in the file, and the SDK version are no changes.

mod interface;
mod render;
mod settings;

use kfp_ir::flat::{Task, TaskId};

use crate::cause::{Cause, Part};
use crate::explain::{own_changes, shown_condition, shown_items};
use crate::matching::{Matching, ids};
use crate::plan::{DifferentPipelines, Plan, plan, same_pipeline};
use crate::view::View;

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// What runs: image, command, environment.
    Code,
    /// Values of inputs, and where they come from.
    Arguments,
    /// Declared inputs and outputs.
    Interface,
    /// Conditions, loops and order.
    Flow,
    /// Processor, memory, accelerators.
    Resources,
    /// How a failed task starts again.
    Retry,
    /// Whether results are used again.
    Caching,
    /// Settings of the platform.
    Platform,
    /// What people see.
    Display,
}

impl Topic {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Topic::Code => "code",
            Topic::Arguments => "arguments",
            Topic::Interface => "interface",
            Topic::Flow => "flow",
            Topic::Resources => "resources",
            Topic::Retry => "retry",
            Topic::Caching => "caching",
            Topic::Platform => "platform",
            Topic::Display => "display",
        }
    }
}

/// One thing that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub topic: Topic,
    /// What is different: `image`, `input `rows``.
    pub what: String,
    /// As it was; nothing where it was not there.
    pub old: Option<String>,
    /// As it is; nothing where it is gone.
    pub new: Option<String>,
    /// Whether it breaks what was right before: a caller of the component, or who starts the pipeline.
    pub breaking: bool,
}

/// What became of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name in the same graph.
    Renamed,
    /// It is in another graph.
    Moved,
    /// It is where it was.
    Changed,
}

impl Fate {
    /// The name in texts and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Added => "added",
            Fate::Removed => "removed",
            Fate::Renamed => "renamed",
            Fate::Moved => "moved",
            Fate::Changed => "changed",
        }
    }
}

/// A task that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskDiff {
    /// What became of it.
    pub fate: Fate,
    /// Its path; of a removed task the one that it had.
    pub path: String,
    /// The path it had, when that was another one.
    pub was: Option<String>,
    /// The component.
    pub component: String,
    /// What of it has changed by itself; what other tasks cause is in the plan.
    pub changes: Vec<Change>,
}

/// A secret that a task did not have before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewSecret {
    /// The path of the task.
    pub task: String,
    /// The secret.
    pub secret: String,
    /// How the task sees it: `variable `PASSWORD``, `files in `/keys``, `to pull the image`.
    pub how: String,
}

/// What has changed between two versions of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The name of the pipeline.
    pub pipeline: String,
    /// Secrets that tasks did not have before: look at these first.
    pub secrets: Vec<NewSecret>,
    /// Changes of the pipeline itself: its inputs, outputs and settings.
    pub pipeline_changes: Vec<Change>,
    /// The tasks that are not as they were.
    pub tasks: Vec<TaskDiff>,
    /// What a run after the change does.
    pub plan: Plan,
}

impl Diff {
    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty() && self.pipeline_changes.is_empty() && self.tasks.is_empty()
    }

    /// Whether a change breaks a caller.
    pub fn is_breaking(&self) -> bool {
        let tasks = self.tasks.iter().flat_map(|task| &task.changes);
        self.pipeline_changes.iter().chain(tasks).any(|change| change.breaking)
    }
}

/// Finds what has changed.
///
/// # Errors
/// They are different pipelines.
pub fn diff(old: &View<'_>, new: &View<'_>) -> Result<Diff, DifferentPipelines> {
    same_pipeline(old, new)?;
    let matching = Matching::new(old, new);
    let mut tasks = Vec::new();
    let mut secrets = Vec::new();
    let names = renamed(old, new, &matching);
    for id in ids(&new.flat) {
        let Some(task) = new.flat.task(id) else { continue };
        let was = matching.old_of(id);
        secrets.extend(settings::new_secrets((old, was), (new, id)));
        let (fate, changes) = match was {
            None => (Fate::Added, Vec::new()),
            Some(was) => (fate(old, was, new, id, &matching), changes(old, was, new, id, &matching, &names)),
        };
        if fate == Fate::Changed && changes.is_empty() {
            continue;
        }
        let path = new.flat.path(id);
        let was = was.map(|was| old.flat.path(was)).filter(|was| *was != path);
        tasks.push(TaskDiff { fate, path, was, component: task.component_name.to_owned(), changes });
    }
    for id in ids(&old.flat).filter(|id| matching.new_of(*id).is_none()) {
        let Some(task) = old.flat.task(id) else { continue };
        let component = task.component_name.to_owned();
        let path = old.flat.path(id);
        tasks.push(TaskDiff { fate: Fate::Removed, path, was: None, component, changes: Vec::new() });
    }
    secrets.sort();
    let (before, after) = (&old.pipeline.document().pipeline, &new.pipeline.document().pipeline);
    let mut pipeline_changes = interface::changes(before.root.as_ref(), after.root.as_ref());
    pipeline_changes.extend(settings::of_pipeline(old.pipeline.document(), new.pipeline.document()));
    let plan = plan(Some(old), new)?;
    Ok(Diff { pipeline: new.pipeline.name().to_owned(), secrets, pipeline_changes, tasks, plan })
}

fn fate(old: &View<'_>, was: TaskId, new: &View<'_>, id: TaskId, matching: &Matching) -> Fate {
    let (Some(before), Some(after)) = (old.flat.task(was), new.flat.task(id)) else { return Fate::Changed };
    if after.parent.and_then(|parent| matching.old_of(parent)) != before.parent {
        Fate::Moved
    } else if before.name != after.name {
        Fate::Renamed
    } else {
        Fate::Changed
    }
}

fn changes(
    old: &View<'_>,
    was: TaskId,
    new: &View<'_>,
    id: TaskId,
    matching: &Matching,
    names: &dyn Fn(String) -> String,
) -> Vec<Change> {
    let (Some(before), Some(after)) = (old.flat.task(was), new.flat.task(id)) else { return Vec::new() };
    let mut found = Vec::new();
    if !after.is_graph() {
        let same = |old: TaskId, new: TaskId| matching.old_of(new) == Some(old);
        let own = own_changes((old, was), (new, id), &same);
        found.extend(own.into_iter().filter_map(as_change));
        found.extend(interface::changes(Some(before.component), Some(after.component)));
    }
    let flow = |what: &str, old: Option<String>, new: Option<String>| {
        let what = what.to_owned();
        (old != new).then_some(Change { topic: Topic::Flow, what, old, new, breaking: false })
    };
    let condition = |view: &View<'_>, task: &Task<'_>| shown_condition(view, task);
    let items = |view: &View<'_>, task: &Task<'_>| shown_items(view, task);
    found.extend(flow("condition", condition(old, before).map(names), condition(new, after)));
    found.extend(flow("items of the loop", items(old, before).map(names), items(new, after)));
    found.extend(settings::of_task(before, after));
    found.sort_by_key(|change| change.topic);
    found
}

/// Old text with the new paths of tasks in it.
fn renamed(old: &View<'_>, new: &View<'_>, matching: &Matching) -> impl Fn(String) -> String {
    let pairs: Vec<(String, String)> = ids(&old.flat)
        .filter_map(|id| Some((old.flat.path(id), new.flat.path(matching.new_of(id)?))))
        .filter(|(old, new)| old != new)
        .map(|(old, new)| (format!("of `{old}`"), format!("of `{new}`")))
        .collect();
    move |text| pairs.iter().fold(text, |text, (old, new)| text.replace(old, new))
}

/// Flow and interfaces are told apart from what a plan says of them.
fn as_change(cause: Cause) -> Option<Change> {
    let Cause::Changed { part, old, new } = cause else { return None };
    let topic = match part {
        Part::Image | Part::Code | Part::Command | Part::Args | Part::Env(_) | Part::Kind | Part::Import => {
            Topic::Code
        }
        Part::Argument(_) | Part::Artifact(_) => Topic::Arguments,
        Part::Order => Topic::Flow,
        Part::Mount(_) => Topic::Platform,
        Part::Default(_) | Part::Inputs | Part::Outputs | Part::Condition | Part::Items | Part::CacheKey => {
            return None;
        }
    };
    Some(Change { topic, what: part.to_string(), old, new, breaking: false })
}
