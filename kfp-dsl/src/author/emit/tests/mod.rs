//! Graphs as the authoring calls would record them, and what they become.

mod errors;
mod groups;
mod scale;
mod straight;

use std::panic::Location;
use std::rc::Rc;

use kfp_ir::lang::condition::Operator;
use kfp_ir::model::{ComponentSpec, ParameterType, PipelineTaskSpec, TaskInputParameter, Value};

use super::emit;
use crate::author::graph::*;
use crate::author::{
    Body, BuildErrors, BuildOptions, Built, ComponentDef, Container, InputDef, Names, OutputDef,
};
use crate::kinds::KindSpec;

const TEXT: KindSpec = KindSpec::parameter(ParameterType::String);
const INT: KindSpec = KindSpec::parameter(ParameterType::NumberInteger);
const DOUBLE: KindSpec = KindSpec::parameter(ParameterType::NumberDouble);
const BOOL: KindSpec = KindSpec::parameter(ParameterType::Boolean);
const LIST: KindSpec = KindSpec::parameter(ParameterType::List);
const STRUCT: KindSpec = KindSpec::parameter(ParameterType::Struct);
const MODEL: KindSpec = KindSpec::Artifact { title: "system.Model", version: "0.0.1" };

const fn input(name: &'static str, kind: KindSpec) -> InputDef {
    InputDef { name, kind, optional: false, default: None, docs: "" }
}

const fn output(name: &'static str, kind: KindSpec) -> OutputDef {
    OutputDef { name, kind, docs: "" }
}

fn run(_: &crate::run::Context) -> crate::run::Result<()> {
    Ok(())
}

const fn rust(
    name: &'static str,
    inputs: &'static [InputDef],
    returns: &'static [OutputDef],
) -> ComponentDef {
    ComponentDef {
        name,
        docs: "",
        inputs,
        outputs: &[],
        returns,
        body: Body::Rust { image: "img:1", code: None, run },
        task_config: &[],
        module: "tests",
        file: "src/tests.rs",
        line: 7,
    }
}

/// `text` in, `Output` out.
static ECHO: ComponentDef = rust("echo", &[input("text", TEXT)], &[output("Output", TEXT)]);
/// Makes a model from a number.
static TRAIN: ComponentDef =
    rust("train", &[input("lr", DOUBLE)], &[output("model", MODEL), output("score", DOUBLE)]);
/// Takes a model.
static USE: ComponentDef = rust("use-model", &[input("model", MODEL)], &[]);
/// Makes a list, a struct, a number and a truth value.
static MAKE: ComponentDef = rust(
    "make",
    &[],
    &[output("list", LIST), output("config", STRUCT), output("n", INT), output("ok", BOOL)],
);

/// Records a graph.
struct Rec {
    graph: Graph,
    open: GroupId,
}

impl Rec {
    #[track_caller]
    fn new(name: &str) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static IDS: AtomicU32 = AtomicU32::new(1);
        let at = Location::caller();
        let root = Group { parent: None, kind: GroupKind::Root, children: vec![], name: None, at };
        let graph = Graph {
            own: 0,
            id: IDS.fetch_add(1, Ordering::Relaxed),
            name: name.to_owned(),
            display_name: None,
            docs: String::new(),
            at,
            inputs: vec![],
            outputs: vec![],
            values: vec![],
            tasks: vec![],
            groups: vec![root],
            defaults: Settings::default(),
            config: None,
            config_at: None,
            errors: vec![],
        };
        Rec { graph, open: ROOT }
    }

    #[track_caller]
    fn value(&mut self, source: Source, kind: KindSpec) -> Handle {
        self.graph.values.push(ValueNode { source, kind, group: self.open, at: Location::caller() });
        Handle::new(self.graph.id, ValueId(u32::try_from(self.graph.values.len() - 1).unwrap()))
    }

    #[track_caller]
    fn input(&mut self, name: &'static str, kind: KindSpec) -> Handle {
        let handle = self.value(Source::Input(self.graph.inputs.len()), kind);
        let input = PipelineInput {
            name: name.into(),
            kind,
            optional: false,
            default: None,
            docs: "",
            value: handle.value,
        };
        self.graph.inputs.push(input);
        handle
    }

    #[track_caller]
    fn call(&mut self, component: Component, arguments: Vec<Option<Argument>>) -> TaskId {
        let id = TaskId(u32::try_from(self.graph.tasks.len()).unwrap());
        let task = TaskNode {
            group: self.open,
            component,
            arguments,
            settings: None,
            after: vec![],
            whatever: false,
            at: Location::caller(),
        };
        self.graph.tasks.push(task);
        self.graph.groups[self.open.0 as usize].children.push(Child::Task(id));
        id
    }

    #[track_caller]
    fn task(&mut self, def: &'static ComponentDef, arguments: Vec<Option<Argument>>) -> TaskId {
        self.call(Component::Leaf(def), arguments)
    }

    #[track_caller]
    fn out(&mut self, task: TaskId, name: &'static str) -> Handle {
        let kind = match &self.graph.tasks[task.0 as usize].component {
            Component::Leaf(def) => {
                def.outputs.iter().chain(def.returns).find(|o| o.name == name).unwrap().kind
            }
            Component::Importer(node) => node.importer.kind,
            Component::Pipeline(inner) => {
                let output = inner.outputs.iter().find(|o| o.name == name).unwrap();
                inner.values[output.value.value.0 as usize].kind
            }
        };
        self.value(Source::Output { task, name }, kind)
    }

    #[track_caller]
    fn group<R>(&mut self, kind: GroupKind, body: impl FnOnce(&mut Self, GroupId) -> R) -> (GroupId, R) {
        let id = GroupId(u32::try_from(self.graph.groups.len()).unwrap());
        let parent = Some(self.open);
        self.graph.groups.push(Group { parent, kind, children: vec![], name: None, at: Location::caller() });
        self.graph.groups[self.open.0 as usize].children.push(Child::Group(id));
        let outer = std::mem::replace(&mut self.open, id);
        let result = body(self, id);
        self.open = outer;
        (id, result)
    }

    /// The branches of a `when`; each gives its values, which become one-ofs.
    #[track_caller]
    fn when(&mut self, branches: Vec<(Option<Cond>, Body_<'_>)>) -> Vec<Handle> {
        let (id, returned) = self.group(GroupKind::Branches, |rec, _| {
            let mut all = vec![];
            for (condition, body) in branches {
                let (branch, returned) = rec
                    .group(GroupKind::Branch { condition: condition.clone(), returned: vec![] }, |rec, _| {
                        body(rec)
                    });
                let kind = GroupKind::Branch { condition, returned: returned.clone() };
                rec.graph.groups[branch.0 as usize].kind = kind;
                all.push(returned);
            }
            all
        });
        let count = returned.first().map_or(0, Vec::len);
        let one_of = |rec: &mut Self, i: usize| {
            let values: Vec<Handle> = returned.iter().map(|r| r[i]).collect();
            let kind = rec.graph.values[values[0].value.0 as usize].kind;
            rec.value(Source::OneOf { branches: id, values }, kind)
        };
        (0..count).map(|i| one_of(self, i)).collect()
    }

    /// A loop; what the body gives becomes lists.
    #[track_caller]
    fn each(
        &mut self,
        items: Items,
        kind: KindSpec,
        body: impl FnOnce(&mut Self, Handle) -> Vec<Handle>,
    ) -> Vec<Handle> {
        let next = ValueId(u32::try_from(self.graph.values.len()).unwrap());
        let (id, returned) =
            self.group(GroupKind::Loop { items, item: next, parallelism: None }, |rec, id| {
                let item = rec.value(Source::Item(id), kind);
                body(rec, item)
            });
        let list = |rec: &mut Self, value: Handle| {
            let kind = rec.graph.values[value.value.0 as usize].kind.list();
            rec.value(Source::Collected { of: id, value }, kind)
        };
        returned.into_iter().map(|value| list(self, value)).collect()
    }

    /// An exit handler.
    #[track_caller]
    fn finally(&mut self, exit: TaskId, body: impl FnOnce(&mut Self) -> Vec<Handle>) -> Vec<Handle> {
        let (id, returned) = self.group(GroupKind::Exit { exit }, |rec, _| body(rec));
        let export = |rec: &mut Self, value: Handle| {
            let kind = rec.graph.values[value.value.0 as usize].kind;
            rec.value(Source::Exported { of: id, value }, kind)
        };
        returned.into_iter().map(|value| export(self, value)).collect()
    }

    fn returns(&mut self, name: &'static str, value: Handle) {
        let kind = self.graph.values.get(value.value.0 as usize).map_or(TEXT, |node| node.kind);
        self.graph.outputs.push(PipelineOutput { name, docs: "", kind, value });
    }

    fn settings(&mut self, task: TaskId) -> &mut Settings {
        self.graph.tasks[task.0 as usize].settings.get_or_insert_default()
    }

    fn build(&self) -> Built {
        emit(&self.graph, &BuildOptions::default()).unwrap_or_else(|errors| panic!("{errors}"))
    }

    fn sdk(&self) -> Built {
        let options = BuildOptions { names: Names::Sdk, ..BuildOptions::default() };
        emit(&self.graph, &options).unwrap_or_else(|errors| panic!("{errors}"))
    }

    fn errors(&self) -> BuildErrors {
        match emit(&self.graph, &BuildOptions::default()) {
            Ok(built) => panic!("no error: {built:#?}"),
            Err(errors) => errors,
        }
    }
}

type Body_<'a> = Box<dyn FnOnce(&mut Rec) -> Vec<Handle> + 'a>;

fn given(handle: Handle) -> Option<Argument> {
    Some(Argument::Value(handle))
}

fn text(text: &str) -> Option<Argument> {
    Some(Argument::Constant(Ok(Value::String(text.to_owned()))))
}

fn number(number: f64) -> Option<Argument> {
    Some(Argument::Constant(Ok(Value::Number(number))))
}

#[track_caller]
fn compare(left: Handle, op: Operator, right: Value, kind: KindSpec) -> Cond {
    let right = Operand::Constant(Ok(right), kind);
    Cond::Compare { left: Operand::Value(left), op, right, at: Location::caller() }
}

fn component<'b>(built: &'b Built, name: &str) -> &'b ComponentSpec {
    built.document.pipeline.components.get(name).unwrap_or_else(|| {
        panic!("no `{name}` among {:?}", built.document.pipeline.components.keys().collect::<Vec<_>>())
    })
}

fn task<'b>(component: &'b ComponentSpec, name: &str) -> &'b PipelineTaskSpec {
    &component.dag.as_ref().unwrap().tasks[name]
}

fn root(built: &Built) -> &ComponentSpec {
    built.document.pipeline.root.as_ref().unwrap()
}

fn parameter<'b>(task: &'b PipelineTaskSpec, name: &str) -> &'b TaskInputParameter {
    &task.inputs.as_ref().unwrap().parameters[name]
}

fn from_task(task: &PipelineTaskSpec, name: &str) -> (String, String) {
    let output = parameter(task, name).task_output_parameter.as_ref().unwrap();
    (output.producer_task.clone(), output.output_parameter_key.clone())
}

fn from_input(task: &PipelineTaskSpec, name: &str) -> String {
    parameter(task, name).component_input_parameter.clone().unwrap()
}

fn nested(rec: Rec) -> Component {
    Component::Pipeline(Rc::new(rec.graph))
}

fn container(
    name: &'static str,
    line: u32,
    inputs: &'static [InputDef],
    body: fn() -> Container,
) -> &'static ComponentDef {
    let def = rust(name, inputs, &[]);
    Box::leak(Box::new(ComponentDef { body: Body::Container(body), line, ..def }))
}
