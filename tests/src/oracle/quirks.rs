//! Where the SDK loses values on their way into groups.
//!
//! On the way to a task in a group, the SDK hands a value to each group around it. At a loop it stops when the name of
//! the value is a part of the name of the loop's item, because then it takes the value for the list of that loop
//! (`get_inputs_for_all_groups` in `compiler_utils.py` compares by `in`). What is deeper inside then reads an input that
//! is not there, so such programs are not compared.

use std::collections::{HashMap, HashSet};

use super::check::Invalid;
use super::program::{Ref, Ty};

/// What the SDK calls things, as far as it decides about the values that it loses.
#[derive(Debug, Default)]
pub(super) struct Sdk {
    /// The groups around the current place; of loops, the names of their items.
    pub(super) around: Vec<Option<String>>,
    /// What the conditions around the current place read: the SDK hands it to all tasks inside.
    pub(super) conditions: Vec<Ref>,
    /// In how many groups each value was made.
    pub(super) born: HashMap<Ref, usize>,
    /// The names of the items of all loops.
    pub(super) items: HashMap<u32, String>,
    /// The loops whose item something reads.
    pub(super) read: HashSet<u32>,
    /// The loops over constants.
    pub(super) constant: HashSet<u32>,
    tasks: HashMap<u32, String>,
    taken: HashSet<String>,
    groups: usize,
    /// The names of the groups inside of others, and of those that are not.
    pub(super) nested_groups: Vec<String>,
    pub(super) root_groups: Vec<String>,
}

impl Sdk {
    /// Gives a task its name.
    pub(super) fn name(&mut self, task: u32, callee: &str) {
        let stem = callee.to_lowercase().replace('_', "-");
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        let free = std::iter::once(stem.clone()).chain(numbered).find(|name| !self.taken.contains(name));
        let name = free.unwrap_or(stem);
        self.taken.insert(name.clone());
        self.tasks.insert(task, name);
    }

    /// Takes so many numbers for groups; gives the last.
    pub(super) fn number(&mut self, count: usize) -> usize {
        self.groups += count;
        self.groups
    }

    /// Names a group.
    pub(super) fn group(&mut self, kind: &str, number: usize, nested: bool) {
        let list = if nested { &mut self.nested_groups } else { &mut self.root_groups };
        list.push(format!("{kind}-{number}"));
    }

    /// The name of a value, where it can be a part of that of an item.
    pub(super) fn full_name(&self, value: &Ref) -> Option<String> {
        match value {
            Ref::Input(name) => Some(name.clone()),
            Ref::Output(task, key) => Some(format!("{}-{key}", self.tasks.get(task)?)),
            Ref::Item(looped) => self.items.get(looped).cloned(),
            Ref::Field(looped, field) => Some(format!("{}-subvar-{}", self.items.get(looped)?, field.key())),
            Ref::OneOf(id, position) => Some(format!("one-of-{id}-{position}")),
            Ref::Collected(..) => None,
        }
    }

    /// The same for a text that is put together in the run: the SDK forgets that a value in it is an item.
    pub(super) fn prints(&mut self, value: &Ref) -> Result<(), Invalid> {
        let (born, here) = (self.born.get(value).copied().unwrap_or(0), self.around.len());
        match value {
            Ref::Item(_) if born > 1 || here > born => {
                Err("the SDK hands an item in a text to groups around the loop".to_owned())
            }
            Ref::Field(..) => {
                Err("the SDK looks for the field of an item in a text outside the loop".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Whether the SDK gets a value to a reader here, or to one so many groups deeper.
    pub(super) fn reads(&mut self, value: &Ref, ty: Option<Ty>, deeper: usize) -> Result<(), Invalid> {
        let (born, here) = (self.born.get(value).copied().unwrap_or(0), self.around.len() + deeper);
        if matches!((value, ty), (Ref::Collected(..), Some(Ty::Arts(_)))) && here > born {
            return Err("the SDK cannot hand collected artifacts to a group".to_owned());
        }
        if let Ref::Item(looped) | Ref::Field(looped, _) = value {
            self.read.insert(*looped);
            // It hands the field of a constant item to every group around the loop, where there is none.
            if matches!(value, Ref::Field(..)) && self.constant.contains(looped) && (born > 1 || here > born)
            {
                return Err("the SDK hands the field of a constant item to groups around the loop".to_owned());
            }
        }
        let Some(name) = self.full_name(value) else { return Ok(()) };
        for (depth, item) in self.around.iter().enumerate().skip(born) {
            let lost = item.as_ref().is_some_and(|item| item.contains(&name));
            if lost && (here > depth + 1 || depth > born) {
                return Err(format!("the SDK loses {value:?} on its way"));
            }
        }
        Ok(())
    }
}
