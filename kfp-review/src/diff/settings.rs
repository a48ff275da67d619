//! What has changed about how tasks run: resources, retries, caching, and settings of the platform.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::Document;
use kfp_ir::codec::value::to_value;
use kfp_ir::digest::MOUNTS;
use kfp_ir::flat::{Task, TaskId, Work};
use kfp_ir::model::{Struct, TaskInputParameter, Value};

use crate::diff::{Change, NewSecret, Topic};
use crate::explain::both;
use crate::show;
use crate::view::View;

pub(super) fn of_task(old: &Task<'_>, new: &Task<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    let resources = |task: &Task<'_>| match task.work {
        Work::Container(container) => container.resources.as_ref().and_then(|r| to_value(r).ok()),
        _ => None,
    };
    // The SDK writes old fields beside the new ones.
    let new_style = |name: &str| name.starts_with("resource") || name.starts_with("accelerator.resource");
    let (mut was, mut is) = (leaves(resources(old)), leaves(resources(new)));
    for side in [&mut was, &mut is] {
        if side.keys().any(|name| new_style(name)) {
            side.retain(|name, _| new_style(name));
        }
    }
    compare(Topic::Resources, was, is, &mut found);
    let retry = |task: &Task<'_>| leaves(task.spec.retry_policy.as_ref().and_then(|r| to_value(r).ok()));
    compare(Topic::Retry, retry(old), retry(new), &mut found);
    let caching = |task: &Task<'_>| -> BTreeMap<String, String> {
        let options = task.spec.caching_options.clone().unwrap_or_default();
        let state = if options.enable_cache { "on" } else { "off" };
        let key = (!options.cache_key.is_empty())
            .then(|| ("cache key".to_owned(), format!("{:?}", options.cache_key)));
        std::iter::once(("caching".to_owned(), state.to_owned())).chain(key).collect()
    };
    if !new.is_graph() && !old.is_graph() {
        compare(Topic::Caching, caching(old), caching(new), &mut found);
    }
    let limit = |task: &Task<'_>| -> BTreeMap<String, String> {
        let policy = task.spec.iterator_policy.as_ref().filter(|policy| policy.parallelism_limit > 0);
        policy.map(|p| ("rounds at once".to_owned(), p.parallelism_limit.to_string())).into_iter().collect()
    };
    compare(Topic::Flow, limit(old), limit(new), &mut found);
    let strategy = |task: &Task<'_>| -> BTreeMap<String, String> {
        task.spec
            .runs_after_failure()
            .then(|| ("runs".to_owned(), "whatever became of the tasks before".to_owned()))
            .into_iter()
            .collect()
    };
    compare(Topic::Flow, strategy(old), strategy(new), &mut found);
    let platform = |task: &Task<'_>| -> BTreeMap<String, String> {
        let Some(Value::Struct(Struct(mut fields))) = task.kubernetes.and_then(|k| to_value(k).ok()) else {
            return BTreeMap::new();
        };
        // What puts data into the container is among what the task does.
        fields.retain(|name, _| !MOUNTS.contains(&name.as_str()));
        leaves(Some(Value::Struct(Struct(fields))))
    };
    compare(Topic::Platform, platform(old), platform(new), &mut found);
    let display = |task: &Task<'_>| -> BTreeMap<String, String> {
        // Without a display name it is the name that the compiler gave.
        let name =
            task.spec.task_info.as_ref().map(|info| info.name.as_str()).filter(|name| *name != task.name);
        name.map(|name| ("display name".to_owned(), format!("{name:?}"))).into_iter().collect()
    };
    compare(Topic::Display, display(old), display(new), &mut found);
    found
}

/// Changes of the pipeline itself, apart from its interface.
pub(super) fn of_pipeline(old: &Document, new: &Document) -> Vec<Change> {
    let mut found = Vec::new();
    let info = |document: &Document| -> BTreeMap<String, String> {
        let Some(info) = &document.pipeline.pipeline_info else { return BTreeMap::new() };
        let texts = [("display name", &info.display_name), ("description", &info.description)];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        texts.map(|(what, text)| (what.to_owned(), show::value(&Value::from(text.as_str())))).collect()
    };
    compare(Topic::Display, info(old), info(new), &mut found);
    let config = |document: &Document| -> BTreeMap<String, String> {
        let Some(platform) = &document.platform else { return BTreeMap::new() };
        let mut all = BTreeMap::new();
        for (name, spec) in &platform.platforms {
            let fields = leaves(spec.pipeline_config.as_ref().and_then(|config| to_value(config).ok()));
            all.extend(fields.into_iter().map(|(key, value)| (format!("{name}: {key}"), value)));
        }
        all
    };
    compare(Topic::Platform, config(old), config(new), &mut found);
    found
}

fn compare(
    topic: Topic,
    old: BTreeMap<String, String>,
    new: BTreeMap<String, String>,
    found: &mut Vec<Change>,
) {
    for (what, (old, new)) in both(old, new) {
        if old != new {
            found.push(Change { topic, what, old, new, breaking: false });
        }
    }
}

/// The scalars of a value by their path, `a.b`; lists as a whole.
fn leaves(value: Option<Value>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<(String, Value)> = value.map(|value| (String::new(), value)).into_iter().collect();
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Struct(Struct(fields)) => open.extend(fields.into_iter().map(|(key, value)| {
                let path = if path.is_empty() { key } else { format!("{path}.{key}") };
                (path, value)
            })),
            scalar => {
                found.insert(path, show::value(&scalar));
            }
        }
    }
    found
}

/// The secrets that the new task has and the old one had not.
pub(super) fn new_secrets(
    (old, was): (&View<'_>, Option<TaskId>),
    (new, id): (&View<'_>, TaskId),
) -> Vec<NewSecret> {
    let before = was.map(|was| secrets(old, was)).unwrap_or_default();
    let path = new.flat.path(id);
    let added = secrets(new, id).into_iter().filter(|secret| !before.contains(secret));
    added.map(|(secret, how)| NewSecret { task: path.clone(), secret, how }).collect()
}

/// The secrets of a task, and how it sees them.
fn secrets(view: &View<'_>, id: TaskId) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let Some(settings) = view.flat.task(id).and_then(|task| task.kubernetes) else { return found };
    let name = |new: &Option<TaskInputParameter>, old: &str| match new {
        Some(given) => {
            let shown = show::source(&view.flat, &view.flat.source(id, given));
            shown.trim_matches('"').to_owned()
        }
        None => old.to_owned(),
    };
    for secret in &settings.secret_as_env {
        for key in &secret.key_to_env {
            let secret = name(&secret.secret_name_parameter, &secret.secret_name);
            found.insert((secret, format!("variable `{}`", key.env_var)));
        }
    }
    for secret in &settings.secret_as_volume {
        let how = format!("files in `{}`", secret.mount_path);
        found.insert((name(&secret.secret_name_parameter, &secret.secret_name), how));
    }
    for secret in &settings.image_pull_secret {
        let how = "to pull the image".to_owned();
        found.insert((name(&secret.secret_name_parameter, &secret.secret_name), how));
    }
    found
}
