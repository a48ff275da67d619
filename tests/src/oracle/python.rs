//! A program as Python for KFP's SDK.
//!
//! In one point the text says more than the program: the SDK leaves defaults to the component, which KFP 2.17 fails to
//! fill in (kubeflow/pipelines issue 12598). Ours are passed by the task, so here they are, too.

use std::fmt::Write as _;

use kfp_ir::lang::condition::Operator;

use super::program::{
    Arg, Art, Base, Branch, Callee, Component, Cond, Const, Finally, Input, Items, Loop, Need, Piece,
    Pipeline, Program, Ref, Step, Task, Ty, URI, When,
};
use super::python_settings::{calls, dynamic, kubernetes};
use super::settings::Settings;

/// The module; its pipeline is called `pipeline`.
pub fn print(program: &Program) -> String {
    let mut out = String::from(
        "from typing import Dict, List, NamedTuple, Optional\n\nfrom kfp import components, dsl, kubernetes\n",
    );
    for component in &program.components {
        print_component(&mut out, component);
    }
    for (index, pipeline) in program.pipelines.iter().enumerate() {
        Writer { out: &mut out, program, pipeline, indent: 1 }.pipeline(&function(program, index));
    }
    out
}

/// The name of the function of a pipeline.
fn function(program: &Program, index: usize) -> String {
    if index + 1 == program.pipelines.len() { "pipeline".to_owned() } else { format!("pipeline_{index}") }
}

fn print_component(out: &mut String, component: &Component) {
    if component.imported {
        let file = text(&super::imported::text(component));
        let _ = writeln!(out, "\n\n{} = components.load_component_from_text({file})", component.name);
        return;
    }
    let mut parameters: Vec<String> = parameters(&component.inputs);
    let (mut returned, mut position) = (Vec::new(), 0);
    for output in &component.outputs {
        match output.ty {
            Ty::Art(art) => {
                parameters.insert(position, format!("{}: dsl.Output[{}]", output.name, artifact(art)));
                position += 1;
            }
            ty if component.function => returned.push((output.name.as_str(), annotation(ty))),
            ty => {
                parameters.insert(position, format!("{}: dsl.OutputPath({})", output.name, annotation(ty)));
                position += 1;
            }
        }
    }
    let decorator = if component.function {
        "@dsl.component(base_image='python:3.12', packages_to_install=[])"
    } else {
        "@dsl.container_component"
    };
    let _ = writeln!(
        out,
        "\n\n{decorator}\ndef {}({}){}:",
        component.name,
        parameters.join(", "),
        result(&returned)
    );
    docstring(out, "Does something.", &component.inputs);
    if component.function {
        out.push_str("    raise NotImplementedError\n");
    } else {
        let words: Vec<String> = super::words::words(component).iter().map(|word| word.python()).collect();
        let _ = writeln!(
            out,
            "    return dsl.ContainerSpec(image={}, command=['tool', '{}'], args=[{}])",
            text(&super::words::image(component)),
            component.name,
            words.join(", ")
        );
    }
}

/// The first line would become the description of a pipeline, so it is that.
fn docstring(out: &mut String, summary: &str, inputs: &[Input]) {
    let documented: Vec<_> =
        inputs.iter().filter_map(|input| Some((&input.name, input.docs.as_ref()?))).collect();
    if documented.is_empty() {
        return;
    }
    let _ = writeln!(out, "    \"\"\"{summary}\n\n    Args:");
    for (name, docs) in documented {
        let _ = writeln!(out, "        {name}: {docs}");
    }
    out.push_str("    \"\"\"\n");
}

/// Python wants parameters without default first.
fn parameters(inputs: &[Input]) -> Vec<String> {
    let (required, others): (Vec<_>, Vec<_>) =
        inputs.iter().partition(|input| input.need == Need::Required && input.ty != Ty::Status);
    required.into_iter().chain(others).map(parameter).collect()
}

fn parameter(input: &Input) -> String {
    let ty = match input.ty {
        Ty::Art(_) | Ty::Arts(_) => format!("dsl.Input[{}]", annotation(input.ty)),
        ty => annotation(ty),
    };
    match (&input.need, input.ty) {
        (_, Ty::Status) => format!("{}: {ty} = None", input.name),
        (Need::Required, _) => format!("{}: {ty}", input.name),
        (Need::Default(value), _) => format!("{}: {ty} = {}", input.name, constant(value)),
        (Need::Optional, Ty::Art(_) | Ty::Arts(_)) => format!("{}: {ty} = None", input.name),
        (Need::Optional, _) => format!("{}: Optional[{ty}] = None", input.name),
    }
}

/// The annotation of what a function returns.
fn result(returned: &[(&str, String)]) -> String {
    match returned {
        [] => String::new(),
        [("Output", ty)] => format!(" -> {ty}"),
        several => format!(" -> {}", named_tuple(several)),
    }
}

fn named_tuple(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, ty)| format!("('{name}', {ty})")).collect();
    format!("NamedTuple('Outputs', [{}])", fields.join(", "))
}

fn annotation(ty: Ty) -> String {
    match ty {
        Ty::One(base) => single(base).to_owned(),
        Ty::List(base) => format!("List[{}]", single(base)),
        Ty::Deep(base) => format!("List[List[{}]]", single(base)),
        Ty::Status => "dsl.PipelineTaskFinalStatus".to_owned(),
        Ty::Art(art) => artifact(art).to_owned(),
        Ty::Arts(art) => format!("List[{}]", artifact(art)),
    }
}

fn single(base: Base) -> &'static str {
    match base {
        Base::Text => "str",
        Base::Int => "int",
        Base::Num => "float",
        Base::Flag => "bool",
        Base::Map | Base::Job => "dict",
    }
}

fn artifact(art: Art) -> &'static str {
    match art {
        Art::Artifact => "dsl.Artifact",
        Art::Dataset => "dsl.Dataset",
        Art::Model => "dsl.Model",
        Art::Metrics => "dsl.Metrics",
        Art::Html => "dsl.HTML",
        Art::Markdown => "dsl.Markdown",
    }
}

/// A constant as a Python literal.
pub(crate) fn constant(value: &Const) -> String {
    match value {
        Const::Text(value) => text(value),
        Const::Int(value) => value.to_string(),
        Const::Num(value) => format!("{value:?}"),
        Const::Flag(true) => "True".to_owned(),
        Const::Flag(false) => "False".to_owned(),
        Const::List(items) => format!("[{}]", items.iter().map(constant).collect::<Vec<_>>().join(", ")),
        Const::Map(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{}: {}", text(key), constant(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Text as a Python literal.
pub(crate) fn text(value: &str) -> String {
    let mut out = String::from("'");
    for c in value.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
        }
    }
    out.push('\'');
    out
}

struct Writer<'a> {
    out: &'a mut String,
    program: &'a Program,
    pipeline: &'a Pipeline,
    indent: usize,
}

impl Writer<'_> {
    fn pipeline(&mut self, function: &str) {
        let pipeline = self.pipeline;
        let facts = super::check::check(self.program).unwrap_or_default();
        let position = self.program.pipelines.iter().position(|other| std::ptr::eq(other, pipeline));
        let outputs = position.and_then(|index| facts.outputs.get(index)).cloned().unwrap_or_default();
        let outputs: Vec<(&str, String)> =
            outputs.iter().map(|(name, ty)| (name.as_str(), annotation(*ty))).collect();
        let mut decorator = vec![format!("name={}", text(&pipeline.name))];
        if let Some(description) = &pipeline.description {
            decorator.push(format!("description={}", text(description)));
        }
        if position.is_some_and(|index| self.program.has_workspace(index)) {
            let workspace = "dsl.WorkspaceConfig(size='10Gi')";
            decorator.push(format!("pipeline_config=dsl.PipelineConfig(workspace={workspace})"));
        }
        if let Some(name) = &pipeline.display_name {
            decorator.push(format!("display_name={}", text(name)));
        }
        let _ = writeln!(
            self.out,
            "\n\n@dsl.pipeline({})\ndef {function}({}){}:",
            decorator.join(", "),
            parameters(&pipeline.inputs).join(", "),
            result(&outputs)
        );
        docstring(self.out, pipeline.description.as_deref().unwrap_or_default(), &pipeline.inputs);
        self.body(&pipeline.body);
        match pipeline.outputs.as_slice() {
            [] => {}
            [(name, value)] if name == "Output" => self.line(&format!("return {}", self.value(value))),
            several => {
                let values: Vec<String> = several.iter().map(|(_, value)| self.value(value)).collect();
                self.line(&format!("return {}({})", named_tuple(&outputs), values.join(", ")));
            }
        }
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "    ".repeat(self.indent));
    }

    fn inside(&mut self, write: impl FnOnce(&mut Self)) {
        self.indent += 1;
        write(self);
        self.indent -= 1;
    }

    fn body(&mut self, body: &[Step]) {
        for step in body {
            match step {
                Step::Task(task) => self.task(task),
                Step::When(when) => self.when(when),
                Step::Loop(looped) => self.looped(looped),
                Step::Finally(finally) => self.finally(finally),
            }
        }
    }

    fn task(&mut self, task: &Task) {
        let name = match task.callee {
            Callee::Importer(_) => "dsl.importer".to_owned(),
            Callee::Component(index) => {
                self.program.components.get(index).map_or_else(String::new, |c| c.name.clone())
            }
            Callee::Pipeline(index) => function(self.program, index),
        };
        let mut arguments = self.importer(task);
        let inputs = self.program.inputs(task.callee).iter();
        for input in inputs.filter(|_| !matches!(task.callee, Callee::Importer(_))) {
            let value = match (task.arguments.get(&input.name), &input.need) {
                (Some(argument), _) => self.argument(argument),
                (None, Need::Default(value)) => constant(value),
                (None, _) => continue,
            };
            arguments.push(format!("{}={value}", input.name));
        }
        let variable = format!("t{}", task.id);
        self.line(&format!("{variable} = {name}({})", arguments.join(", ")));
        let settings = match task.callee {
            Callee::Component(_) => task.settings.over(&self.pipeline.defaults),
            // Only how it is cached is a setting of a nested pipeline's own task that a default can give.
            Callee::Pipeline(_) | Callee::Importer(_) => Settings {
                caching: task.settings.caching.clone().or_else(|| self.pipeline.defaults.caching.clone()),
                ..task.settings.clone()
            },
        };
        for call in calls(&settings) {
            self.line(&format!("{variable}.{call}"));
        }
        if let Some(seconds) = settings.timeout {
            self.line(&format!("kubernetes.set_timeout({variable}, {seconds})"));
        }
        for setting in &settings.kubernetes {
            self.line(&format!("kubernetes.{}", kubernetes(setting, &variable)));
        }
        for (dynamic, value) in &task.dynamic {
            let call = self::dynamic(*dynamic, &variable, &self.value(value));
            self.line(&call);
        }
        if !task.after.is_empty() {
            let others: Vec<String> = task.after.iter().map(|id| format!("t{id}")).collect();
            self.line(&format!("{variable}.after({})", others.join(", ")));
        }
        if task.whatever {
            self.line(&format!("{variable}.ignore_upstream_failure()"));
        }
    }

    /// The arguments of the call of an importer.
    fn importer(&self, task: &Task) -> Vec<String> {
        let Callee::Importer(index) = task.callee else { return Vec::new() };
        let Some(importer) = self.program.importers.get(index) else { return Vec::new() };
        let given = |name: &str| task.arguments.get(name).map_or_else(String::new, |a| self.argument(a));
        let keys = importer.inputs.iter().map(|input| input.name.as_str()).filter(|name| *name != URI);
        let metadata: Vec<String> = keys.map(|key| format!("{}: {}", text(key), given(key))).collect();
        let mut arguments = vec![
            format!("artifact_uri={}", given(URI)),
            format!("artifact_class={}", artifact(importer.art)),
        ];
        arguments.extend(importer.reimport.then(|| "reimport=True".to_owned()));
        arguments.extend(importer.workspace.then(|| "download_to_workspace=True".to_owned()));
        if !metadata.is_empty() {
            arguments.push(format!("metadata={{{}}}", metadata.join(", ")));
        }
        arguments
    }

    fn when(&mut self, when: &When) {
        for (position, branch) in when.branches.iter().enumerate() {
            let word = match (&branch.condition, position) {
                (_, 0) => "If",
                (Some(_), _) => "Elif",
                (None, _) => "Else",
            };
            let mut arguments: Vec<String> = branch.condition.iter().map(|c| self.condition(c)).collect();
            arguments.extend(when.name.as_ref().map(|name| format!("name={}", text(name))));
            self.line(&format!("with dsl.{word}({}):", arguments.join(", ")));
            self.inside(|writer| writer.body(&branch.body));
        }
        let columns = when.branches.first().map_or(0, |branch| branch.returns.len());
        for column in 0..columns {
            let of = |branch: &Branch| branch.returns.get(column).map(|value| self.value(value));
            let values: Vec<String> = when.branches.iter().filter_map(of).collect();
            self.line(&format!("w{}_{column} = dsl.OneOf({})", when.id, values.join(", ")));
        }
    }

    fn condition(&self, condition: &Cond) -> String {
        let operator = match condition.op {
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
        };
        format!("{} {operator} {}", self.value(&condition.left), self.argument(&condition.right))
    }

    fn looped(&mut self, looped: &Loop) {
        let mut arguments = vec![match &looped.items {
            Items::Constant(_, items) => constant(&Const::List(items.clone())),
            Items::Value(list) => self.value(list),
        }];
        arguments.extend(looped.name.as_ref().map(|name| format!("name={}", text(name))));
        arguments.extend(looped.limit.map(|limit| format!("parallelism={limit}")));
        self.line(&format!("with dsl.ParallelFor({}) as i{}:", arguments.join(", "), looped.id));
        self.inside(|writer| writer.body(&looped.body));
    }

    fn finally(&mut self, finally: &Finally) {
        self.task(&finally.exit);
        let mut arguments = vec![format!("t{}", finally.exit.id)];
        arguments.extend(finally.name.as_ref().map(|name| format!("name={}", text(name))));
        self.line(&format!("with dsl.ExitHandler({}):", arguments.join(", ")));
        self.inside(|writer| writer.body(&finally.body));
    }

    fn argument(&self, argument: &Arg) -> String {
        match argument {
            Arg::Constant(value) => constant(value),
            Arg::Value(value) => self.value(value),
            Arg::Text(pieces) => self.text(pieces),
            Arg::Texts(texts) => {
                let texts: Vec<String> = texts.iter().map(|pieces| self.text(pieces)).collect();
                format!("[{}]", texts.join(", "))
            }
        }
    }

    /// What an f-string means.
    fn text(&self, pieces: &[Piece]) -> String {
        let pieces: Vec<String> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(more) => text(more),
                Piece::Value(value) => format!("str({})", self.value(value)),
            })
            .collect();
        pieces.join(" + ")
    }

    fn value(&self, value: &Ref) -> String {
        match value {
            Ref::Input(name) => name.clone(),
            Ref::Output(task, name) => format!("t{task}.outputs['{name}']"),
            Ref::Item(looped) => format!("i{looped}"),
            Ref::Field(looped, field) => format!("i{looped}.{}", field.key()),
            Ref::OneOf(when, column) => format!("w{when}_{column}"),
            Ref::Collected(..) => format!("dsl.Collected({})", self.collected(value)),
        }
    }

    /// The output behind a collected list: the SDK collects it through all loops at once.
    fn collected(&self, value: &Ref) -> String {
        let Ref::Collected(id, position) = value else { return self.value(value) };
        let inner = self.pipeline.steps().into_iter().find_map(|step| match step {
            Step::Loop(looped) if looped.id == *id => looped.returns.get(*position),
            _ => None,
        });
        inner.map_or_else(String::new, |inner| self.collected(inner))
    }
}
