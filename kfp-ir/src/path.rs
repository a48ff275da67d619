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

/// A place in a document while walking it. It lives on the stack, and only what is reported makes a path of it.
///
/// ```
/// use kfp_ir::path::{At, IrPath};
/// let tasks = IrPath::new(["root", "dag", "tasks"]);
/// let tasks = At::of(&tasks);
/// let task = tasks.key("train");
/// assert_eq!(IrPath::from(&task).to_string(), "root.dag.tasks.train");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct At<'p> {
    parent: Option<&'p At<'p>>,
    step: Option<StepRef<'p>>,
}

#[derive(Clone, Copy, Debug)]
enum StepRef<'p> {
    Key(&'p str),
    Index(usize),
    /// All steps of a path.
    Path(&'p IrPath),
}

impl<'p> At<'p> {
    /// The place at that path.
    pub fn of(path: &'p IrPath) -> Self {
        At { parent: None, step: Some(StepRef::Path(path)) }
    }

    /// The part of that key.
    #[must_use]
    pub fn key(&'p self, key: &'p str) -> At<'p> {
        At { parent: Some(self), step: Some(StepRef::Key(key)) }
    }

    /// The item at that position.
    #[must_use]
    pub fn index(&'p self, index: usize) -> At<'p> {
        At { parent: Some(self), step: Some(StepRef::Index(index)) }
    }

    /// The key `levels` above this one.
    pub(crate) fn key_above(&self, levels: usize) -> Option<&'p str> {
        let mut at = *self;
        for _ in 0..levels {
            at = *at.parent?;
        }
        match at.step? {
            StepRef::Key(key) => Some(key),
            StepRef::Index(_) | StepRef::Path(_) => None,
        }
    }

    /// How many steps lead here from the top.
    pub(crate) fn depth(&self) -> usize {
        let mut depth = 0;
        let mut next = Some(self);
        while let Some(at) = next {
            depth += match at.step {
                Some(StepRef::Key(_) | StepRef::Index(_)) => 1,
                Some(StepRef::Path(path)) => path.0.len(),
                None => 0,
            };
            next = at.parent;
        }
        depth
    }

    /// The same as a path.
    pub fn path(&self) -> IrPath {
        let mut steps = Vec::new();
        let mut next = Some(self);
        while let Some(at) = next {
            match at.step {
                Some(StepRef::Key(key)) => steps.push(Step::Key(key.to_owned())),
                Some(StepRef::Index(index)) => steps.push(Step::Index(index)),
                Some(StepRef::Path(path)) => steps.extend(path.0.iter().rev().cloned()),
                None => {}
            }
            next = at.parent;
        }
        steps.reverse();
        IrPath(steps)
    }
}

impl From<&At<'_>> for IrPath {
    fn from(at: &At<'_>) -> Self {
        at.path()
    }
}

impl From<&IrPath> for IrPath {
    fn from(path: &IrPath) -> Self {
        path.clone()
    }
}
