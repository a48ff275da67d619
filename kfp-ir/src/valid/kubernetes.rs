//! Rules about the Kubernetes settings of executors: what the API server of a cluster refuses when the pod is made.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::platform::ObjectName;
use crate::model::platform::kubernetes::{
    KubernetesExecutorConfig, NodeAffinityTerm, PodMetadata, SelectorRequirement, Toleration,
};
use crate::model::{TaskInputParameter, Value};
use crate::path::At;
use crate::target::in_workspace;
use crate::valid::context::Context;
use crate::valid::executor::env_name;
use crate::valid::kubernetes_names::{is_dns_label, is_key, is_label_text, is_pod_field, is_subdomain};
use crate::valid::{one_of, quantity, rules};

pub(crate) fn check(cx: &mut Context<'_>, at: &At<'_>, settings: &KubernetesExecutorConfig) {
    if !matches!(settings.image_pull_policy.as_str(), "" | "Always" | "Never" | "IfNotPresent") {
        let message = format!("`{}` is not an image pull policy", settings.image_pull_policy);
        let help = "use `Always`, `Never` or `IfNotPresent`".to_owned();
        cx.report(rules::PLATFORM_VALUE, &at.key("imagePullPolicy"), message, Some(help));
    }
    if settings.active_deadline_seconds < 0 {
        let message = format!("a task cannot end after {} seconds", settings.active_deadline_seconds);
        value(cx, &at.key("activeDeadlineSeconds"), message);
    }
    names(cx, at, settings);
    mounts(cx, at, settings);
    volumes(cx, at, settings);
    environment(cx, at, settings);
    placement(cx, at, settings);
    if let Some(metadata) = &settings.pod_metadata {
        pod_metadata(cx, &at.key("podMetadata"), metadata);
    }
    if let Some(user) = &settings.security_context {
        let at = at.key("securityContext");
        for (field, id) in [("runAsUser", user.run_as_user), ("runAsGroup", user.run_as_group)] {
            if let Some(id) = id.filter(|id| *id < 0) {
                value(cx, &at.key(field), format!("`{id}` is not a number of a user or group"));
            }
        }
        if user.run_as_non_root == Some(true) && user.run_as_user == Some(0) {
            value(cx, &at, "user 0 is root, and `runAsNonRoot` forbids it".to_owned());
        }
    }
    let ignored = [
        ("podAffinity", !settings.pod_affinity.is_empty()),
        ("enabledSharedMemory", settings.enabled_shared_memory.is_some()),
    ];
    let kfp = cx.kfp();
    for (field, _) in ignored.iter().filter(|(_, there)| *there && kfp) {
        let message = format!("{} ignores `{field}`", cx.target);
        cx.report(rules::PLATFORM_IGNORED, &at.key(field), message, None);
    }
    if !settings.init_containers.is_empty() && !cx.can.init_containers {
        let message = format!("{} does not know `initContainers` and refuses the pipeline", cx.target);
        cx.report(rules::PLATFORM_UNKNOWN, &at.key("initContainers"), message, None);
    }
}

fn value(cx: &mut Context<'_>, at: &At<'_>, message: String) {
    cx.report(rules::PLATFORM_VALUE, at, message, None);
}

/// The names of objects: a DNS subdomain each, as `apimachinery/pkg/util/validation` has it.
fn names(cx: &mut Context<'_>, at: &At<'_>, settings: &KubernetesExecutorConfig) {
    for ObjectName { field, index, what, plain, input } in settings.object_names() {
        name(cx, &at.key(field).index(index), what, plain, input);
    }
    for (i, m) in settings.pvc_mount.iter().enumerate() {
        let list = at.key("pvcMount");
        let at = list.index(i);
        one_of::mount(cx, &at, m);
        let elsewhere = m.component_input_parameter.is_some() || m.task_output_parameter.is_some();
        let constant = m.constant.as_deref().unwrap_or_default();
        if !elsewhere {
            name(cx, &at, "volume claim", constant, m.pvc_name_parameter.as_ref());
        }
    }
}

fn name(cx: &mut Context<'_>, at: &At<'_>, what: &str, old: &str, new: Option<&TaskInputParameter>) {
    let constant = new.and_then(|new| new.runtime_value.as_ref()?.constant.as_ref());
    let text = match (new, constant) {
        (_, Some(Value::String(text))) => text,
        (Some(_), None) => return,
        _ => old,
    };
    if text.is_empty() {
        value(cx, at, format!("the {what} has no name"));
    } else if !is_subdomain(text) && !text.contains("{{") {
        let message = format!("`{text}` cannot be the name of a {what}");
        let help = "use at most 253 small letters, digits, `-` and `.`, with a letter or digit at both ends";
        cx.report(rules::KUBERNETES_NAME, at, message, Some(help.to_owned()));
    }
}

fn labels(cx: &mut Context<'_>, at: &At<'_>, labels: &BTreeMap<String, String>) {
    for (key, value) in labels {
        let at = at.key(key);
        if !is_key(key) {
            label_key(cx, &at, key);
        } else if !value.is_empty() && !is_label_text(value) && !value.contains("{{") {
            let message = format!("`{value}` cannot be the value of a label");
            let help =
                "use at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends";
            cx.report(rules::KUBERNETES_LABEL, &at, message, Some(help.to_owned()));
        }
    }
}

fn label_key(cx: &mut Context<'_>, at: &At<'_>, key: &str) {
    let message = format!("`{key}` cannot be the key of a label or annotation");
    let help = "use at most 63 letters, digits, `-`, `_` and `.`, after an optional `domain/`".to_owned();
    cx.report(rules::KUBERNETES_LABEL, at, message, Some(help));
}

fn pod_metadata(cx: &mut Context<'_>, at: &At<'_>, metadata: &PodMetadata) {
    labels(cx, &at.key("labels"), &metadata.labels);
    for key in metadata.annotations.keys().filter(|key| !is_key(key)) {
        label_key(cx, &at.key("annotations").key(key), key);
    }
}

fn mounts(cx: &mut Context<'_>, at: &At<'_>, settings: &KubernetesExecutorConfig) {
    let secrets = settings.secret_as_volume.iter().map(|v| ("secretAsVolume", &v.mount_path));
    let maps = settings.config_map_as_volume.iter().map(|v| ("configMapAsVolume", &v.mount_path));
    let claims = settings.pvc_mount.iter().map(|v| ("pvcMount", &v.mount_path));
    let ephemeral =
        settings.generic_ephemeral_volume.iter().map(|v| ("genericEphemeralVolume", &v.mount_path));
    let empty = settings.empty_dir_mounts.iter().map(|v| ("emptyDirMounts", &v.mount_path));
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (field, path) in secrets.chain(maps).chain(claims).chain(ephemeral).chain(empty) {
        let at = at.key(field);
        if path.is_empty() || path.contains(':') {
            value(cx, &at, format!("`{path}` is not a path to mount a volume at"));
        } else if in_workspace(path) {
            value(cx, &at, format!("`{path}` is inside the workspace, where no volume can be mounted"));
        } else if let Some(other) = seen.insert(path, field) {
            let message = format!("two volumes are mounted at `{path}`: one by `{other}`, one by `{field}`");
            cx.report(rules::MOUNTS, &at, message, Some("give each a path of its own".to_owned()));
        }
    }
}

fn volumes(cx: &mut Context<'_>, at: &At<'_>, settings: &KubernetesExecutorConfig) {
    let mut seen = BTreeSet::new();
    let mut volume = |cx: &mut Context<'_>, at: &At<'_>, name: &str| {
        if !is_dns_label(name) {
            let message = format!("`{name}` cannot be the name of a volume");
            let help = "use at most 63 small letters, digits and `-`, with a letter or digit at both ends";
            cx.report(rules::KUBERNETES_NAME, &at.key("volumeName"), message, Some(help.to_owned()));
        } else if !seen.insert(name.to_owned()) {
            let message = format!("two volumes are called `{name}`");
            cx.report(rules::MOUNTS, &at.key("volumeName"), message, Some("rename one of them".to_owned()));
        }
    };
    for (i, ephemeral) in settings.generic_ephemeral_volume.iter().enumerate() {
        let list = at.key("genericEphemeralVolume");
        let at = list.index(i);
        volume(cx, &at, &ephemeral.volume_name);
        if quantity::parse(&ephemeral.size).is_none_or(|size| size <= 0.0) {
            value(cx, &at.key("size"), format!("`{}` is not the size of a volume", ephemeral.size));
        }
        const MODES: &[&str] = &["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"];
        if ephemeral.access_modes.is_empty() {
            value(cx, &at, "the volume has no access modes".to_owned());
        }
        for mode in ephemeral.access_modes.iter().filter(|mode| !MODES.contains(&mode.as_str())) {
            value(cx, &at.key("accessModes"), format!("`{mode}` is not an access mode of a volume"));
        }
        if let Some(metadata) = &ephemeral.metadata {
            pod_metadata(cx, &at.key("metadata"), metadata);
        }
    }
    for (i, empty) in settings.empty_dir_mounts.iter().enumerate() {
        let list = at.key("emptyDirMounts");
        let at = list.index(i);
        volume(cx, &at, &empty.volume_name);
        let limit = empty.size_limit.as_deref().filter(|limit| !limit.is_empty());
        if let Some(limit) = limit.filter(|limit| quantity::parse(limit).is_none_or(|size| size < 0.0)) {
            value(cx, &at.key("sizeLimit"), format!("`{limit}` is not the size of a volume"));
        }
        let medium = empty.medium.as_deref().unwrap_or_default();
        if !matches!(medium, "" | "Memory") && !medium.starts_with("HugePages") {
            value(
                cx,
                &at.key("medium"),
                format!("`{medium}` is not a medium: use `Memory`, or none for the disk"),
            );
        }
    }
}

fn environment(cx: &mut Context<'_>, at: &At<'_>, settings: &KubernetesExecutorConfig) {
    let secrets = settings.secret_as_env.iter().flat_map(|s| &s.key_to_env);
    let secrets = secrets.map(|env| ("secretAsEnv", &env.env_var));
    let maps = settings.config_map_as_env.iter().flat_map(|m| &m.key_to_env);
    let maps = maps.map(|env| ("configMapAsEnv", &env.env_var));
    let fields = settings.field_path_as_env.iter().map(|env| ("fieldPathAsEnv", &env.name));
    for (field, name) in secrets.chain(maps).chain(fields) {
        if !env_name(name) {
            let message = format!("`{name}` is not a valid name for an environment variable");
            cx.report(rules::ENV_NAME, &at.key(field), message, None);
        }
    }
    for (i, env) in settings.field_path_as_env.iter().enumerate() {
        if !is_pod_field(&env.field_path, is_key) {
            let message = format!("`{}` is no field of a pod that a variable can have", env.field_path);
            let help =
                "use one of `metadata.name`, `metadata.labels['..']`, `spec.nodeName`, `status.podIP` \
                        and the like"
                    .to_owned();
            let list = at.key("fieldPathAsEnv");
            cx.report(rules::PLATFORM_VALUE, &list.index(i).key("fieldPath"), message, Some(help));
        }
    }
}

fn placement(cx: &mut Context<'_>, at: &At<'_>, settings: &KubernetesExecutorConfig) {
    if let Some(selector) = &settings.node_selector {
        labels(cx, &at.key("nodeSelector").key("labels"), &selector.labels);
    }
    for (i, toleration) in settings.tolerations.iter().enumerate() {
        if let Some(message) = toleration_error(toleration) {
            value(cx, &at.key("tolerations").index(i), message);
        }
    }
    for (i, term) in settings.node_affinity.iter().enumerate() {
        let list = at.key("nodeAffinity");
        affinity(cx, &list.index(i), term);
    }
}

fn toleration_error(toleration: &Toleration) -> Option<String> {
    let Toleration { key, operator, value, effect, toleration_seconds, toleration_json } = toleration;
    if toleration_json.is_some() {
        return None;
    }
    if !matches!(operator.as_str(), "" | "Exists" | "Equal") {
        return Some(format!("`{operator}` is not an operator: use `Exists` or `Equal`"));
    }
    if !matches!(effect.as_str(), "" | "NoSchedule" | "PreferNoSchedule" | "NoExecute") {
        return Some(format!(
            "`{effect}` is not an effect: use `NoSchedule`, `PreferNoSchedule` or `NoExecute`"
        ));
    }
    if operator == "Exists" && !value.is_empty() {
        return Some("a toleration with `Exists` has no value".to_owned());
    }
    if key.is_empty() && operator != "Exists" {
        return Some("a toleration without a key needs the operator `Exists`".to_owned());
    }
    if toleration_seconds.is_some() && effect != "NoExecute" {
        return Some("only tolerations of the effect `NoExecute` have seconds".to_owned());
    }
    None
}

fn affinity(cx: &mut Context<'_>, at: &At<'_>, term: &NodeAffinityTerm) {
    if term.weight.is_some_and(|weight| !(1..=100).contains(&weight)) {
        value(cx, at, "the weight of an affinity is between 1 and 100".to_owned());
    }
    for (field, requirements) in
        [("matchExpressions", &term.match_expressions), ("matchFields", &term.match_fields)]
    {
        for (i, requirement) in requirements.iter().enumerate() {
            if let Some(message) = requirement_error(requirement) {
                value(cx, &at.key(field).index(i), message);
            }
        }
    }
}

fn requirement_error(requirement: &SelectorRequirement) -> Option<String> {
    let SelectorRequirement { key, operator, values } = requirement;
    let fits = match operator.as_str() {
        "In" | "NotIn" => !values.is_empty(),
        "Exists" | "DoesNotExist" => values.is_empty(),
        "Gt" | "Lt" => values.len() == 1,
        _ => {
            return Some(format!(
                "`{operator}` is not an operator: use `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`"
            ));
        }
    };
    if key.is_empty() {
        return Some("the expression has no key".to_owned());
    }
    if let ("Gt" | "Lt", [number]) = (operator.as_str(), values.as_slice())
        && number.parse::<i64>().is_err()
    {
        return Some(format!("`{operator}` compares whole numbers, not `{number}`"));
    }
    (!fits).then(|| format!("`{operator}` does not take {} values", values.len()))
}
