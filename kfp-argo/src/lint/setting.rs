//! Memoization and retries: what fails only when a key is looked up or an attempt is over.

use kfp_ir::path::IrPath;

use super::Report;
use super::tags::tags;
use crate::object::{AnyText, Memoize, RetryStrategy, Template};

/// What a run never has twice: in a key it keeps every result from being found.
const UNIQUE: &[&str] = &[
    "workflow.uid",
    "workflow.name",
    "workflow.creationTimestamp",
    "pod.name",
    "node.name",
    "uuidv4",
    "now(",
    "randAlpha",
    "randNumeric",
];

/// The longest key of a config map.
const LONGEST_KEY: usize = 253;

const POLICIES: &[&str] = &["Always", "OnFailure", "OnError", "OnTransientError"];

pub(super) fn check(template: &Template, path: &IrPath, report: &mut Report<'_, '_>) {
    if let Some(memoize) = &template.memoize {
        key(memoize, template, &path.key("memoize"), report);
    }
    if let Some(strategy) = &template.retry_strategy {
        retry(strategy, &path.key("retryStrategy"), report);
    }
}

fn key(memoize: &Memoize, template: &Template, path: &IrPath, report: &mut Report<'_, '_>) {
    if memoize.max_age.is_none() {
        let help =
            "write `maxAge: \"\"` for results that stay: the full resource definitions demand the field";
        report.warning("AR331", path, "`maxAge` is not there", Some(help));
    }
    let path = path.key("key");
    let Some(key) = memoize.key.as_deref() else { return };
    let found = tags(key);
    let mut fixed = String::new();
    let mut from = 0;
    for tag in &found {
        fixed.push_str(key.get(from..tag.at).unwrap_or_default());
        from = tag.inner_at() + tag.inner.len() + 2;
    }
    fixed.push_str(key.get(from..).unwrap_or_default());
    let hashed = "hash what may hold anything: `{{=sprig.sha256sum(...)}}`";
    if let Some(wrong) = fixed.chars().find(|c| !(c.is_ascii_alphanumeric() || *c == '-')) {
        let message = format!("a key has letters, digits and `-`, and not `{wrong}`");
        report.error("AR331", &path, message, Some(hashed));
    } else if key.starts_with('-') {
        report.error("AR331", &path, "a key begins with a letter or a digit", None);
    } else if fixed.len() > LONGEST_KEY {
        report.error("AR331", &path, format!("a key has at most {LONGEST_KEY} characters"), Some(hashed));
    }
    let inputs = template.inputs.as_ref().is_some_and(|i| i.parameters.is_some() || i.artifacts.is_some());
    if found.is_empty() && inputs {
        let help = "the key has to depend on them: `{{=sprig.sha256sum(toJson(inputs.parameters))}}`";
        report.warning("AR331", &path, "all inputs share one result", Some(help));
    }
    for tag in &found {
        if let Some(unique) = UNIQUE.iter().find(|unique| tag.inner.contains(**unique)) {
            let unique = unique.trim_end_matches('(');
            let message = format!("`{unique}` is another one in each run: no result is ever found");
            report.warning("AR331", &path, message, Some("leave it out of the key"));
        } else if !tag.expression && tag.inner.contains("parameters") {
            let message =
                format!("the step fails when `{}` holds more than letters, digits and `-`", tag.inner.trim());
            report.warning("AR331", &path, message, Some(hashed));
        }
    }
}

fn retry(strategy: &RetryStrategy, path: &IrPath, report: &mut Report<'_, '_>) {
    if let Some(policy) = strategy.retry_policy.as_deref()
        && !policy.contains("{{")
        && !POLICIES.contains(&policy)
    {
        let help = format!("it is one of {}", POLICIES.join(", "));
        report.error(
            "AR332",
            &path.key("retryPolicy"),
            format!("there is no policy `{policy}`"),
            Some(&help),
        );
    }
    whole(strategy.limit.as_ref(), "the limit", &path.key("limit"), report);
    let Some(backoff) = &strategy.backoff else { return };
    let path = path.key("backoff");
    whole(backoff.factor.as_ref(), "the factor", &path.key("factor"), report);
    if backoff.duration.is_none() {
        let help = "say how long the first wait is: `duration: 10s`";
        report.error("AR332", &path, "`backoff` without `duration`: no further attempt is made", Some(help));
    }
    for (key, text) in
        [("duration", &backoff.duration), ("maxDuration", &backoff.max_duration), ("cap", &backoff.cap)]
    {
        if let Some(text) = text.as_deref()
            && !text.contains("{{")
            && !is_duration(text)
        {
            let message = format!("`{text}` is no length of time");
            report.error("AR332", &path.key(key), message, Some("write seconds, or units as in `1m30s`"));
        }
    }
}

fn whole(value: Option<&AnyText>, what: &str, path: &IrPath, report: &mut Report<'_, '_>) {
    let Some(text) = value.map(AnyText::text) else { return };
    if !text.contains("{{") && text.parse::<i64>().is_err() {
        let message = format!("{what} is a whole number, and not `{text}`");
        report.error("AR332", path, message, Some("the first failure would be the last: no attempt follows"));
    }
}

/// Seconds, or a duration of Go: `1m30s`, `1.5h`.
fn is_duration(text: &str) -> bool {
    if text.parse::<i64>().is_ok() {
        return true;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let Some((digits, behind)) = rest.split_at_checked(number) else { return false };
        let units = ["ns", "us", "µs", "ms", "s", "m", "h", "d"];
        let Some(unit) = units.iter().find(|unit| behind.starts_with(**unit)) else { return false };
        if digits.parse::<f64>().is_err() {
            return false;
        }
        rest = behind.get(unit.len()..).unwrap_or_default();
    }
    !text.is_empty()
}
