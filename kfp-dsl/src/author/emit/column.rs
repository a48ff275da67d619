//! Facts about the entries of a graph: one column per fact, indexed by the ids of the graph.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use crate::author::graph::{GroupId, TaskId, ValueId};

/// An index into one of the arenas of a graph.
pub(super) trait Id: Copy {
    fn index(self) -> usize;
}

impl Id for ValueId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

impl Id for TaskId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

impl Id for GroupId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// One entry for every id of a graph.
#[derive(Clone, Debug)]
pub(super) struct Column<I, V>(Vec<V>, PhantomData<I>);

impl<I: Id, V> Column<I, V> {
    pub(super) fn of(values: Vec<V>) -> Self {
        Column(values, PhantomData)
    }

    pub(super) fn filled(len: usize, value: V) -> Self
    where
        V: Clone,
    {
        Column(vec![value; len], PhantomData)
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, V> {
        self.0.iter()
    }
}

impl<I: Id, V> Index<I> for Column<I, V> {
    type Output = V;

    #[expect(clippy::indexing_slicing, reason = "a column is as long as the arena that the ids point into")]
    fn index(&self, id: I) -> &V {
        &self.0[id.index()]
    }
}

impl<I: Id, V> IndexMut<I> for Column<I, V> {
    #[expect(clippy::indexing_slicing, reason = "a column is as long as the arena that the ids point into")]
    fn index_mut(&mut self, id: I) -> &mut V {
        &mut self.0[id.index()]
    }
}
