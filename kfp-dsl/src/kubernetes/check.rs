//! What Kubernetes demands of the texts in settings; it would refuse the pod, long after the pipeline was compiled.

use kfp_ir::model::platform::kubernetes::KubernetesExecutorConfig;
use kfp_ir::target::in_workspace;
use kfp_ir::valid::kubernetes_names::{is_dns_label, is_label_text, is_subdomain};

use super::{Fault, Fragment};

fn alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// A DNS subdomain (RFC 1123), as names of secrets, config maps and claims are.
pub(super) fn object_name(fragment: &mut Fragment, what: &str, name: &str) {
    if !is_subdomain(name) || !name.split('.').all(is_subdomain) {
        let help =
            "use small letters, digits, `-` and `.`, with a letter or digit at both ends, at most 253 in all";
        fragment.fault(format!("`{name}` cannot be {what}"), help);
    }
}

/// A DNS label (RFC 1123), as names of volumes and containers are.
pub(super) fn label_name(fragment: &mut Fragment, what: &str, name: &str) {
    if !is_dns_label(name) {
        let help =
            "use small letters, digits and `-`, with a letter or digit at both ends, at most 63 in all";
        fragment.fault(format!("`{name}` cannot be {what}"), help);
    }
}

/// The key of a label or annotation: `zone` or `example.com/zone`.
pub(super) fn key(fragment: &mut Fragment, what: &str, key: &str) {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    let prefix = prefix.is_none_or(|prefix| {
        !prefix.is_empty()
            && prefix.len() <= 253
            && prefix.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'))
    });
    if !prefix || !is_label_text(name) {
        let help = "write `name` or `domain/name`: letters, digits, `-`, `_` and `.`, at most 63 in the name";
        fragment.fault(format!("`{key}` cannot be the key of {what}"), help);
    }
}

/// The value of a label.
pub(super) fn label_value(fragment: &mut Fragment, value: &str) {
    if !value.is_empty() && !is_label_text(value) {
        let help =
            "use letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, at most 63 in all";
        fragment.fault(format!("`{value}` cannot be the value of a label"), help);
    }
}

/// The name of an environment variable.
pub(super) fn variable(fragment: &mut Fragment, name: &str) {
    if name.is_empty() || name.contains(['=', '\0']) || !name.is_ascii() {
        let help = "use letters, digits and `_`";
        fragment.fault(format!("`{name}` is not the name of an environment variable"), help);
    }
}

/// A key inside a secret or config map.
pub(super) fn data_key(fragment: &mut Fragment, what: &str, key: &str) {
    if key.is_empty()
        || key.len() > 253
        || !key.chars().all(|c| alphanumeric(c) || matches!(c, '-' | '_' | '.'))
    {
        let help = "use letters, digits, `-`, `_` and `.`";
        fragment.fault(format!("`{key}` cannot be a key of {what}"), help);
    }
}

/// An absolute path outside of the workspace.
pub(super) fn mount_path(fragment: &mut Fragment, path: &str) {
    if !path.starts_with('/') || path.contains(':') {
        let help = "write an absolute path without `:`, such as `/data`";
        fragment.fault(format!("`{path}` is not a path to mount a volume at"), help);
    } else if in_workspace(path) {
        let help = "KFP keeps the path for the workspace and refuses the pod: choose another one";
        fragment.fault(format!("`{path}` is inside the workspace"), help);
    }
}

/// A size of storage or memory.
pub(super) fn size(fragment: &mut Fragment, size: &str) {
    if !is_size(size) {
        fragment.fault(format!("`{size}` is not a size"), "write it as `10Gi`, `500Mi` or `1Ti`");
    }
}

/// Whether Kubernetes takes a text as a size above zero: digits with a point at most, and a unit (SDK `_SIZE_REGEX`).
pub(crate) fn is_size(size: &str) -> bool {
    let number = size.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = size.get(number.len()..).unwrap_or_default();
    let units = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "K", "M", "G", "T", "P", "E"];
    let digits = number.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    digits && units.contains(&unit) && number.parse::<f64>().is_ok_and(|number| number > 0.0)
}

/// What is wrong with several settings of one task together.
pub(crate) fn together(config: &KubernetesExecutorConfig) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut twice = |mut names: Vec<&str>, message: &dyn Fn(&str) -> String, help: &'static str| {
        names.sort_unstable();
        let mut told: Option<&str> = None;
        for pair in names.windows(2) {
            if let [a, b] = pair
                && a == b
                && told != Some(*a)
            {
                told = Some(*a);
                faults.push(Fault { message: message(a), help });
            }
        }
    };
    let secrets = config.secret_as_volume.iter().map(|v| v.mount_path.as_str());
    let maps = config.config_map_as_volume.iter().map(|v| v.mount_path.as_str());
    let claims = config.pvc_mount.iter().map(|v| v.mount_path.as_str());
    let ephemeral = config.generic_ephemeral_volume.iter().map(|v| v.mount_path.as_str());
    let empty = config.empty_dir_mounts.iter().map(|v| v.mount_path.as_str());
    let paths = secrets.chain(maps).chain(claims).chain(ephemeral).chain(empty).collect();
    twice(paths, &|path| format!("two volumes are mounted at `{path}`"), "give each a path of its own");
    let ephemeral = config.generic_ephemeral_volume.iter().map(|v| v.volume_name.as_str());
    let empty = config.empty_dir_mounts.iter().map(|v| v.volume_name.as_str());
    twice(
        ephemeral.chain(empty).collect(),
        &|name| format!("two volumes are called `{name}`"),
        "give each a name of its own",
    );
    let init = config.init_containers.iter().map(|c| c.name.as_str());
    twice(init.collect(), &|name| format!("two init containers are called `{name}`"), "rename one of them");
    let secrets = config.secret_as_env.iter().flat_map(|s| &s.key_to_env).map(|k| k.env_var.as_str());
    let maps = config.config_map_as_env.iter().flat_map(|c| &c.key_to_env).map(|k| k.env_var.as_str());
    let fields = config.field_path_as_env.iter().map(|f| f.name.as_str());
    twice(
        secrets.chain(maps).chain(fields).collect(),
        &|name| format!("the environment variable `{name}` has two sources"),
        "keep one of them",
    );
    faults
}
