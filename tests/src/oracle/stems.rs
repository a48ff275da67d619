//! Where the SDK gives components names that change from run to run.

use std::collections::{BTreeMap, HashSet};

use super::check::Invalid;
use super::program::{Callee, Pipeline, Program};

/// The names that the components of a pipeline start from, with those inside it.
#[derive(Clone, Debug, Default)]
pub(super) struct Stems {
    /// How often each occurs.
    count: BTreeMap<String, usize>,
    /// Those with settings of a platform.
    platform: HashSet<String>,
}

/// The SDK gives the components and executors of a nested pipeline new names in the order of a hash map, so its output
/// changes from run to run when two of them start from one name and that name occurs outside, too (see
/// `pass::sdk_names`). Meanwhile settings of a platform end up under the old name, too, in as random a way.
pub(super) fn stems(
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
                let named = task.dynamic.iter().any(|(dynamic, _)| dynamic.is_name());
                if settings.timeout.is_some() || !settings.kubernetes.is_empty() || named {
                    all.platform.insert(name.clone());
                }
                *all.count.entry(name).or_default() += 1;
            }
            Callee::Importer(_) => *all.count.entry("importer".to_owned()).or_default() += 1,
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
