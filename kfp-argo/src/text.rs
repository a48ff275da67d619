//! Text that Argo and Kubernetes leave as it is, although both look for something to replace in it.

use kfp_ir::model::Value;
use serde_json::Value as Json;

/// The environment variable that stands for one opening brace.
///
/// Argo replaces `{{...}}` in a container before Kubernetes replaces `$(...)`, so a brace that only Kubernetes puts in
/// is seen by no pass of Argo.
pub(crate) const BRACE: &str = "KFP_BRACE";

/// What is written in place of `{{` in arguments and environment values.
pub(crate) const BRACES: &str = "{$(KFP_BRACE)";

/// The longest argument or variable that Linux gives to a process (`MAX_ARG_STRLEN`).
pub(crate) const LONGEST_ARGUMENT: usize = 128 << 10;

/// Text of the author for a command, argument or environment value: every `{{` is kept from Argo.
pub(crate) fn shield(text: &str) -> String {
    text.replace("{{", BRACES)
}

/// How many bytes of a text are certain to reach a process: tags of Argo count nothing, escapes what they stand for.
pub(crate) fn given_bytes(text: &str) -> usize {
    let mut bytes = 0;
    let mut rest = text;
    let given = |text: &str| text.replace(BRACES, "{{").replace("$$", "$").len();
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((_, tail)) = after.split_once("}}") else { break };
        bytes += given(before);
        rest = tail;
    }
    bytes + given(rest)
}

/// The text of a value as it travels between templates: compact JSON, with `{{` and DEL escaped.
pub(crate) fn safe_json(value: &Value) -> String {
    escape(&json(value).to_string())
}

/// In compact JSON, two opening braces in a row and DEL occur in strings only.
fn escape(compact: &str) -> String {
    compact.replace("{{", "{\\u007b").replace('\u{7f}', "\\u007f")
}

/// A value of the IR as JSON. Whole numbers lose their `.0`, as in Go.
pub fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Number(n) => number(*n),
        Value::String(s) => Json::String(s.clone()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Struct(fields) => Json::Object(fields.0.iter().map(|(k, v)| (k.clone(), json(v))).collect()),
    }
}

/// Whole numbers that a double holds exactly, as integers.
#[expect(clippy::cast_possible_truncation, reason = "the value is whole and within ±2^53")]
pub(crate) fn number(n: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let negative_zero = n == 0.0 && n.is_sign_negative();
    if n.trunc() == n && n.abs() <= EXACT && !negative_zero {
        return Json::from(n as i64);
    }
    serde_json::Number::from_f64(n).map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_of_an_author_are_kept_from_argo() {
        for text in ["{{workflow.name}}", "{{{{", "${{ x }}", "{{{i}}}", "a {{"] {
            assert!(!shield(text).contains("{{"), "{text}");
            // What Kubernetes makes of it.
            assert_eq!(shield(text).replace("$(KFP_BRACE)", "{"), text);
        }
    }

    #[test]
    fn bytes_of_a_process() {
        for (text, bytes) in [
            ("abc", 3),
            ("a{{=b}}c{{d", 5),
            ("{$(KFP_BRACE)x}}", 5),
            ("$$(x)", 4),
            ("{{inputs.parameters.x}}", 0),
        ] {
            assert_eq!(given_bytes(text), bytes, "{text}");
        }
    }

    #[test]
    fn safe_json_reads_back() {
        let text = "{{workflow.name}} {{=1+1}} {{{{ }} \u{1} \u{7f} \"q\" \\ ü😀\n";
        let carried = safe_json(&Value::List(vec![Value::String(text.into()), Value::Number(3.0)]));
        assert!(!carried.contains("{{") && !carried.contains('\u{7f}'));
        assert_eq!(serde_json::from_str::<Json>(&carried).unwrap(), serde_json::json!([text, 3]));
    }

    #[test]
    fn numbers() {
        for (n, expected) in [
            (3.0, "3"),
            (0.1, "0.1"),
            (-0.0, "-0.0"),
            (1e-7, "1e-7"),
            (9_007_199_254_740_993.0, "9007199254740992"),
        ] {
            assert_eq!(number(n).to_string(), expected);
        }
        assert_eq!(number(f64::NAN), Json::Null);
    }
}
