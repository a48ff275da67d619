//! The size of what was lowered.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::lower::plan::Planned;

/// The size of what was lowered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// The templates.
    pub templates: usize,
    /// The tasks of all graphs.
    pub tasks: usize,
    /// The pods of a run in which every task runs once.
    pub pods: PodCount,
    /// The size of the largest object as compact JSON, which is what the API server stores.
    pub bytes: usize,
}

/// A number of pods, some of them once per item of a loop.
///
/// ```
/// use kfp_argo::PodCount;
/// let mut pods = PodCount { fixed: 2, ..PodCount::default() };
/// pods.per_item.insert("for-loop-1".into(), PodCount { fixed: 3, ..PodCount::default() });
/// assert_eq!(pods.to_string(), "2 + 3 * items(for-loop-1)");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodCount {
    /// Those that are known.
    pub fixed: u64,
    /// Those of every item, by loop.
    pub per_item: BTreeMap<String, PodCount>,
}

impl PodCount {
    /// Adds another number so many times.
    pub fn add(&mut self, other: &PodCount, times: u64) {
        self.fixed = self.fixed.saturating_add(other.fixed.saturating_mul(times));
        for (name, count) in &other.per_item {
            self.per_item.entry(name.clone()).or_default().add(count, times);
        }
    }

    /// Whether it is zero whatever the loops run over.
    pub fn is_nothing(&self) -> bool {
        self.fixed == 0 && self.per_item.values().all(PodCount::is_nothing)
    }

    /// The number when loops run over so many items; `None` when one of them is not known.
    pub fn at(&self, items: &BTreeMap<String, u64>) -> Option<u64> {
        self.per_item.iter().try_fold(self.fixed, |sum, (name, count)| {
            Some(sum.saturating_add(items.get(name)?.saturating_mul(count.at(items)?)))
        })
    }

    fn is_one_number(&self) -> bool {
        self.per_item.is_empty()
    }
}

impl fmt::Display for PodCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        if self.fixed > 0 || self.per_item.is_empty() {
            write!(f, "{}", self.fixed)?;
            first = false;
        }
        for (name, count) in &self.per_item {
            if !first {
                f.write_str(" + ")?;
            }
            first = false;
            if count.is_one_number() {
                write!(f, "{count} * items({name})")?;
            } else {
                write!(f, "({count}) * items({name})")?;
            }
        }
        Ok(())
    }
}

/// The pods of the last template; each one stands behind those that it uses.
pub(super) fn pods(templates: &[&Planned]) -> PodCount {
    let mut known: HashMap<&str, PodCount> = HashMap::new();
    let mut last = PodCount::default();
    for template in templates {
        let mut count = PodCount::default();
        let name = match template {
            Planned::Leaf(leaf) => {
                // A wait has no pod.
                count.fixed = u64::from(leaf.suspend.is_none());
                leaf.name.as_str()
            }
            Planned::Graph(plan) => {
                for task in &plan.tasks {
                    let Some(of_task) = known.get(task.template.as_str()) else { continue };
                    match task.items {
                        None => count.add(of_task, 1),
                        Some(Some(items)) => count.add(of_task, items as u64),
                        Some(None) => count.per_item.entry(task.name.clone()).or_default().add(of_task, 1),
                    }
                }
                plan.name.as_str()
            }
        };
        last = count.clone();
        known.insert(name, count);
    }
    last
}
