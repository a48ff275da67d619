//! Names as Kubernetes takes them (`apimachinery/pkg/util/validation`).

/// Whether it can be the name of an object, such as a secret or a claim: at most 253 small letters, digits, `-` and `.`, with a
/// letter or digit at both ends.
pub fn is_subdomain(name: &str) -> bool {
    let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let inner = |c: char| end(c) || matches!(c, '-' | '.');
    name.starts_with(end) && name.ends_with(end) && name.chars().all(inner) && name.len() <= 253
}

/// Whether it can be the name of a volume or container: a name of an object without `.`, at most 63 long.
pub fn is_dns_label(name: &str) -> bool {
    is_subdomain(name) && !name.contains('.') && name.len() <= 63
}

/// Whether it can be the value of a label, or the key of one behind its domain: at most 63 letters, digits, `-`, `_` and `.`,
/// with a letter or digit at both ends.
pub fn is_label_text(text: &str) -> bool {
    let end = |c: char| c.is_ascii_alphanumeric();
    let inner = |c: char| end(c) || matches!(c, '-' | '_' | '.');
    text.starts_with(end) && text.ends_with(end) && text.chars().all(inner) && text.len() <= 63
}

/// Whether it can be the key of a label or annotation, or the name of a resource: a label text, perhaps behind a domain and `/`.
pub fn is_key(key: &str) -> bool {
    match key.split_once('/') {
        Some((prefix, name)) => is_subdomain(prefix) && is_label_text(name),
        None => is_label_text(key),
    }
}

/// Whether it is a field of a pod that an environment variable can have; `is_key` judges the key of a label or annotation
/// (Kubernetes `core/validation`, `validEnvDownwardAPIFieldPathExpressions`).
pub fn is_pod_field(path: &str, is_key: impl Fn(&str) -> bool) -> bool {
    let fields = [
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.serviceAccountName",
        "status.hostIP",
        "status.hostIPs",
        "status.podIP",
        "status.podIPs",
    ];
    let entry = |start: &str| path.strip_prefix(start).and_then(|rest| rest.strip_suffix("']"));
    let key = entry("metadata.labels['").or_else(|| entry("metadata.annotations['"));
    fields.contains(&path) || key.is_some_and(is_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_of_names_differ() {
        for name in ["a", "0", "a-b", &"a".repeat(63)] {
            assert!(is_subdomain(name) && is_dns_label(name) && is_label_text(name), "{name}");
        }
        for name in ["", "-a", "a-", "a b", "ä", &"a".repeat(254)] {
            assert!(!is_subdomain(name) && !is_dns_label(name) && !is_label_text(name), "{name}");
        }
        assert!(is_subdomain("a.b") && !is_dns_label("a.b") && is_label_text("a.b"));
        assert!(!is_subdomain("A_b") && is_label_text("A_b"));
        assert!(is_subdomain(&"a".repeat(64)) && !is_dns_label(&"a".repeat(64)));
    }
}
