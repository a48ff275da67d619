//! Names of objects and JSON settings of a pod that a run may decide about.

use std::borrow::Cow;

use kfp_ir::model::platform::kubernetes::{KubernetesExecutorConfig, PvcMount};
use kfp_ir::model::{TaskInputParameter, Value};
use kfp_ir::path::IrPath;

use crate::expr::Expr;
use crate::lower::container::plain;
use crate::lower::entry::Entry;
use crate::lower::instance::Use;

/// A setting that is given as an input: the field, its position, and the input.
pub(super) type Setting<'c> = (&'static str, usize, Cow<'c, TaskInputParameter>);

/// The names of objects.
pub(super) fn names(config: &KubernetesExecutorConfig) -> Vec<Setting<'_>> {
    use Cow::{Borrowed, Owned};
    let mut all: Vec<Setting<'_>> = config
        .object_names()
        .map(|object| {
            let input = object.input.map_or_else(|| Owned(constant(object.plain)), Borrowed);
            (object.field, object.index, input)
        })
        .collect();
    for (i, mount) in config.pvc_mount.iter().enumerate() {
        let input = match &mount.pvc_name_parameter {
            Some(input) => Borrowed(input),
            None => Owned(legacy_claim(mount)),
        };
        all.push(("pvcMount", i, input));
    }
    all
}

/// The settings that are one JSON value.
pub(super) fn values(config: &KubernetesExecutorConfig) -> Vec<Setting<'_>> {
    let selector = config.node_selector.iter().enumerate();
    let selector = selector.filter_map(|(i, s)| Some(("nodeSelector", i, s.node_selector_json.as_ref()?)));
    let tolerations = config.tolerations.iter().enumerate();
    let tolerations = tolerations.filter_map(|(i, t)| Some(("tolerations", i, t.toleration_json.as_ref()?)));
    let affinity = config.node_affinity.iter().enumerate();
    let affinity = affinity.filter_map(|(i, t)| Some(("nodeAffinity", i, t.node_affinity_json.as_ref()?)));
    let all = selector.chain(tolerations).chain(affinity);
    all.map(|(field, i, input)| (field, i, Cow::Borrowed(input))).collect()
}

fn legacy_claim(mount: &PvcMount) -> TaskInputParameter {
    TaskInputParameter {
        task_output_parameter: mount.task_output_parameter.clone(),
        component_input_parameter: mount.component_input_parameter.clone(),
        ..constant(mount.constant.as_deref().unwrap_or_default())
    }
}

fn constant(text: &str) -> TaskInputParameter {
    TaskInputParameter::constant(text)
}

/// The value, when no run decides about it.
pub(super) fn fixed(input: &TaskInputParameter) -> Option<&Value> {
    let from = (&input.task_output_parameter, &input.component_input_parameter);
    if let (None, None) = from { input.runtime_value.as_ref()?.constant.as_ref() } else { None }
}

/// A setting that is only known in a run.
pub(super) struct Late {
    /// The parameter of the template.
    pub(super) argument: String,
    pub(super) input: TaskInputParameter,
    pub(super) path: IrPath,
}

pub(super) fn executor_path(label: &str) -> IrPath {
    IrPath::new(["platforms", "kubernetes", "deploymentSpec", "executors", label])
}

/// The settings that are only known in a run.
pub(super) fn late(config: &KubernetesExecutorConfig, label: &str) -> Vec<Late> {
    names(config)
        .into_iter()
        .chain(values(config))
        .filter(|(_, _, input)| fixed(input).is_none())
        .map(|(field, i, input)| Late {
            argument: argument(field, i),
            input: input.into_owned(),
            path: executor_path(label).key(field).index(i),
        })
        .collect()
}

pub(super) fn argument(field: &str, i: usize) -> String {
    format!("kfp-{field}-{i}")
}

/// A name, as a pod spec takes it.
pub(super) enum Name {
    /// A fixed one, or a tag.
    Text(String),
    /// The JSON text of an input that may be `null`; whatever needs the name is then left out.
    Maybe(Expr),
}

impl Name {
    pub(super) fn new(field: &str, i: usize, input: &TaskInputParameter, use_: &Use) -> Self {
        if let Some(value) = fixed(input) {
            return Self::Text(plain(value));
        }
        let argument = argument(field, i);
        let sure = use_.given.contains(&argument);
        let json = Expr::Input(argument);
        if sure { Self::Text(json.parsed().tag()) } else { Self::Maybe(json) }
    }
}

/// Something with a name in it that may be missing, for a patch.
pub(super) fn item(name: &Expr, value: impl FnOnce(Expr) -> Expr) -> Entry {
    Entry::unless_null(name, value(name.clone().parsed()))
}
