//! What enters the digest of a task.

use std::collections::BTreeMap;

use crate::codec::value::to_value;
use crate::digest::program::Program;
use crate::digest::source::Sources;
use crate::digest::{Digest, mounts};
use crate::flat::{Flat, Task, TaskId, Work};
use crate::model::{
    ArtifactTypeSchema, ComponentInputsSpec, ComponentOutputsSpec, ComponentSpec, ContainerSpec,
    ImporterSpec, ParameterType, PrimitiveType, RuntimeValue, Struct, Value,
};

/// The version of what is hashed; every record starts with it, so digests of two versions never meet.
pub const VERSION: &str = "kfpc/1";

/// The digests of all tasks of a pipeline, for given values of its inputs.
#[derive(Clone, Debug)]
pub struct Digests {
    digests: Vec<Digest>,
    contents: Vec<Value>,
    pipeline: Digest,
}

impl Digests {
    /// Hashes every task. An input of the pipeline counts by its given value, else by its default; one without either
    /// counts by its name.
    ///
    /// The work is linear in the size of the pipeline.
    pub fn new(flat: &Flat<'_>, given: &BTreeMap<String, Value>) -> Self {
        let mut made = Made {
            flat,
            sources: Sources::new(flat, given),
            scopes: vec![None; flat.tasks().len()],
            contents: vec![Value::Null; flat.tasks().len()],
        };
        // Scopes and graphs need the digests of tasks that ended earlier, so both lists grow in that order.
        let mut children: Vec<Vec<Digest>> = vec![Vec::new(); flat.tasks().len()];
        let mut top = Vec::new();
        for &id in flat.finished() {
            let Some(task) = flat.task(id) else { continue };
            let content = if task.is_graph() {
                graph(children.get_mut(id).map(std::mem::take).unwrap_or_default())
            } else {
                made.leaf(id, task)
            };
            let content = Value::Struct(content);
            let digest = Digest::of_value(&content);
            if let Some(slot) = made.sources.digests.get_mut(id) {
                *slot = digest;
            }
            if let Some(slot) = made.contents.get_mut(id) {
                *slot = content;
            }
            match task.parent.and_then(|parent| children.get_mut(parent)) {
                Some(siblings) => siblings.push(digest),
                None => top.push(digest),
            }
        }
        let pipeline = Digest::of_value(&Value::Struct(graph(top)));
        Digests { digests: made.sources.digests, contents: made.contents, pipeline }
    }

    /// The digest of a task. That of a graph is the hash of what is inside.
    pub fn of(&self, id: TaskId) -> Option<Digest> {
        self.digests.get(id).copied()
    }

    /// What was hashed for a task, as `docs/digests.md` describes it.
    pub fn content(&self, id: TaskId) -> Option<&Struct> {
        match self.contents.get(id)? {
            Value::Struct(content) => Some(content),
            _ => None,
        }
    }

    /// The digest of the whole pipeline: of all that it does.
    pub fn pipeline(&self) -> Digest {
        self.pipeline
    }
}

/// The tasks of a graph, wherever they stand.
fn graph(mut tasks: Vec<Digest>) -> Struct {
    tasks.sort_unstable();
    let tasks: Vec<String> = tasks.iter().map(Digest::to_string).collect();
    record("graph", [("tasks", Some(tasks.into()))])
}

/// A record of that kind; what is absent or empty is left out.
pub(super) fn record<const N: usize>(kind: &str, fields: [(&str, Option<Value>); N]) -> Struct {
    let mut record = Struct::from_iter([("digest", VERSION), ("kind", kind)]);
    for (key, value) in fields {
        if let Some(value) = value.filter(|value| !is_empty(value)) {
            record.insert(key, value);
        }
    }
    record
}

pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Struct(fields) => fields.is_empty(),
        _ => false,
    }
}

struct Made<'f, 'a> {
    flat: &'f Flat<'a>,
    sources: Sources<'f, 'a>,
    /// Of graphs, once they were asked for; the inner `None` is a graph that adds nothing to the top.
    scopes: Vec<Option<Option<Digest>>>,
    contents: Vec<Value>,
}

impl Made<'_, '_> {
    fn leaf(&mut self, id: TaskId, task: &Task<'_>) -> Struct {
        let within = self.around(task);
        let [condition, items, after] = self.guard(task);
        let interface = interface(task.component);
        let parameters = self.parameters(task);
        let artifacts = task
            .artifacts
            .iter()
            .filter(|(name, _)| task.counts(name))
            .map(|(name, s)| (*name, self.sources.value(s)));
        let artifacts = Value::Struct(artifacts.collect());
        let guards = [
            ("interface", Some(interface)),
            ("parameters", Some(parameters)),
            ("artifacts", Some(artifacts)),
            ("condition", condition),
            ("loop", items),
            ("after", after),
            ("within", within),
        ];
        let (kind, own) = match &task.work {
            Work::Container(container) => ("container", self.container(id, task, container)),
            Work::Importer(importer) => ("importer", self.importer(task, importer)),
            Work::Other(executor) => {
                let executor = executor.and_then(|e| to_value(e).ok());
                let mut own = [const { ("", None) }; 6];
                own[0] = ("executor", executor);
                ("other", own)
            }
            Work::Graph(_) => ("graph", [const { ("", None) }; 6]),
        };
        let mut content = record(kind, own);
        content.0.append(&mut record(kind, guards).0);
        content
    }

    fn container(
        &mut self,
        id: TaskId,
        task: &Task<'_>,
        container: &ContainerSpec,
    ) -> [(&'static str, Option<Value>); 6] {
        let texts = |texts: &[String]| -> Value {
            Value::List(texts.iter().map(|text| self.sources.undeclared(task, text)).collect())
        };
        let env = container.env.iter().map(|e| Value::from(vec![e.name.clone(), e.value.clone()]));
        let program = Program::of(container);
        [
            ("image", program.image.map(|image| self.sources.undeclared(task, image))),
            ("code", program.code.map(Value::from)),
            ("command", Some(texts(&program.command))),
            ("args", Some(texts(&container.args))),
            ("env", Some(Value::List(env.collect()))),
            ("mounts", mounts::value(&self.sources, id, task)),
        ]
    }

    fn importer(&mut self, task: &Task<'_>, importer: &ImporterSpec) -> [(&'static str, Option<Value>); 6] {
        let uri = importer.artifact_uri.as_ref().and_then(|uri| match uri.kind()? {
            RuntimeValue::RuntimeParameter(name) => {
                task.parameters.get(name).map(|source| self.sources.value(source))
            }
            RuntimeValue::Constant(value) => {
                Some(Value::Struct(Struct::from_iter([("constant", value.clone())])))
            }
            RuntimeValue::LegacyConstant(_) => to_value(uri).ok(),
        });
        [
            ("uri", uri),
            ("type", importer.type_schema.as_ref().map(artifact_type)),
            ("metadata", importer.metadata.clone().map(Value::Struct)),
            ("reimport", importer.reimport.then_some(Value::Bool(true))),
            ("", None),
            ("", None),
        ]
    }

    /// The values of the declared parameters. One that was left out counts by its default, which is what the component
    /// sees; what is not declared enters where it is used.
    fn parameters(&self, task: &Task<'_>) -> Value {
        let declared = task.component.input_definitions.iter().flat_map(|inputs| &inputs.parameters);
        let fields = declared.filter(|(name, _)| task.counts(name)).filter_map(|(name, input)| {
            let value = match (task.parameters.get(name.as_str()), &input.default_value) {
                (Some(source), _) => self.sources.value(source),
                (None, Some(default)) => Value::Struct(Struct::from_iter([("constant", default.clone())])),
                (None, None) => return None,
            };
            Some((name.as_str(), value))
        });
        Value::Struct(fields.collect())
    }

    /// Condition, loop, and tasks that only come before.
    fn guard(&self, task: &Task<'_>) -> [Option<Value>; 3] {
        let condition =
            task.spec.trigger_policy.as_ref().map(|t| t.condition.as_str()).filter(|c| !c.is_empty());
        let mut after: Vec<String> =
            task.after.iter().map(|id| self.sources.digest(*id).to_string()).collect();
        after.sort_unstable();
        after.dedup();
        [
            condition.map(|condition| self.sources.condition(task, condition)),
            task.items.as_ref().map(|items| self.sources.value(items)),
            Some(after.into()),
        ]
    }

    /// The digest of the conditions and loops around a task.
    fn around(&mut self, task: &Task<'_>) -> Option<Value> {
        // Graphs whose scope is not known yet, from the inside out.
        let mut open = Vec::new();
        let mut at = task.parent;
        let mut scope = None;
        while let Some(id) = at {
            if let Some(Some(known)) = self.scopes.get(id) {
                scope = *known;
                break;
            }
            open.push(id);
            at = self.flat.task(id).and_then(|task| task.parent);
        }
        while let Some(id) = open.pop() {
            let Some(task) = self.flat.task(id) else { continue };
            let [condition, items, after] = self.guard(task);
            let adds = condition.is_some() || items.is_some() || after.as_ref().is_some_and(|a| !is_empty(a));
            if adds {
                let within = scope.map(|scope: Digest| Value::from(scope.to_string()));
                let fields =
                    [("condition", condition), ("loop", items), ("after", after), ("within", within)];
                scope = Some(Digest::of_value(&Value::Struct(record("scope", fields))));
            }
            if let Some(slot) = self.scopes.get_mut(id) {
                *slot = Some(scope);
            }
        }
        scope.map(|scope| Value::from(scope.to_string()))
    }
}

/// The typed interface of a component, without descriptions.
pub(super) fn interface(component: &ComponentSpec) -> Value {
    let sides = [
        ("inputs", component.input_definitions.as_ref().map(inputs)),
        ("outputs", component.output_definitions.as_ref().map(outputs)),
    ];
    let sides = sides.into_iter().filter_map(|(side, types)| Some((side, types.filter(|t| !is_empty(t))?)));
    Value::Struct(sides.collect())
}

fn inputs(inputs: &ComponentInputsSpec) -> Value {
    let parameters =
        inputs.parameters.iter().map(|(name, p)| (name.as_str(), parameter(p.parameter_type, p.r#type)));
    let artifacts = inputs
        .artifacts
        .iter()
        .map(|(name, a)| (name.as_str(), artifact(a.artifact_type.as_ref(), a.is_artifact_list, None)));
    both(parameters, artifacts)
}

fn outputs(outputs: &ComponentOutputsSpec) -> Value {
    let parameters =
        outputs.parameters.iter().map(|(name, p)| (name.as_str(), parameter(p.parameter_type, p.r#type)));
    let artifacts = outputs.artifacts.iter().map(|(name, a)| {
        (name.as_str(), artifact(a.artifact_type.as_ref(), a.is_artifact_list, a.metadata.as_ref()))
    });
    both(parameters, artifacts)
}

fn both<'n>(
    parameters: impl Iterator<Item = (&'n str, Value)>,
    artifacts: impl Iterator<Item = (&'n str, Value)>,
) -> Value {
    let both = [
        ("parameters", Value::Struct(parameters.collect())),
        ("artifacts", Value::Struct(artifacts.collect())),
    ];
    Value::Struct(both.into_iter().filter(|(_, fields)| !is_empty(fields)).collect())
}

fn parameter(new: ParameterType, old: PrimitiveType) -> Value {
    match new {
        ParameterType::Unspecified => old.name().into(),
        new => new.name().into(),
    }
}

fn artifact(schema: Option<&ArtifactTypeSchema>, list: bool, metadata: Option<&Struct>) -> Value {
    let mut fields = Struct::default();
    if let Some(schema) = schema {
        fields.insert("type", artifact_type(schema));
    }
    if list {
        fields.insert("list", true);
    }
    if let Some(metadata) = metadata.filter(|m| !m.is_empty()) {
        fields.insert("metadata", metadata.clone());
    }
    Value::Struct(fields)
}

fn artifact_type(schema: &ArtifactTypeSchema) -> Value {
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    let version = Some(schema.schema_version.as_str()).filter(|v| !v.is_empty()).map(Value::from);
    let fields = [
        ("title", text(&schema.schema_title)),
        ("uri", text(&schema.schema_uri)),
        ("instance", text(&schema.instance_schema)),
        ("version", version),
    ];
    Value::Struct(fields.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
}
