//! Which templates are needed: one for each way in which a component is used.

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::model::RetryStrategy;
use crate::names::{self, Names};

/// A template that is needed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Component(Use),
    /// A graph that runs another template once per item.
    Loop(Box<Loop>),
    /// What a graph without any other task runs.
    Nothing,
}

/// A component with everything that makes its template differ from others of the same component.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Use {
    pub(super) component: String,
    /// The inputs that are not there.
    pub(super) absent: BTreeSet<String>,
    /// The inputs that are there for sure, of those that decide about an argument.
    pub(super) given: BTreeSet<String>,
    /// How often its pods are started again.
    pub(super) retry: Option<Box<RetryStrategy>>,
    /// Of a container whose results are kept for later runs: the author's key.
    pub(super) memo: Option<String>,
    /// Whether it is inside a loop.
    pub(super) looped: bool,
}

/// A loop over a component.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Loop {
    pub(super) body: Use,
    /// The input that receives the item.
    pub(super) item: String,
    /// Whether the items are artifacts.
    pub(super) over_artifacts: bool,
    pub(super) parallelism: Option<i64>,
    /// Whether the loop itself is inside a loop.
    pub(super) looped: bool,
}

/// The templates that are needed, and those that have to be made yet.
#[derive(Debug, Default)]
pub(super) struct Instances {
    names: HashMap<Key, String>,
    taken: Names,
    waiting: VecDeque<(Key, String)>,
}

impl Instances {
    /// The name of the template, which will be made once.
    pub(super) fn template(&mut self, key: Key, base: &str) -> String {
        if let Some(name) = self.names.get(&key) {
            return name.clone();
        }
        let name = self.taken.unique(names::resource(base));
        self.names.insert(key.clone(), name.clone());
        self.waiting.push_back((key, name.clone()));
        name
    }

    /// A name that no template has.
    pub(super) fn reserve(&mut self, base: &str) -> String {
        self.taken.unique(names::resource(base))
    }

    /// The next template to be made.
    pub(super) fn next(&mut self) -> Option<(Key, String)> {
        self.waiting.pop_front()
    }
}
