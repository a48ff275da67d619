//! 100,000 tasks, on the stack of an ordinary thread.

use std::collections::BTreeMap;

use kfp_ir::Document;
use kfp_ir::digest::Digests;
use kfp_ir::flat::{Flat, FlatError};
use kfp_ir::model::{ComponentRef, DagSpec, PipelineTaskSpec, TaskInputsSpec};

use super::{CHAIN, document, info};

fn chain(count: usize) -> Document {
    let mut document = document(CHAIN);
    let root = document.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap();
    let (make, train) = (root.tasks["make"].clone(), root.tasks["train"].clone());
    root.tasks.clear();
    root.tasks.insert("t000000".into(), make);
    let mut component = document.pipeline.components["comp-train"].clone();
    component.output_definitions = document.pipeline.components["comp-make"].output_definitions.clone();
    document.pipeline.components.insert("comp-train".into(), component);
    document.pipeline.components.remove("comp-report");
    for i in 1..count {
        let before = format!("t{:06}", i - 1);
        let mut inputs: TaskInputsSpec = train.inputs.clone().unwrap();
        let data = inputs.artifacts.get_mut("data").unwrap().task_output_artifact.as_mut().unwrap();
        data.producer_task = before.clone();
        let task = PipelineTaskSpec { inputs: Some(inputs), dependent_tasks: vec![before], ..train.clone() };
        root.tasks.insert(format!("t{i:06}"), task);
    }
    document
}

#[test]
fn a_long_chain_needs_no_stack_and_linear_time() {
    let work = || {
        let document = chain(100_000);
        let info = info(&document);
        let flat = Flat::new(&document, &info).unwrap();
        let digests = Digests::new(&flat, &BTreeMap::new());
        assert_eq!(flat.tasks().len(), 100_000);
        assert_ne!(digests.of(99_999), digests.of(99_998));
        // Quadratic work would take hours.
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
}

/// Pipelines that each use the next one ten times: every level multiplies.
#[test]
fn nested_pipelines_that_multiply_are_refused() {
    let mut document = chain(1);
    for level in 0..8 {
        let next = if level == 7 { "comp-make".to_owned() } else { format!("comp-{}", level + 1) };
        let template =
            document.pipeline.root.as_ref().unwrap().dag.as_ref().unwrap().tasks["t000000"].clone();
        let inputs = if level == 7 { template.inputs.clone() } else { None };
        let task = PipelineTaskSpec { component_ref: Some(ComponentRef { name: next }), inputs, ..template };
        let tasks = (0..10).map(|i| (format!("t{i}"), task.clone())).collect();
        let component = kfp_ir::model::ComponentSpec {
            dag: Some(DagSpec { tasks, outputs: None }),
            ..Default::default()
        };
        document.pipeline.components.insert(format!("comp-{level}"), component);
    }
    let root = document.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap();
    let task = root.tasks.get_mut("t000000").unwrap();
    task.component_ref = Some(ComponentRef { name: "comp-0".into() });
    task.inputs = None;
    let info = info(&document);
    assert_eq!(Flat::new(&document, &info).unwrap_err(), FlatError::TooManyTasks);
}
