//! Text of a container with placeholders in it: commands, arguments, environment, image.

use kfp_ir::lang::argument::{Argument, Branch};
use kfp_ir::lang::placeholder::{ArtifactPart, Placeholder, Segment, Template};
use kfp_ir::model::ParameterType;
use kfp_ir::pass::concat::resolve;
use kfp_ir::path::IrPath;
use kfp_ir::target::WORKSPACE_PATH;

use crate::expr::{Expr, Variable};
use crate::lower::container::{self, FilePath};
use crate::lower::facts::Facts;
use crate::lower::inputs::{as_text, run_field};
use crate::lower::instance::Use;
use crate::lower::leaf::Leaf;
use crate::lower::ports::DIR;
use crate::lower::{Context, artifact, executor_input};
use crate::model::EnvVar;
use crate::text::{BRACE, LONGEST_ARGUMENT, given_bytes, shield};

/// Writes the texts of one container.
pub(super) struct Texts<'c> {
    facts: &'c Facts<'c>,
    leaf: &'c Leaf<'c>,
    use_: &'c Use,
    /// Whether a text needs the environment variable for a brace.
    pub(super) braces: bool,
}

/// A piece of a text.
enum Piece {
    /// Text of ours, with plain tags at most.
    Fixed(String),
    /// Something computed.
    Computed(Expr),
}

/// Who reads a text after Argo.
#[derive(Clone, Copy, PartialEq)]
enum Reader {
    /// Kubernetes, which replaces `$(...)`.
    Container,
    /// Nobody.
    Field,
}

impl<'c> Texts<'c> {
    pub(super) fn new(facts: &'c Facts<'c>, leaf: &'c Leaf<'c>, use_: &'c Use) -> Self {
        Texts { facts, leaf, use_, braces: false }
    }

    /// A command line.
    pub(super) fn arguments(
        &mut self,
        cx: &mut Context<'_>,
        arguments: &[Argument],
        path: &IrPath,
    ) -> Vec<String> {
        let mut out = Vec::new();
        for (i, argument) in arguments.iter().enumerate() {
            self.argument(cx, argument, &path.index(i), &mut out);
        }
        self.braces |= out.iter().any(|text| text.contains(BRACE));
        for (i, text) in out.iter().enumerate() {
            fits(cx, text, &path.index(i));
        }
        out
    }

    /// The environment. KFP leaves placeholders there as they are; here they have a value.
    pub(super) fn environment(&mut self, cx: &mut Context<'_>, path: &IrPath) -> Vec<EnvVar> {
        let mut out = Vec::new();
        for (i, env) in self.leaf.container.env.iter().enumerate() {
            let path = path.index(i).key("value");
            let template = Template::parse(&env.value);
            if template.as_text().is_none() {
                let message = "the placeholder is replaced; KFP's own backend passes its text";
                cx.report.differs("AR209", &path, message, "pass the value as an argument");
            }
            let value = self.line(cx, &template, Reader::Container, &path);
            self.braces |= value.contains(BRACE);
            fits(cx, &value, &path);
            out.push(EnvVar { name: env.name.clone(), value: Some(value), value_from: None });
        }
        out
    }

    /// The name of the image.
    pub(super) fn image(&self, cx: &mut Context<'_>, text: &str, path: &IrPath) -> String {
        self.line(cx, &Template::parse(text), Reader::Field, path)
    }

    /// The value of a setting, when it is not known before the run.
    pub(super) fn setting(&self, cx: &mut Context<'_>, text: &str, path: &IrPath) -> Option<Expr> {
        let template = Template::parse(text);
        template.as_text().is_none().then(|| self.expr(cx, &template, Reader::Field, path))
    }

    /// A text of an object: the value of an input where that is all of it.
    pub(super) fn value(&self, cx: &mut Context<'_>, text: &str, path: &IrPath) -> Expr {
        let template = Template::parse(text);
        let input = one_input(&template).filter(|name| !self.use_.absent.contains(*name));
        match input.and_then(|name| self.facts.inputs.parameters.get(name)) {
            Some(argument) => Expr::Input(argument.clone()).parsed(),
            None => self.expr(cx, &template, Reader::Field, path),
        }
    }

    /// Whether a text is an input that nobody gave.
    pub(super) fn is_absent(&self, text: &str) -> bool {
        one_input(&Template::parse(text)).is_some_and(|name| self.use_.absent.contains(name))
    }

    fn argument(&self, cx: &mut Context<'_>, argument: &Argument, path: &IrPath, out: &mut Vec<String>) {
        match argument {
            Argument::Template(template) => out.push(self.line(cx, template, Reader::Container, path)),
            Argument::Concat(items) => {
                let mut joined = String::new();
                for item in items {
                    let mut parts = Vec::new();
                    self.argument(cx, item, path, &mut parts);
                    joined.extend(parts);
                }
                out.push(joined);
            }
            Argument::IfPresent { input, then, otherwise } => {
                let chosen = match self.presence(input) {
                    Some(true) => Some(then),
                    Some(false) => otherwise.as_ref(),
                    None => return self.undecided(cx, input, then, otherwise.as_ref(), path, out),
                };
                for argument in chosen.map(Branch::arguments).unwrap_or_default() {
                    self.argument(cx, argument, path, out);
                }
            }
        }
    }

    /// Whether an input is there; `None` when only a run can tell.
    fn presence(&self, input: &str) -> Option<bool> {
        if self.use_.absent.contains(input) {
            return Some(false);
        }
        let declared =
            self.facts.inputs.parameters.contains_key(input) || self.facts.inputs.records.contains_key(input);
        if !declared {
            return Some(false);
        }
        (self.use_.given.contains(input) || !self.facts.nullable(input)).then_some(true)
    }

    /// One argument that is chosen in the run.
    fn undecided(
        &self,
        cx: &mut Context<'_>,
        input: &str,
        then: &Branch,
        otherwise: Option<&Branch>,
        path: &IrPath,
        out: &mut Vec<String>,
    ) {
        let one = |branch: Option<&Branch>| match branch {
            None => Some(Template::default()),
            Some(branch) => match branch.arguments() {
                [argument] => match resolve(argument, &|_| None)?.as_slice() {
                    [template] => Some(template.clone()),
                    _ => None,
                },
                _ => None,
            },
        };
        // A missing `Else` is no argument at all, so only two single ones can be chosen between.
        let (Some(then), Some(otherwise)) = (one(Some(then)), otherwise.and_then(|o| one(Some(o)))) else {
            cx.report.error(
                "AR111",
                path,
                format!("whether `{input}` is there is only known in a run, and the number of arguments depends on it"),
                "give the input a default, or one argument in both branches",
            );
            return;
        };
        let record = self.facts.inputs.records.get(input);
        let Some(port) = self.facts.inputs.parameters.get(input).or(record) else { return };
        let absent = Expr::Input(port.clone()).equals(Expr::text("null"));
        let then = self.expr(cx, &then, Reader::Container, path);
        let otherwise = self.expr(cx, &otherwise, Reader::Container, path);
        out.push(Expr::choose(absent, otherwise, then).tag());
    }

    /// A text with tags in it.
    fn line(&self, cx: &mut Context<'_>, template: &Template, reader: Reader, path: &IrPath) -> String {
        let mut out = String::new();
        for segment in &template.segments {
            match segment {
                Segment::Text(text) => match reader {
                    Reader::Container => out.push_str(&shield(text)),
                    // Nothing but Argo reads it, so the braces can only be put in by Argo.
                    Reader::Field if text.contains("{{") => out.push_str(&Expr::text(text).tag()),
                    Reader::Field => out.push_str(text),
                },
                Segment::Placeholder(placeholder, _) => {
                    if out.ends_with('{') && reader == Reader::Container {
                        // A brace right before a tag would belong to it.
                        out.pop();
                        out.push_str("$(KFP_BRACE)");
                    }
                    match self.piece(cx, placeholder, reader, path) {
                        Piece::Fixed(text) => out.push_str(&text),
                        Piece::Computed(expr) => out.push_str(&expr.tag()),
                    }
                }
            }
        }
        out
    }

    /// The same text as one expression.
    fn expr(&self, cx: &mut Context<'_>, template: &Template, reader: Reader, path: &IrPath) -> Expr {
        let mut parts = Vec::new();
        for segment in &template.segments {
            parts.push(match segment {
                Segment::Text(text) if reader == Reader::Container => Expr::text(shield(text)),
                Segment::Text(text) => Expr::text(text),
                Segment::Placeholder(placeholder, _) => match self.piece(cx, placeholder, reader, path) {
                    Piece::Fixed(text) => tags_as_expr(&text),
                    Piece::Computed(expr) => expr,
                },
            });
        }
        Expr::concat(parts)
    }

    fn piece(&self, cx: &mut Context<'_>, placeholder: &Placeholder, reader: Reader, path: &IrPath) -> Piece {
        match placeholder {
            Placeholder::ExecutorInput if self.leaf.reads_file => {
                Piece::Fixed(format!("@{}", container::EXECUTOR_INPUT))
            }
            Placeholder::ExecutorInput => Piece::Computed(finish_json(
                executor_input::build(cx, self.facts, self.leaf, self.use_),
                reader,
            )),
            Placeholder::InputParameter(name) => self.parameter(cx, name, reader, path),
            Placeholder::InputArtifact(name, part) => self.input_artifact(cx, name, part, reader, path),
            Placeholder::OutputParameterFile(name) => {
                self.known(
                    cx,
                    self.facts.outputs.parameters.contains_key(name),
                    "output parameter",
                    name,
                    path,
                );
                Piece::Fixed(container::output_file(self.facts, name))
            }
            Placeholder::OutputArtifact(name, part) => {
                self.known(
                    cx,
                    self.facts.outputs.artifacts.contains_key(name),
                    "output artifact",
                    name,
                    path,
                );
                let argument = self.facts.outputs.artifacts.get(name).map_or(name.as_str(), String::as_str);
                match part {
                    ArtifactPart::Path => {
                        Piece::Fixed(container::output_path(cx, self.facts, self.leaf, name))
                    }
                    ArtifactPart::Uri => {
                        let key = format!("{{{{inputs.parameters.{DIR}}}}}/{argument}");
                        Piece::Fixed(cx.options.store.uri(&key))
                    }
                    ArtifactPart::Metadata(_) | ArtifactPart::List => {
                        let outputs = self.facts.spec.output_definitions.as_ref();
                        let spec = outputs.and_then(|o| o.artifacts.get(name)).cloned().unwrap_or_default();
                        let metadata = artifact::metadata(&spec);
                        Piece::Computed(match part {
                            ArtifactPart::Metadata(Some(key)) => {
                                finish(as_text(metadata.get(key), ParameterType::Unspecified), reader)
                            }
                            _ => finish_json(metadata, reader),
                        })
                    }
                }
            }
            Placeholder::OutputFile => Piece::Fixed(container::report_file(cx, self.leaf)),
            Placeholder::PipelineRoot => Piece::Fixed(cx.options.store.uri(&cx.root_key())),
            Placeholder::Run(field) => Piece::Computed(run_field(cx, *field, None, path)),
            Placeholder::WorkspacePath => Piece::Fixed(WORKSPACE_PATH.to_owned()),
        }
    }

    fn parameter(&self, cx: &mut Context<'_>, name: &str, reader: Reader, path: &IrPath) -> Piece {
        if self.use_.absent.contains(name) {
            return Piece::Fixed(String::new());
        }
        if let Some(argument) = self.facts.undeclared.get(name) {
            let value = Expr::Input(argument.clone()).parsed();
            return Piece::Computed(finish(as_text(value, ParameterType::Unspecified), reader));
        }
        let (Some(argument), Some(spec)) =
            (self.facts.inputs.parameters.get(name), self.facts.parameter(name))
        else {
            self.known(cx, false, "input parameter", name, path);
            return Piece::Fixed(String::new());
        };
        let json = Expr::Input(argument.clone());
        let kind = spec.parameter_type;
        let scalar = matches!(
            kind,
            ParameterType::NumberDouble | ParameterType::NumberInteger | ParameterType::Boolean
        );
        let nullable = self.facts.nullable(name) && !self.use_.given.contains(name);
        let text = match kind {
            ParameterType::String if nullable => finish(json.parsed().or_else(Expr::text("")), reader),
            ParameterType::String => finish(json.parsed(), reader),
            // The text of a number or truth value is its JSON.
            _ => {
                let text = if nullable {
                    Expr::choose(json.clone().equals(Expr::text("null")), Expr::text(""), json)
                } else {
                    json
                };
                if scalar || reader == Reader::Field { text } else { text.without_references() }
            }
        };
        Piece::Computed(text)
    }

    fn input_artifact(
        &self,
        cx: &mut Context<'_>,
        name: &str,
        part: &ArtifactPart,
        reader: Reader,
        path: &IrPath,
    ) -> Piece {
        if self.use_.absent.contains(name) {
            return Piece::Fixed(String::new());
        }
        let Some(record) = self.facts.inputs.records.get(name) else {
            self.known(cx, false, "input artifact", name, path);
            return Piece::Fixed(String::new());
        };
        let list = Expr::Input(record.clone()).parsed().get("artifacts");
        let first = || list.clone().at(Expr::Number(0.0));
        let orphan = |expr: Expr| {
            if self.facts.nullable(name) { expr.or_else(Expr::text("")) } else { expr }
        };
        Piece::Computed(match part {
            ArtifactPart::Path => match container::input_path(cx, self.facts, self.leaf, name) {
                FilePath::Fixed(path) => return Piece::Fixed(path),
                FilePath::Computed(path) => finish(path, reader),
            },
            ArtifactPart::Uri => finish(orphan(first().get("uri")), reader),
            ArtifactPart::Metadata(Some(key)) => {
                finish(as_text(first().get("metadata").get(key), ParameterType::Unspecified), reader)
            }
            ArtifactPart::Metadata(None) => finish_json(first().get("metadata"), reader),
            ArtifactPart::List => finish_json(list, reader),
        })
    }

    fn known(&self, cx: &mut Context<'_>, known: bool, what: &str, name: &str, path: &IrPath) {
        if !known {
            let message = format!("the component has no {what} `{name}`");
            cx.report.error("AR106", path, message, "declare it, or correct the placeholder");
        }
    }
}

/// The input that is all of a text.
fn one_input(template: &Template) -> Option<&String> {
    match template.segments.as_slice() {
        [Segment::Placeholder(Placeholder::InputParameter(name), _)] => Some(name),
        _ => None,
    }
}

fn fits(cx: &mut Context<'_>, text: &str, path: &IrPath) {
    let bytes = given_bytes(text);
    if bytes >= LONGEST_ARGUMENT {
        let message = format!("the text has {bytes} bytes, and a process can be given {LONGEST_ARGUMENT}");
        cx.report.error("AR123", path, message, "put it into the image, or pass it as an artifact");
    }
}

fn finish(text: Expr, reader: Reader) -> Expr {
    if reader == Reader::Container { text.shielded() } else { text }
}

fn finish_json(value: Expr, reader: Reader) -> Expr {
    if reader == Reader::Container { value.carried().without_references() } else { value.carried() }
}

/// Text of ours with plain tags, as an expression.
pub(super) fn tags_as_expr(text: &str) -> Expr {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((tag, tail)) = after.split_once("}}") else { break };
        parts.push(Expr::text(before));
        parts.push(match tag.strip_prefix("inputs.parameters.") {
            Some(name) => Expr::Input(name.to_owned()),
            None if tag == "workflow.uid" => Expr::Variable(Variable::WorkflowUid),
            None => Expr::Variable(Variable::RunUid),
        });
        rest = tail;
    }
    parts.push(Expr::text(rest));
    Expr::concat(parts)
}
