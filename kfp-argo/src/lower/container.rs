//! A component made of a container: one pod template.

use kfp_ir::model::{ParameterType, Value};

use crate::expr::{Expr, Op};
use crate::lower::entry::Patch;
use crate::lower::facts::{Body, Facts};
use crate::lower::instance::Use;
use crate::lower::leaf::{Instead, Leaf};
use crate::lower::placeholder::Texts;
use crate::lower::ports::{DIR, INPUT_FILE, REPORT};
use crate::lower::{Context, argo, claim, executor_input, importer, memo, object, resources};
use crate::model::{
    Archive, Artifact, BucketKey, Container, EmptyDir, EnvVar, Inputs, Parameter, Raw, Template, ValueFrom,
    Volume, VolumeMount, VolumeSource,
};
use crate::options::Scheme;
use crate::text::BRACE;

/// The folder for output files, where KFP's launcher has it.
const OUTPUTS: &str = "/tmp/kfp/outputs";

/// The file of the executor output.
const REPORT_FILE: &str = "executor_output.json";

/// The output artifact with everything that a component leaves in its folder.
const FOLDER: &str = "kfp-folder";

/// The file of the executor input, for programs that read one.
pub(super) const EXECUTOR_INPUT: &str = "/tmp/kfp/executor_input.json";

/// The variable in which KFP's executors find which attempt they are.
const RETRY_INDEX: &str = "KFP_RETRY_INDEX";

/// The folder for input files of components that take paths one by one.
const INPUTS: &str = "/tmp/kfp/inputs";

/// The pod template of a component.
pub(super) fn lower(cx: &mut Context<'_>, use_: &Use, name: String) -> Option<Template> {
    let facts = cx.components.get(&use_.component)?;
    let Body::Container(leaf) = &facts.body else { return None };
    let mut template = Template { name, retry_strategy: use_.retry.clone(), ..Template::default() };
    template.inputs = inputs(cx, facts, leaf, use_);
    let settings = cx.components.argo(leaf.label);
    if let Some(instead) = leaf.instead {
        let mut template = match instead {
            Instead::Claim(claim) => claim::lower(cx, facts, leaf, claim, use_, template),
            Instead::Approval(approval) => argo::approval(facts, approval, template),
            Instead::Resource(step) => argo::resource(cx, facts, leaf, use_, step, template),
        };
        let mut patch = Patch::default();
        if let Some(settings) = settings {
            argo::pods(cx, leaf.label, settings, &mut template, &mut patch);
        }
        template.pod_spec_patch = patch.tag();
        return Some(template);
    }
    template.outputs = outputs(cx, facts, leaf);

    losses(cx, facts, leaf);
    let mut texts = Texts::new(facts, leaf, use_);
    let mut command = texts.arguments(cx, &leaf.command, &leaf.path.key("command"));
    let mut args = texts.arguments(cx, &leaf.args, &leaf.path.key("args"));
    // Argo puts `args` into a file when they are long: the program would be given the name of a file in place of a
    // text, and Kubernetes would not see the references that it is to replace. The words of a `command` stay.
    if args.iter().any(|text| text.contains("{{=") || text.contains('$')) {
        command.append(&mut args);
    }
    let mut env = texts.environment(cx, &leaf.path.key("env"));
    if texts.braces {
        let brace = EnvVar { name: BRACE.into(), value: Some("{".into()), value_from: None };
        env.insert(0, brace);
    }
    let image = texts.image(cx, &leaf.container.image, &leaf.path.key("image"));
    let mut container = Container { image, command, args, env, ..Container::default() };
    mounts(cx, facts, leaf, &mut template, &mut container);
    if leaf.container.lifecycle.is_some() {
        let message = "the container's lifecycle has no effect, neither here nor in KFP's own backend";
        cx.report.differs("AR207", leaf.path.key("lifecycle"), message, "");
    }
    let mut patch = Patch::default();
    resources::lower(cx, &texts, leaf, &mut container, &mut patch);
    cx.kubernetes_settings(leaf, use_, &mut template, &mut container, &mut patch);
    if let Some(settings) = settings {
        argo::pods(cx, leaf.label, settings, &mut template, &mut patch);
    }
    if template.retry_strategy.is_some() {
        let index = Some("{{retries}}".to_owned());
        container.env.push(EnvVar { name: RETRY_INDEX.into(), value: index, value_from: None });
    }
    container.security_context = object::of_container(cx.options, container.security_context.take());
    template.pod_spec_patch = patch.tag();
    template.container = Some(Box::new(container));
    if let Some(key) = &use_.memo {
        memo::lower(cx, facts, leaf, key, &mut template);
    }
    shrink(&mut template);
    Some(template)
}

/// Gives back the room that lists do not use: all templates are kept to the end, one or more for each task.
fn shrink(template: &mut Template) {
    template.inputs.parameters.shrink_to_fit();
    template.outputs.parameters.shrink_to_fit();
    template.volumes.shrink_to_fit();
    if let Some(container) = &mut template.container {
        container.volume_mounts.shrink_to_fit();
        container.env.shrink_to_fit();
    }
}

/// What differs for every use of the component.
fn losses(cx: &mut Context<'_>, facts: &Facts<'_>, leaf: &Leaf<'_>) {
    let outputs = facts.spec.output_definitions.as_ref();
    if !leaf.whole {
        let path = facts.path.key("outputDefinitions").key("parameters");
        for (name, spec) in outputs.iter().flat_map(|o| &o.parameters) {
            if spec.parameter_type == ParameterType::String {
                let message = format!("one line break at the end of the text `{name}` is lost");
                cx.report.differs("AR216", path.key(name), message, "write the text without one");
            }
        }
    } else if outputs.is_some_and(|o| !o.artifacts.is_empty()) {
        let mut differs = |message, help| cx.report.differs("AR217", &leaf.path, message, help);
        if leaf.chosen.paths {
            differs(
                "the component writes an output to a path of its own; nothing is taken from there",
                "write it to the path that the component is given",
            );
        }
        if leaf.chosen.elsewhere {
            differs(
                "the component gives an output a uri of its own; nothing is stored there but by the component itself",
                "make the uri by `dsl.get_uri`",
            );
        }
    }
}

fn inputs(cx: &Context<'_>, facts: &Facts<'_>, leaf: &Leaf<'_>, use_: &Use) -> Inputs {
    let present = |input: &String| !use_.absent.contains(input);
    let ports = &facts.inputs;
    let parameters = ports.parameters.iter().filter(|(n, _)| present(n)).map(|(_, p)| p);
    let records = ports.records.iter().filter(|(n, _)| present(n) && facts.asks.contains(*n)).map(|(_, p)| p);
    let dir = facts.stores.then(|| DIR.to_owned());
    let artifacts = ports.artifacts.iter().filter(|(n, _)| present(n)).map(|(input, name)| Artifact {
        name: name.clone(),
        path: Some(input_path(cx, facts, leaf, input).print_plain()),
        optional: true,
        archive: Some(Archive::default()),
        ..Artifact::default()
    });
    let executor_input = leaf.reads_file.then(|| Artifact {
        name: INPUT_FILE.to_owned(),
        path: Some(EXECUTOR_INPUT.to_owned()),
        raw: Some(Raw { data: executor_input::build(cx, facts, leaf, use_).carried().tag() }),
        ..Artifact::default()
    });
    Inputs {
        artifacts: artifacts.chain(executor_input).collect(),
        parameters: parameters
            .chain(records)
            .chain(facts.undeclared.values())
            .cloned()
            .chain(dir)
            .map(Parameter::named)
            .collect(),
    }
}

/// A path that is fixed, or computed from the uri of the artifact.
pub(super) enum FilePath {
    Fixed(String),
    Computed(Expr),
}

impl FilePath {
    fn print_plain(self) -> String {
        match self {
            Self::Fixed(path) => path,
            Self::Computed(path) => path.tag(),
        }
    }
}

/// Where an input artifact is in the container.
///
/// KFP's SDK computes the path from the uri, so a component that receives the executor input finds it there.
pub(super) fn input_path(cx: &Context<'_>, facts: &Facts<'_>, leaf: &Leaf<'_>, input: &str) -> FilePath {
    let name = facts.inputs.artifacts.get(input).map_or(input, String::as_str);
    if !leaf.whole {
        return FilePath::Fixed(format!("{INPUTS}/{name}"));
    }
    let record = facts.inputs.records.get(input).cloned().unwrap_or_default();
    let record = Expr::Input(record).parsed();
    let (uri, metadata) = if facts.input_is_list(input) {
        (record.get("prefix"), None)
    } else {
        let first = record.get("artifacts").at(Expr::Number(0.0));
        (first.clone().get("uri"), Some(first.get("metadata")))
    };
    // An input that turns out to be absent still needs some path.
    let fallback = Expr::text(format!("/tmp/kfp/inputs/{name}"));
    let uri = if facts.nullable(input) { uri.or_else(fallback) } else { uri };
    FilePath::Computed(importer::local_path(cx, uri, metadata))
}

/// The folder whose files have the uris of the outputs, as KFP's SDK translates them, as text with a plain tag.
fn artifact_folder(cx: &Context<'_>) -> String {
    format!("{}/{{{{inputs.parameters.{DIR}}}}}", cx.options.store.local_root())
}

/// Where the executor output is, as text with plain tags: uris that a component makes are below the folder of it.
pub(super) fn report_file(cx: &Context<'_>, leaf: &Leaf<'_>) -> String {
    let folder = if leaf.chosen.uris { artifact_folder(cx) } else { OUTPUTS.to_owned() };
    format!("{folder}/{REPORT_FILE}")
}

/// Where an output artifact is in the container.
pub(super) fn output_path(cx: &Context<'_>, facts: &Facts<'_>, leaf: &Leaf<'_>, output: &str) -> String {
    let name = facts.outputs.artifacts.get(output).map_or(output, String::as_str);
    if leaf.whole {
        return format!("{}/{name}", artifact_folder(cx));
    }
    let clash = facts.outputs.parameters.values().any(|p| p == name);
    if clash { format!("{OUTPUTS}/artifacts-{name}") } else { format!("{OUTPUTS}/{name}") }
}

/// Where an output parameter is written.
pub(super) fn output_file(facts: &Facts<'_>, output: &str) -> String {
    let name = facts.outputs.parameters.get(output).map_or(output, String::as_str);
    format!("{OUTPUTS}/{name}")
}

fn outputs(cx: &Context<'_>, facts: &Facts<'_>, leaf: &Leaf<'_>) -> Inputs {
    let from = |name: &str, path: String, default: Option<&str>| Parameter {
        value_from: Some(Box::new(ValueFrom {
            path: Some(path),
            default: default.map(str::to_owned),
            ..ValueFrom::default()
        })),
        ..Parameter::named(name)
    };
    let ports = &facts.outputs;
    let mut parameters = Vec::new();
    if leaf.whole && !(ports.parameters.is_empty() && ports.artifacts.is_empty()) {
        parameters.push(from(REPORT, report_file(cx, leaf), Some("{}")));
    }
    let default = leaf.whole.then_some("");
    for (output, name) in &ports.parameters {
        parameters.push(from(name, output_file(facts, output), default));
    }
    let artifact = |name: &str, path: String, key: String| {
        let key = BucketKey { bucket: None, key };
        let (s3, gcs) = match cx.options.store.scheme {
            Scheme::S3 | Scheme::Minio => (Some(key), None),
            Scheme::Gs => (None, Some(key)),
        };
        Artifact {
            name: name.to_owned(),
            path: Some(path),
            optional: true,
            archive: Some(Archive::default()),
            s3,
            gcs,
            ..Artifact::default()
        }
    };
    let dir = format!("{{{{inputs.parameters.{DIR}}}}}");
    let one_by_one = ports
        .artifacts
        .iter()
        .map(|(output, name)| artifact(name, output_path(cx, facts, leaf, output), format!("{dir}/{name}")));
    let artifacts = match leaf.chosen.uris {
        true if ports.artifacts.is_empty() => Vec::new(),
        true => vec![artifact(FOLDER, artifact_folder(cx), dir.clone())],
        false => one_by_one.collect(),
    };
    Inputs { parameters, artifacts }
}

/// Folders for what the program writes: KFP's launcher makes them, and lets users other than root write to them.
fn mounts(
    cx: &Context<'_>,
    facts: &Facts<'_>,
    leaf: &Leaf<'_>,
    template: &mut Template,
    container: &mut Container,
) {
    let ports = &facts.outputs;
    let mut folder = |name: &str, path: String| {
        let source = VolumeSource::EmptyDir(EmptyDir::default());
        template.volumes.push(Volume { name: name.to_owned(), source });
        container.volume_mounts.push(VolumeMount { name: name.to_owned(), mount_path: path, sub_path: None });
    };
    if !ports.parameters.is_empty() || !ports.artifacts.is_empty() {
        folder("kfp-outputs", OUTPUTS.to_owned());
    }
    if leaf.whole && facts.stores {
        folder("kfp-artifacts", artifact_folder(cx));
    }
}

/// The value of an output parameter, as a task of the same graph reads it.
pub(super) fn output(facts: &Facts<'_>, leaf: &Leaf<'_>, task: &str, output: &str) -> Option<Expr> {
    let name = facts.outputs.parameters.get(output)?;
    let spec = facts.spec.output_definitions.as_ref()?.parameters.get(output)?;
    let file = Expr::Output { task: task.to_owned(), parameter: name.clone() };
    let written = read(file, spec.parameter_type);
    if !leaf.whole {
        return Some(written);
    }
    let report = Expr::Output { task: task.to_owned(), parameter: REPORT.to_owned() };
    Some(report.parsed().get("parameterValues").get(output).or_else(written))
}

/// The value in a file, by KFP's rules for output files.
fn read(file: Expr, kind: ParameterType) -> Expr {
    let call = |function, of| Expr::Call(function, vec![of]);
    let trimmed = || call("trim", file.clone());
    match kind {
        ParameterType::String => file,
        ParameterType::NumberInteger => call("int", trimmed()),
        ParameterType::NumberDouble => call("float", trimmed()),
        ParameterType::Boolean => {
            let any = |words: [&str; 3]| trimmed().op(Op::In, Expr::List(words.map(Expr::text).to_vec()));
            let word = call("lower", trimmed()).parsed();
            let no = Expr::choose(any(["0", "f", "F"]), Expr::Bool(false), word);
            Expr::choose(any(["1", "t", "T"]), Expr::Bool(true), no)
        }
        _ => file.parsed(),
    }
}

/// The value of a constant as the text of a setting.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => crate::text::json(other).to_string(),
    }
}
