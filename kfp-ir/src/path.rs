//! Where something is inside a document: `root.dag.tasks.train.inputs`.

use std::fmt;

/// One step from a value into a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A field of a message or a key of a map.
    Key(String),
    /// An item of a list, counted from zero.
    Index(usize),
}

/// The place of a value inside a document, as the keys of its JSON form.
///
/// ```
/// use kfp_ir::path::IrPath;
/// let path = IrPath::new(["root", "dag", "tasks"]).key("load data").index(0);
/// assert_eq!(path.to_string(), "root.dag.tasks.\"load data\"[0]");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IrPath(pub Vec<Step>);

impl IrPath {
    /// A path of keys from the top of the document.
    pub fn new<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Self {
        IrPath(keys.into_iter().map(|k| Step::Key(k.into())).collect())
    }

    /// The part of that key.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.step(Step::Key(key.into()))
    }

    /// The item at that position.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.step(Step::Index(index))
    }

    /// The rest of the path, without its first steps.
    pub(crate) fn below(mut self, depth: usize) -> Self {
        self.0.drain(..depth.min(self.0.len()));
        self
    }

    fn step(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        IrPath(steps)
    }
}

impl fmt::Display for IrPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(n) => write!(f, "[{n}]")?,
                Step::Key(key) => {
                    if i > 0 {
                        f.write_str(".")?;
                    }
                    let plain = !key.is_empty()
                        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
                    if plain { f.write_str(key)? } else { write!(f, "{key:?}")? }
                }
            }
        }
        Ok(())
    }
}
