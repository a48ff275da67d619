//! Loops: a graph that runs a body once per item, by index, and collects what the bodies give.
//!
//! A loop by index keeps the items out of node names, and items of any content intact (`withParam` puts their text
//! into the workflow before it is read as JSON). What the bodies give is JSON text; Argo's aggregate is a list of texts, or of values
//! when all of them are lists or maps, and the type of an element tells which.

use std::collections::BTreeMap;

use kfp_ir::model::{
    ArtifactSelectorSpec, ComponentRef, ComponentSpec, DagOutputArtifactSpec, DagOutputParameterSpec,
    DagOutputsSpec, DagSpec, ParameterSelectorSpec, PipelineSpec, PipelineTaskSpec, TaskInputArtifact,
    TaskInputParameter, TaskInputsSpec,
};

use crate::expr::{Expr, Variable};
use crate::lower::instance::{Key, Loop};
use crate::lower::plan::{Plan, Task};
use crate::lower::ports::{DIR, INDEX, ITEMS};
use crate::lower::source::{ArtifactSource, Carried};
use crate::lower::{Context, importer};

/// The name of the only task of a loop.
const ITERATION: &str = "iteration";

const BODY: &str = "\u{0}each:";

/// The key of the graph around a component that is looped over directly.
pub(super) fn body_of(component: &str) -> String {
    format!("{BODY}{component}")
}

/// The component inside such a graph.
pub(super) fn component_of(body: &str) -> Option<&str> {
    body.strip_prefix(BODY)
}

/// Whether a task runs once per item of a list.
pub(super) fn is(task: &PipelineTaskSpec) -> bool {
    task.parameter_iterator.is_some() || task.artifact_iterator.is_some()
}

/// A graph of one task for each component without tasks that is looped over: its outputs are then JSON text.
pub(super) fn bodies(pipeline: &PipelineSpec) -> BTreeMap<String, ComponentSpec> {
    let dags = pipeline.components.values().chain(&pipeline.root).filter_map(|c| c.dag.as_ref());
    let looped = dags.flat_map(|dag| dag.tasks.values()).filter(|task| is(task));
    let mut bodies = BTreeMap::new();
    for reference in looped.filter_map(|task| task.component_ref.as_ref()) {
        if let Some(component) = pipeline.components.get(&reference.name).filter(|c| c.dag.is_none()) {
            bodies.insert(body_of(&reference.name), body(&reference.name, component));
        }
    }
    bodies
}

fn body(name: &str, component: &ComponentSpec) -> ComponentSpec {
    let task = name.strip_prefix("comp-").unwrap_or(name).to_owned();
    let inputs = component.input_definitions.clone().unwrap_or_default();
    let outputs = component.output_definitions.clone().unwrap_or_default();
    let parameter = |name: &String| Box::new(TaskInputParameter::component_input(name));
    let artifact = |name: &String| Box::new(TaskInputArtifact::component_input(name));
    let output = |name: &String| DagOutputParameterSpec {
        value_from_parameter: Some(ParameterSelectorSpec {
            producer_subtask: task.clone(),
            output_parameter_key: name.clone(),
        }),
        ..DagOutputParameterSpec::default()
    };
    let file = |name: &String| DagOutputArtifactSpec {
        artifact_selectors: vec![ArtifactSelectorSpec {
            producer_subtask: task.clone(),
            output_artifact_key: name.clone(),
        }],
    };
    let only = PipelineTaskSpec {
        component_ref: Some(ComponentRef { name: name.to_owned() }),
        inputs: Some(TaskInputsSpec {
            parameters: inputs.parameters.keys().map(|n| (n.clone(), parameter(n))).collect(),
            artifacts: inputs.artifacts.keys().map(|n| (n.clone(), artifact(n))).collect(),
        }),
        ..PipelineTaskSpec::default()
    };
    ComponentSpec {
        dag: Some(DagSpec {
            outputs: Some(DagOutputsSpec {
                parameters: outputs.parameters.keys().map(|n| (n.clone(), output(n))).collect(),
                artifacts: outputs.artifacts.keys().map(|n| (n.clone(), file(n))).collect(),
            }),
            tasks: BTreeMap::from([(task.clone(), only)]),
        }),
        executor_label: None,
        ..component.clone()
    }
}

/// The graph that runs the body once per item.
pub(super) fn lower(cx: &mut Context<'_>, key: &Loop, name: String) -> Option<Plan> {
    let facts = cx.components.get(&key.body.component)?;
    let template = cx.instances.template(Key::Component(key.body.clone()), &facts.base);
    let index = Expr::Call("int", vec![Expr::Variable(Variable::LoopIndex)]);
    let items = Expr::Input(ITEMS.to_owned()).parsed();

    let mut plan = Plan { name, path: facts.path.clone(), parallelism: key.parallelism, ..Plan::default() };
    let mut parameters = Vec::new();
    for (input, argument) in facts.inputs.parameters.iter().filter(|(n, _)| !key.body.absent.contains(*n)) {
        if *input == key.item && !key.over_artifacts {
            let item = items.clone().at(index.clone()).carried();
            parameters.push((argument.clone(), Carried::Tag(item)));
        } else {
            parameters.push((argument.clone(), Carried::Tag(Expr::Input(argument.clone()))));
            plan.parameters.push(argument.clone());
        }
    }
    let mut artifacts = Vec::new();
    for (input, argument) in facts.inputs.artifacts.iter().filter(|(n, _)| !key.body.absent.contains(*n)) {
        if *input == key.item && key.over_artifacts {
            let item = items.clone().at(index.clone());
            let place = importer::computed(cx, item.clone().get("uri"));
            artifacts.push((argument.clone(), ArtifactSource::Place(place)));
            if let Some(record) = facts.inputs.records.get(input).filter(|_| facts.asks.contains(input)) {
                let one = Expr::Map(vec![("artifacts".into(), Expr::List(vec![item]))]);
                parameters.push((record.clone(), Carried::Tag(one.carried())));
            }
            continue;
        }
        artifacts.push((argument.clone(), ArtifactSource::Input(argument.clone())));
        plan.artifacts.push(argument.clone());
        if let Some(record) = facts.inputs.records.get(input).filter(|_| facts.asks.contains(input)) {
            parameters.push((record.clone(), Carried::Tag(Expr::Input(record.clone()))));
            plan.parameters.push(record.clone());
        }
    }
    plan.parameters.push(ITEMS.to_owned());
    if facts.stores {
        plan.parameters.push(DIR.to_owned());
        parameters.push((DIR.to_owned(), Carried::Text(format!("{{{{inputs.parameters.{DIR}}}}}"))));
        let outer = if key.looped {
            plan.parameters.push(INDEX.to_owned());
            format!("{{{{inputs.parameters.{INDEX}}}}}/")
        } else {
            String::new()
        };
        parameters.push((INDEX.to_owned(), Carried::Text(format!("{outer}{{{{item}}}}"))));
    }
    for (output, argument) in &facts.outputs.parameters {
        let nested = cx.collects_parameter(&key.body.component, output);
        plan.outputs.push((argument.clone(), collected(argument, nested).carried()));
    }
    for record in facts.outputs.records.values() {
        let lists = Expr::Call("map", vec![collected(record, false), Expr::Item.get("artifacts")]);
        let flat = flatten(lists);
        plan.outputs.push((record.clone(), Expr::Map(vec![("artifacts".into(), flat)]).carried()));
    }
    plan.tasks.push(Task {
        name: ITERATION.to_owned(),
        template,
        upstream: Default::default(),
        tolerant: false,
        skippable: false,
        when: None,
        count: Some(Expr::Call("len", vec![items])),
        items: None,
        parameters,
        artifacts,
        hooks: BTreeMap::new(),
    });
    Some(plan)
}

/// The values of one output of all bodies that gave one, in order.
fn collected(output: &str, nested: bool) -> Expr {
    let outputs = || Expr::Outputs(ITERATION.to_owned());
    let none = || Expr::text("[]");
    // Without any body there are no outputs at all, and without any producer no such key.
    let aggregate = Expr::choose(
        Expr::Call("type", vec![outputs()]).equals(Expr::text("map")),
        outputs().get(output).or_else(none()),
        none(),
    );
    // A body whose producer did not run gives empty text; KFP leaves it out of the list.
    let given = Expr::Item.differs(Expr::text(""));
    let text = Expr::Call("type", vec![Expr::Item]).equals(Expr::text("string"));
    let value = Expr::choose(text, Expr::Item.parsed(), Expr::Item);
    let values = Expr::Call("map", vec![Expr::Call("filter", vec![aggregate.parsed(), given]), value]);
    // A value collected by two loops is one flat list in KFP.
    if nested { flatten(values) } else { values }
}

fn flatten(lists: Expr) -> Expr {
    let step = Expr::Call("concat", vec![Expr::Accumulator, Expr::Item]);
    Expr::Call("reduce", vec![lists, step, Expr::List(Vec::new())])
}
