//! The state of one reading: the place in the object, and what was found.

use std::collections::BTreeSet;

use kfp_ir::codec::nearest;
use kfp_ir::codec::tree::{Node, Shape};
use kfp_ir::path::{IrPath, Step};
use kfp_ir::valid::{Finding, Severity};

use super::message::Element;

/// Fields that Argo 4.0 took away, and what to write.
const REMOVED: &[(&str, &str, &str)] = &[
    ("Synchronization", "mutex", "Argo 4.0 removed it: write `mutexes: [{name: ..}]`"),
    ("Synchronization", "semaphore", "Argo 4.0 removed it: write `semaphores: [{configMapKeyRef: ..}]`"),
    ("CronWorkflowSpec", "schedule", "Argo 4.0 removed it: write `schedules: ['..']`"),
];

/// Fields of each type are listed up to this number.
const LISTED: usize = 12;

#[derive(Debug, Default)]
pub(crate) struct Reader {
    path: Vec<Step>,
    pub(super) findings: Vec<Finding>,
}

impl Reader {
    fn error(&mut self, code: &'static str, message: String, help: Option<String>) {
        self.report(code, Severity::Error, message, help);
    }

    fn report(&mut self, code: &'static str, severity: Severity, message: String, help: Option<String>) {
        let path = IrPath(self.path.clone());
        self.findings.push(Finding { code, severity, message, path, position: None, help });
    }

    /// A value of another type than expected.
    pub(super) fn wrong<T>(&mut self, node: &Node<'_>, expected: &str) -> Option<T> {
        let help = match node.shape() {
            Shape::Number(_) | Shape::Bool(_) if expected == "text" => Some("put it in quotes".to_owned()),
            _ => None,
        };
        self.error("AR302", format!("expected {expected}, found {}", node.description()), help);
        None
    }

    /// A field: what is written as nothing is not there.
    pub(super) fn optional<T: Element>(&mut self, node: &Node<'_>) -> Option<T> {
        if matches!(node.shape(), Shape::Null) { None } else { T::read(node, self) }
    }

    /// An item of a list.
    pub(super) fn item<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(Step::Index(index));
        let item = read(self);
        self.path.pop();
        item
    }

    /// Each entry of a map; keys that are there twice are reported, and the last one counts, as in Go.
    pub(super) fn entries<'n>(
        &mut self,
        node: &'n Node<'_>,
        mut entry: impl FnMut(&'n str, &'n Node<'_>, &mut Self),
    ) -> Option<()> {
        let Shape::Map(entries) = node.shape() else { return self.wrong(node, "a map") };
        let mut seen = BTreeSet::new();
        for (key, _, value) in entries.iter() {
            self.path.push(Step::Key(key.to_owned()));
            if !seen.insert(key) {
                let help = Some("remove one of them".to_owned());
                let message = format!("the key `{key}` is here twice: the last one counts");
                self.report("AR303", Severity::Warning, message, help);
            }
            entry(key, value, self);
            self.path.pop();
        }
        Some(())
    }

    /// Each field of an object of that type; those that the type does not have are reported.
    pub(super) fn fields<'n>(
        &mut self,
        node: &'n Node<'_>,
        object: &str,
        known: &[&'static str],
        mut field: impl FnMut(&'n str, &'n Node<'_>, &mut Self),
    ) -> Option<()> {
        self.entries(node, |key, value, cx| {
            if known.contains(&key) {
                field(key, value, cx);
            } else {
                cx.unknown(object, key, known);
            }
        })
    }

    fn unknown(&mut self, object: &str, key: &str, known: &[&'static str]) {
        let removed = REMOVED.iter().find(|(of, name, _)| *of == object && *name == key);
        let help = match removed {
            Some((_, _, help)) => (*help).to_owned(),
            None => match nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "it has no fields".to_owned(),
                None if known.len() <= LISTED => {
                    let names: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
                    format!("it has {}", names.join(", "))
                }
                None => "Argo refuses the file: remove it".to_owned(),
            },
        };
        let key: String = key.chars().take(60).collect();
        self.error("AR301", format!("`{object}` has no field `{key}`"), Some(help));
    }
}
