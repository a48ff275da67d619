//! Pipelines inside a pipeline: each is recorded once, however many tasks call it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::author::PipelineDef;
use crate::author::graph::{Graph, ROOT};
use crate::author::scope::{Recorder, Scope};

/// The pipelines that were recorded while one pipeline is, by the address of their definition.
#[derive(Debug, Default)]
pub(crate) struct Nested(RefCell<BTreeMap<usize, State>>);

#[derive(Debug)]
enum State {
    /// Its function is running.
    Open,
    Recorded(Rc<Graph>),
}

impl Nested {
    /// The recorded pipeline; an error is the pipeline that calls itself.
    pub(crate) fn graph(
        self: &Rc<Self>,
        def: &'static PipelineDef,
    ) -> Result<Rc<Graph>, &'static PipelineDef> {
        let key = std::ptr::from_ref(def).addr();
        match self.0.borrow().get(&key) {
            Some(State::Recorded(graph)) => return Ok(Rc::clone(graph)),
            Some(State::Open) => return Err(def),
            None => {}
        }
        self.0.borrow_mut().insert(key, State::Open);
        let graph = Rc::new(record(def, self));
        self.0.borrow_mut().insert(key, State::Recorded(Rc::clone(&graph)));
        Ok(graph)
    }
}

/// Runs the function of a pipeline.
fn record(def: &'static PipelineDef, nested: &Rc<Nested>) -> Graph {
    let graph = Graph::of(def);
    let mut inputs = crate::author::Leaves::default();
    for input in &graph.inputs {
        inputs.push(crate::author::graph::Handle::new(graph.id, input.value), input.kind);
    }
    let recorder = Rc::new(Recorder { graph: RefCell::new(graph), nested: Rc::clone(nested) });
    let mut scope = Scope { recorder: Rc::clone(&recorder), group: ROOT, name: None };
    let outputs = (def.record)(&mut scope, &mut inputs);
    // A task may outlive the function, so the recorder may have other owners; none of them matters any more.
    let mut graph = recorder.graph.replace(Graph::of(def));
    graph.outputs = outputs.0;
    graph
}
