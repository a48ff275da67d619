//! How large a workflow is, and how large its status will be: both are stored in one object.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use serde_json::Value;

use crate::PodCount;
use crate::lower::ITEMS;

/// What a node adds to the status, in bytes: measured on Argo 4.0.8 for chains, fans and loops of small tasks, and rounded
/// up. Long values of parameters come on top.
pub const NODE_BYTES: u64 = 660;

/// Templates that call each other more deeply are not followed; Argo stops there, too.
const DEEPEST: usize = 100;

/// The size of a workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// The whole object as compact JSON, in bytes.
    pub bytes: usize,
    /// Name and bytes of each template, the largest first.
    pub templates: Vec<(String, usize)>,
    /// The nodes of a run in which every task runs once.
    pub nodes: PodCount,
}

impl Size {
    /// Measures a `Workflow`, `WorkflowTemplate`, `ClusterWorkflowTemplate` or `CronWorkflow`; `None` for anything else.
    ///
    /// ```
    /// use kfp_argo::Size;
    /// use serde_json::json;
    ///
    /// let size = Size::of(&json!({"spec": {"entrypoint": "main", "templates": [
    ///     {"name": "main", "dag": {"tasks": [{"name": "a", "template": "step", "withItems": [1, 2]}]}},
    ///     {"name": "step", "container": {"image": "busybox"}, "retryStrategy": {"limit": "1"}},
    /// ]}}))
    /// .unwrap();
    /// // The graph, the group of iterations, and two pods with a node for their attempts.
    /// assert_eq!(size.nodes.to_string(), "6");
    /// assert_eq!(size.templates[0].0, "main");
    /// ```
    pub fn of(object: &Value) -> Option<Self> {
        let spec = object.get("spec")?;
        let spec = spec.get("workflowSpec").unwrap_or(spec);
        let listed = spec.get("templates").and_then(Value::as_array);
        if listed.is_none() && spec.get("workflowTemplateRef").is_none() {
            return None;
        }
        let name = |template: &Value| template.get("name").and_then(Value::as_str).map(str::to_owned);
        let templates: Vec<(String, &Value)> =
            listed.into_iter().flatten().filter_map(|t| Some((name(t)?, t))).collect();
        let mut sizes: Vec<(String, usize)> =
            templates.iter().map(|(name, template)| (name.clone(), bytes(template))).collect();
        sizes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut nodes = Nodes { templates: templates.into_iter().collect(), known: BTreeMap::new() };
        let mut all = PodCount::default();
        for start in ["entrypoint", "onExit"] {
            if let Some(start) = spec.get(start).and_then(Value::as_str) {
                all.add(&nodes.of(start, None, 0), 1);
            }
        }
        Some(Size { bytes: bytes(object), templates: sizes, nodes: all })
    }

    /// What the status of a run takes, in bytes: without loops over lists that only a run knows, and before the
    /// controller compresses it, which it does when the object would get too large.
    pub fn status_bytes(&self) -> u64 {
        self.nodes.fixed.saturating_mul(NODE_BYTES)
    }
}

/// The bytes of a value as compact JSON.
pub(crate) fn bytes(value: &impl Serialize) -> usize {
    struct Count(usize);

    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    // What cannot be written is an error when it is.
    let _ = serde_json::to_writer(&mut count, value);
    count.0
}

struct Nodes<'v> {
    templates: BTreeMap<String, &'v Value>,
    known: BTreeMap<(String, Option<u64>), PodCount>,
}

impl Nodes<'_> {
    /// The nodes of a template; `items` is the number of items that its caller gives it.
    fn of(&mut self, name: &str, items: Option<u64>, depth: usize) -> PodCount {
        let key = (name.to_owned(), items);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let Some(template) = self.templates.get(name).copied().filter(|_| depth < DEEPEST) else {
            return PodCount { fixed: 1, ..PodCount::default() };
        };
        let attempts = u64::from(template.get("retryStrategy").is_some());
        let mut count = PodCount { fixed: 1 + attempts, ..PodCount::default() };
        let dag = template.get("dag").and_then(|d| d.get("tasks")).and_then(Value::as_array);
        let groups = template.get("steps").and_then(Value::as_array);
        count.fixed += groups.map_or(0, |groups| groups.len() as u64);
        let steps = groups.into_iter().flatten().filter_map(Value::as_array).flatten();
        for task in dag.into_iter().flatten().chain(steps) {
            let Some(template) = task.get("template").and_then(Value::as_str) else {
                count.fixed += 1;
                continue;
            };
            let one = self.of(template, constant_items(task), depth + 1);
            match times(task, items) {
                Times::Once => count.add(&one, 1),
                Times::Known(times) => {
                    count.fixed += 1;
                    count.add(&one, times);
                }
                Times::Unknown => {
                    count.fixed += 1;
                    count.per_item.entry(name.to_owned()).or_default().add(&one, 1);
                }
            }
        }
        self.known.insert(key, count.clone());
        count
    }
}

enum Times {
    Once,
    Known(u64),
    Unknown,
}

fn times(task: &Value, items: Option<u64>) -> Times {
    if let Some(list) = task.get("withItems").and_then(Value::as_array) {
        return Times::Known(list.len() as u64);
    }
    if task.get("withParam").is_some() {
        return Times::Unknown;
    }
    let Some(sequence) = task.get("withSequence") else { return Times::Once };
    let count = sequence.get("count");
    let number = count.and_then(|c| c.as_u64().or_else(|| c.as_str()?.parse().ok()));
    let ours = count.and_then(Value::as_str).is_some_and(|text| text.contains(ITEMS));
    number.or(items.filter(|_| ours)).map_or(Times::Unknown, Times::Known)
}

/// How many items a task gives to the template of a loop, when they are constants.
fn constant_items(task: &Value) -> Option<u64> {
    let parameters = task.get("arguments")?.get("parameters")?.as_array()?;
    let items = parameters.iter().find(|p| p.get("name").and_then(Value::as_str) == Some(ITEMS))?;
    let list: Vec<Value> = serde_json::from_str(items.get("value")?.as_str()?).ok()?;
    Some(list.len() as u64)
}
