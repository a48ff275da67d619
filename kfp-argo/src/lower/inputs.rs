//! What a task is given: constants, inputs of the graph, outputs of other tasks.

use std::collections::{BTreeMap, BTreeSet};

use kfp_ir::lang::placeholder::{Placeholder, RunField, Segment, Template};
use kfp_ir::lang::selector::{Selector, SelectorStep};
use kfp_ir::model::{
    ComponentSpec, LegacyValue, ParameterType, PipelineTaskSpec, TaskInputParameter, Value,
    ValueOrRuntimeParameter,
};
use kfp_ir::path::{At, IrPath};
use kfp_ir::target::WORKSPACE_PATH;

use crate::expr::{Expr, Variable};
use crate::lower::Context;
use crate::lower::artifact::Bag;
use crate::lower::container;
use crate::lower::facts::{Body, Facts};
use crate::lower::graph::{Form, Producer, Scope};
use crate::lower::source::{Bound, Source};
use crate::options::ObjectKind;
use crate::text;

/// The inputs of one task.
pub(super) struct Bindings<'t> {
    /// By the names of the inputs, in their order.
    pub(super) parameters: Vec<(&'t str, Bound)>,
    pub(super) artifacts: BTreeMap<String, Bag>,
    /// The inputs of the component that are not there.
    pub(super) absent: BTreeSet<String>,
    pub(super) task: &'t PipelineTaskSpec,
    pub(super) tolerant: bool,
}

impl<'t> Bindings<'t> {
    /// Finds a source for every input of the component; the item of a loop comes from the loop.
    pub(super) fn new(
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        task: &'t PipelineTaskSpec,
        child: &Facts<'t>,
        tolerant: bool,
        path: &At<'_>,
    ) -> Self {
        let mut all = Bindings {
            parameters: Vec::new(),
            artifacts: BTreeMap::new(),
            absent: BTreeSet::new(),
            task,
            tolerant,
        };
        let spec: &'t ComponentSpec = child.spec;
        let Some(declared) = spec.input_definitions.as_ref() else { return all };
        all.parameters.reserve_exact(declared.parameters.len());
        let inputs = path.key("inputs");
        let at = inputs.key("parameters");
        let item = task.parameter_iterator.as_ref().map(|i| i.item_input.as_str());
        for (name, spec) in declared.parameters.iter().filter(|(n, _)| Some(n.as_str()) != item) {
            let given = task.inputs.as_ref().and_then(|i| i.parameters.get(name));
            let bound = given
                .and_then(|input| all.source(cx, scope, input, spec.default_value.as_ref(), &at.key(name)));
            if let Some(bound) = bound.as_ref().filter(|_| !spec.literals.is_empty()) {
                allowed(cx, &spec.literals, bound, name, &at.key(name));
            }
            match (bound, &spec.default_value) {
                (Some(Bound { source, nullable: true }), Some(default)) => {
                    let source = source.or_default(default);
                    all.parameters.push((name, Bound { source, nullable: false }));
                }
                (Some(bound), _) => {
                    all.parameters.push((name, bound));
                }
                (None, Some(default)) => {
                    let source = Source::Constant(default.clone());
                    all.parameters.push((name, Bound { source, nullable: false }));
                }
                (None, None) if spec.is_optional => {
                    all.absent.insert(name.clone());
                }
                (None, None) if given.is_some() => {}
                (None, None) => cx.report.error(
                    "AR113",
                    &at,
                    format!("the input `{name}` has neither a value nor a default"),
                    "give the task a value for it",
                ),
            }
        }
        let item = task.artifact_iterator.as_ref().map(|i| i.item_input.as_str());
        for name in declared.artifacts.keys().filter(|n| Some(n.as_str()) != item) {
            let at = inputs.key("artifacts");
            let at = at.key(name);
            let given = task.inputs.as_ref().and_then(|i| i.artifacts.get(name));
            match given.and_then(|input| scope.input_artifact(cx, input, tolerant, &at)) {
                Some(bag) => {
                    all.artifacts.insert(name.clone(), bag);
                }
                None => {
                    all.absent.insert(name.clone());
                    if !child.artifact_optional(name) && given.is_none() {
                        let message = format!("the input artifact `{name}` is missing");
                        cx.report.error("AR113", &at, message, "give the task an artifact for it");
                    }
                }
            }
        }
        all
    }

    /// What is given for a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&Bound> {
        let at = self.parameters.binary_search_by_key(&name, |(name, _)| name).ok()?;
        self.parameters.get(at).map(|(_, bound)| bound)
    }

    /// Of the inputs that decide about an argument, those that are there whatever happens.
    pub(super) fn given(&self, child: &Facts<'_>) -> BTreeSet<String> {
        let parameter = |n: &String| self.parameter(n).is_some_and(|b| !b.nullable);
        let artifact = |n: &String| self.artifacts.get(n).is_some_and(|b| !b.nullable);
        child.decides.iter().filter(|n| parameter(n) || artifact(n)).cloned().collect()
    }

    /// The source of one parameter; `None` when there is none, with or without an error.
    pub(super) fn source(
        &self,
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        input: &TaskInputParameter,
        default: Option<&Value>,
        path: &At<'_>,
    ) -> Option<Bound> {
        let bound = self.unselected(cx, scope, input, default, path)?;
        let selector = &input.parameter_expression_selector;
        if selector.is_empty() {
            return Some(bound);
        }
        match Selector::parse(selector) {
            Ok(selector) => {
                let value = selector.steps.into_iter().fold(bound.source.value(), |value, step| match step {
                    SelectorStep::Key(key) => value.get(key),
                    SelectorStep::Index(index) => value.at(Expr::Number(index as f64)),
                });
                Some(Bound { source: Source::Computed(value), nullable: bound.nullable })
            }
            Err(error) => {
                cx.report.error(
                    "AR107",
                    &path.key("parameterExpressionSelector"),
                    format!("the selector `{selector}` cannot be translated: {error}"),
                    "write `parseJson(string_value)` with keys and positions behind it",
                );
                None
            }
        }
    }

    fn unselected(
        &self,
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        input: &TaskInputParameter,
        default: Option<&Value>,
        path: &At<'_>,
    ) -> Option<Bound> {
        let sure = |source| Some(Bound { source, nullable: false });
        if let Some(from) = &input.task_output_parameter {
            let path = path.key("taskOutputParameter");
            let (producer, source) =
                scope.parameter(cx, &from.producer_task, &from.output_parameter_key, &path)?;
            let (name, null) = (producer.name, Value::Null);
            if self.tolerant {
                let source = source.when_succeeded(name, default.unwrap_or(&null));
                return Some(Bound { source, nullable: default.is_none() });
            }
            return sure(source);
        }
        if let Some(name) = &input.component_input_parameter {
            if scope.use_.absent.contains(name) {
                return None;
            }
            let Some(argument) = scope.facts.inputs.parameters.get(name) else {
                let message = format!("the graph has no input `{name}`");
                cx.report.error(
                    "AR106",
                    &path.key("componentInputParameter"),
                    message,
                    "check the document first",
                );
                return None;
            };
            let nullable = scope.facts.nullable(name);
            return Some(Bound { source: Source::Json(Expr::Input(argument.clone())), nullable });
        }
        if let Some(from) = &input.task_final_status {
            let Some(producer) = scope.producer(&from.producer_task) else {
                return unknown_task(cx, &from.producer_task, &path.key("taskFinalStatus"));
            };
            return sure(Source::Computed(final_status(cx, producer)));
        }
        let constant = self.constant(cx, scope, input.runtime_value.as_ref()?, path)?;
        sure(constant)
    }

    fn constant(
        &self,
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        value: &ValueOrRuntimeParameter,
        path: &At<'_>,
    ) -> Option<Source> {
        let path = path.key("runtimeValue");
        if let Some(name) = &value.runtime_parameter {
            cx.report.error(
                "AR108",
                &path,
                format!("`{name}` is a runtime parameter of KFP before 2.0"),
                "read the input of the component (`componentInputParameter`) instead",
            );
            return None;
        }
        let value = match (&value.constant, &value.constant_value) {
            (Some(value), _) => value.clone(),
            (None, Some(legacy)) => legacy_value(legacy),
            (None, None) => return None,
        };
        if !has_placeholder(&value) {
            return Some(Source::Constant(value));
        }
        self.filled(cx, scope, &value, &path).map(Source::Computed)
    }

    /// A constant with the placeholders in it replaced.
    fn filled(&self, cx: &mut Context<'_>, scope: &Scope<'_>, value: &Value, path: &At<'_>) -> Option<Expr> {
        Expr::with_texts(value, &mut |text| {
            let mut parts = Vec::new();
            for segment in Template::parse(text).segments {
                parts.push(match segment {
                    Segment::Text(text) => Expr::Text(text),
                    Segment::Placeholder(placeholder, _) => self.fill(cx, scope, &placeholder, path)?,
                });
            }
            Some(Expr::concat(parts))
        })
    }

    fn fill(
        &self,
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        placeholder: &Placeholder,
        path: &At<'_>,
    ) -> Option<Expr> {
        Some(match placeholder {
            Placeholder::InputParameter(name) => {
                let input = self.task.inputs.as_ref().and_then(|i| i.parameters.get(name));
                // One step only: a constant that is put into a constant is not read for placeholders again.
                let bound = match input.map(Box::as_ref) {
                    Some(TaskInputParameter { runtime_value: Some(value), .. }) => {
                        let value = value.constant.clone().unwrap_or_default();
                        let fact = match &value {
                            Value::String(text) => Placeholder::parse(text),
                            _ => None,
                        };
                        if let Some(Placeholder::Run(field)) = fact {
                            return Some(run_field(cx, field, Some(&self.task_name(path)), path));
                        }
                        Some(Bound { source: Source::Constant(value), nullable: false })
                    }
                    Some(input) => self.source(cx, scope, input, None, path),
                    None => {
                        let message = format!("the task has no input `{name}` to put into the constant");
                        cx.report.error("AR106", path, message, "check the document first");
                        None
                    }
                }?;
                as_text(bound.source.value(), input.map_or(ParameterType::Unspecified, |i| scope.kind(i)))
            }
            Placeholder::Run(field) => run_field(cx, *field, Some(&self.task_name(path)), path),
            Placeholder::PipelineRoot => {
                Expr::concat([Expr::text(cx.options.store.uri("")), cx.root_key_expr()])
            }
            Placeholder::WorkspacePath => Expr::text(WORKSPACE_PATH),
            other => Expr::text(other.to_string()),
        })
    }

    fn task_name(&self, path: &At<'_>) -> String {
        let name = self.task.task_info.as_ref().map(|i| i.name.clone()).filter(|n| !n.is_empty());
        name.unwrap_or_else(|| path.path().to_string())
    }

    /// An input that the container reads although its component does not declare it.
    pub(super) fn undeclared(
        &self,
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        name: &str,
        path: &At<'_>,
    ) -> Option<Source> {
        let path = path.key("inputs");
        let path = path.key("parameters");
        let path = path.key(name);
        let Some(input) = self.task.inputs.as_ref().and_then(|i| i.parameters.get(name)) else {
            let message = format!("the container reads `{name}`, which is no input of the task");
            cx.report.error("AR106", &path, message, "declare it, or correct the placeholder");
            return None;
        };
        self.source(cx, scope, input, None, &path).map(|bound| bound.source)
    }

    /// The value of an input, for a condition; `None` when the task has no such input.
    pub(super) fn value(
        &self,
        cx: &mut Context<'_>,
        scope: &Scope<'_>,
        name: &str,
        path: &At<'_>,
    ) -> Option<Expr> {
        if let Some(bound) = self.parameter(name) {
            return Some(bound.source.value());
        }
        if self.absent.contains(name) {
            return Some(Expr::Nil);
        }
        let input = self.task.inputs.as_ref()?.parameters.get(name)?;
        Some(self.source(cx, scope, input, None, path)?.source.value())
    }
}

impl<'c> Scope<'c> {
    /// An output parameter of a task.
    pub(super) fn parameter(
        &self,
        cx: &mut Context<'_>,
        task: &str,
        key: &str,
        path: &At<'_>,
    ) -> Option<(&Producer<'c>, Source)> {
        let Some(producer) = self.producer(task) else {
            return unknown_task(cx, task, path);
        };
        let source = match (&producer.form, &producer.facts.body) {
            (Form::Graph, _) => {
                let parameter = producer.facts.outputs.parameters.get(key);
                let task = producer.name.to_owned();
                parameter.map(|p| Source::Json(Expr::Output { task, parameter: p.clone() }))
            }
            (Form::Container, Body::Container(leaf)) => {
                container::output(producer.facts, leaf, producer.name, key).map(Source::Computed)
            }
            _ => None,
        };
        if source.is_none() {
            let message = format!("the task `{task}` has no output `{key}`");
            cx.report.error("AR106", path, message, "check the document first");
        }
        Some((producer, source?))
    }

    /// The type of what an input receives.
    fn kind(&self, input: &TaskInputParameter) -> ParameterType {
        if !input.parameter_expression_selector.is_empty() {
            return ParameterType::Unspecified;
        }
        if let Some(name) = &input.component_input_parameter {
            return self.facts.parameter(name).map(|p| p.parameter_type).unwrap_or_default();
        }
        let Some(from) = &input.task_output_parameter else { return ParameterType::Unspecified };
        let producer = self.producer(&from.producer_task);
        let outputs = producer.and_then(|p| p.facts.spec.output_definitions.as_ref());
        outputs
            .and_then(|o| o.parameters.get(&from.output_parameter_key))
            .map(|p| p.parameter_type)
            .unwrap_or_default()
    }
}

/// What is said of an input that takes certain values only.
fn allowed(cx: &mut Context<'_>, literals: &[Value], bound: &Bound, name: &str, path: &At<'_>) {
    let choices: Vec<String> = literals.iter().map(text::safe_json).collect();
    let choices = choices.join(", ");
    match &bound.source {
        Source::Constant(value) if literals.contains(value) => {}
        Source::Constant(value) => {
            let message = format!("`{}` is not one of the values of `{name}`", text::safe_json(value));
            cx.report.error("AR120", path, message, &format!("choose one of {choices}"));
        }
        _ => {
            let message = format!("that `{name}` is one of {choices} is not checked in a run");
            cx.report.differs("AR215", path, message, "let the component check it");
        }
    }
}

fn unknown_task<T>(cx: &mut Context<'_>, task: &str, path: &At<'_>) -> Option<T> {
    // A task that could not be lowered has been reported where it is.
    if cx.report.errors.is_empty() {
        cx.report.error(
            "AR106",
            path,
            format!("there is no task `{task}` before this one"),
            "check the document first",
        );
    }
    None
}

/// A value as KFP puts it into a text.
pub(super) fn as_text(value: Expr, kind: ParameterType) -> Expr {
    match (&value, kind) {
        (Expr::Text(_), _) | (_, ParameterType::String) => value,
        (_, ParameterType::Unspecified) => {
            let is_text = Expr::Call("type", vec![value.clone()]).equals(Expr::text("string"));
            Expr::choose(is_text, value.clone(), value.json())
        }
        _ => value.json(),
    }
}

/// Something about the run, as far as Argo knows it.
pub(super) fn run_field(
    cx: &mut Context<'_>,
    field: RunField,
    task: Option<&str>,
    path: impl Into<IrPath>,
) -> Expr {
    let differs = |what: &str| {
        cx.report.differs("AR205", path, format!("`{}` is {what} here", field.name()), "");
    };
    match field {
        RunField::JobName | RunField::JobResourceName => cx.run(Variable::WorkflowName),
        RunField::JobId => cx.run(Variable::WorkflowUid),
        RunField::JobCreateTime => cx.run(Variable::WorkflowCreated),
        RunField::JobScheduleTime if matches!(cx.options.kind, ObjectKind::CronWorkflow(_)) => {
            cx.run(Variable::WorkflowScheduled)
        }
        RunField::JobScheduleTime => {
            differs("the time at which the workflow was created");
            cx.run(Variable::WorkflowCreated)
        }
        RunField::TaskName => match task {
            Some(task) => Expr::text(task),
            None => Expr::Variable(Variable::NodeName),
        },
        RunField::TaskId => {
            differs("made of the workflow's id and the name of the task");
            let name = match task {
                Some(task) => Expr::text(task),
                None => Expr::Variable(Variable::NodeName),
            };
            Expr::concat([cx.run(Variable::WorkflowUid), Expr::text("-"), name])
        }
    }
}

/// `PipelineTaskFinalStatus`, with the states that KFP's backend gives: those of ML Metadata.
fn final_status(cx: &Context<'_>, producer: &Producer<'_>) -> Expr {
    let succeeded = Expr::succeeded(producer.name);
    Expr::Map(vec![
        ("state".into(), Expr::choose(succeeded, Expr::text("COMPLETE"), Expr::text("FAILED"))),
        ("pipelineTaskName".into(), Expr::text(producer.name)),
        ("pipelineJobResourceName".into(), cx.run(Variable::WorkflowName)),
        ("error".into(), Expr::Map(Vec::new())),
    ])
}

fn legacy_value(value: &LegacyValue) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "the IR carries integers as doubles everywhere else")]
    let int = value.int_value.map(|i| Value::Number(i as f64));
    let double = value.double_value.map(Value::Number);
    int.or(double).or_else(|| value.string_value.clone().map(Value::String)).unwrap_or_default()
}

fn has_placeholder(value: &Value) -> bool {
    value.texts().any(|text| Template::parse(text).as_text().is_none())
}
