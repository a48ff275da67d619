//! Arguments that depend on what was given: `ConcatPlaceholder` and `IfPresentPlaceholder` of the SDK.
//!
//! They travel as the JSON text of one argument. KFP 2.17 resolves `IfPresent` for parameters and never resolves
//! `Concat` (kubeflow/pipelines issues 9486 and 8711).

use std::fmt::{self, Write as _};

use serde_json::Value as Json;

use crate::lang::placeholder::Template;

/// One element of a command line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Argument {
    /// Text with placeholders.
    Template(Template),
    /// All items, one behind the other, as a single argument.
    Concat(Vec<Argument>),
    /// One of two, whether the task was given an input or not.
    IfPresent {
        /// The input that decides.
        input: String,
        /// What stands here when the input was given.
        then: Branch,
        /// What stands here otherwise; nothing when absent.
        otherwise: Option<Branch>,
    },
}

/// What an `IfPresent` puts into the command line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Branch {
    /// One argument.
    One(Box<Argument>),
    /// Any number of arguments.
    Many(Vec<Argument>),
}

impl Branch {
    /// The arguments, one or many.
    pub fn arguments(&self) -> &[Argument] {
        match self {
            Self::One(argument) => std::slice::from_ref(argument),
            Self::Many(arguments) => arguments,
        }
    }
}

impl Argument {
    /// Reads an argument. What is not the JSON of a `Concat` or `IfPresent` is a template; reading never fails.
    ///
    /// ```
    /// use kfp_ir::lang::argument::Argument;
    ///
    /// let text = r#"{"Concat": ["lr=", "{{$.inputs.parameters['lr']}}"]}"#;
    /// let argument = Argument::parse(text);
    /// assert!(matches!(&argument, Argument::Concat(items) if items.len() == 2));
    /// assert_eq!(argument.to_string(), text);
    /// ```
    pub fn parse(text: &str) -> Self {
        let structured = text.trim_start().starts_with('{') && !text.starts_with("{{");
        // serde_json reads at most 128 levels, so what it reads can be walked by recursion.
        let json = structured.then(|| serde_json::from_str::<Json>(text).ok()).flatten();
        json.filter(Json::is_object)
            .and_then(|json| from_json(&json))
            .unwrap_or_else(|| Self::Template(Template::parse(text)))
    }

    /// Every template inside, in order.
    pub fn templates(&self) -> Vec<&Template> {
        let mut found = Vec::new();
        self.visit(&mut |argument| {
            if let Self::Template(template) = argument {
                found.push(template);
            }
        });
        found
    }

    /// Every input whose presence decides something, in order.
    pub fn deciding_inputs(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.visit(&mut |argument| {
            if let Self::IfPresent { input, .. } = argument {
                found.push(input.as_str());
            }
        });
        found
    }

    /// Calls `f` for this argument and all inside it, outer ones first.
    pub fn visit<'a>(&'a self, f: &mut impl FnMut(&'a Argument)) {
        f(self);
        match self {
            Self::Template(_) => {}
            Self::Concat(items) => items.iter().for_each(|item| item.visit(f)),
            Self::IfPresent { then, otherwise, .. } => {
                let branches = [Some(then), otherwise.as_ref()];
                branches.into_iter().flatten().flat_map(Branch::arguments).for_each(|a| a.visit(f));
            }
        }
    }
}

fn from_json(json: &Json) -> Option<Argument> {
    let object = match json {
        Json::String(text) => return Some(Argument::Template(Template::parse(text))),
        Json::Object(object) if object.len() == 1 => object,
        _ => return None,
    };
    if let Some(items) = object.get("Concat") {
        return items.as_array()?.iter().map(from_json).collect::<Option<_>>().map(Argument::Concat);
    }
    let body = object.get("IfPresent")?.as_object()?;
    let known = |key: &String| matches!(key.as_str(), "InputName" | "Then" | "Else");
    if !body.keys().all(known) {
        return None;
    }
    Some(Argument::IfPresent {
        input: body.get("InputName")?.as_str()?.to_owned(),
        then: branch(body.get("Then")?)?,
        otherwise: match body.get("Else") {
            Some(json) => Some(branch(json)?),
            None => None,
        },
    })
}

fn branch(json: &Json) -> Option<Branch> {
    match json {
        Json::Array(items) => items.iter().map(from_json).collect::<Option<_>>().map(Branch::Many),
        one => from_json(one).map(|argument| Branch::One(Box::new(argument))),
    }
}

/// The text of the argument in the IR: JSON as Python's `json.dumps` writes it, since that is what the SDK emits.
impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(template) => template.fmt(f),
            structured => write_json(f, structured),
        }
    }
}

fn write_json(f: &mut fmt::Formatter<'_>, argument: &Argument) -> fmt::Result {
    match argument {
        Argument::Template(template) => write_string(f, &template.to_string()),
        Argument::Concat(items) => {
            f.write_str("{\"Concat\": ")?;
            write_list(f, items)?;
            f.write_str("}")
        }
        Argument::IfPresent { input, then, otherwise } => {
            f.write_str("{\"IfPresent\": {\"InputName\": ")?;
            write_string(f, input)?;
            f.write_str(", \"Then\": ")?;
            write_branch(f, then)?;
            if let Some(otherwise) = otherwise {
                f.write_str(", \"Else\": ")?;
                write_branch(f, otherwise)?;
            }
            f.write_str("}}")
        }
    }
}

fn write_branch(f: &mut fmt::Formatter<'_>, branch: &Branch) -> fmt::Result {
    match branch {
        Branch::One(argument) => write_json(f, argument),
        Branch::Many(arguments) => write_list(f, arguments),
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, items: &[Argument]) -> fmt::Result {
    f.write_str("[")?;
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        write_json(f, item)?;
    }
    f.write_str("]")
}

/// A JSON string in ASCII, with the escapes that Python chooses.
fn write_string(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            ' '..='~' => f.write_char(c)?,
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    write!(f, "\\u{unit:04x}")?;
                }
            }
        }
    }
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_of_the_sdk_read_back() {
        for text in [
            r#"{"Concat": ["{{$.inputs.parameters['a']}}", "+", "=three"]}"#,
            r#"{"IfPresent": {"InputName": "x", "Then": ["{{$.inputs.parameters['x']}}"], "Else": ["bye"]}}"#,
            r#"{"IfPresent": {"InputName": "x", "Then": "yes"}}"#,
            r#"{"Concat": ["\u00e9\ud83d\ude00\n", {"IfPresent": {"InputName": "x", "Then": "a", "Else": {"Concat": []}}}]}"#,
        ] {
            let argument = Argument::parse(text);
            assert!(!matches!(argument, Argument::Template(_)), "{text}");
            assert_eq!(argument.to_string(), text);
        }
    }

    #[test]
    fn other_json_is_text() {
        for text in [
            r#"{"Concat": [1]}"#,
            r#"{"Concat": "a"}"#,
            r#"{"Concat": [], "x": 1}"#,
            r#"{"IfPresent": {"Then": "a"}}"#,
            r#"{"IfPresent": {"InputName": "x", "Then": "a", "Other": 1}}"#,
            r#"{"a": 1}"#,
            "{",
            "\"Concat\"",
        ] {
            let argument = Argument::parse(text);
            assert!(matches!(argument, Argument::Template(_)), "{text}");
            assert_eq!(argument.to_string(), text);
        }
        let deep = format!("{}{}", "{\"Concat\": [".repeat(100_000), "]}".repeat(100_000));
        assert_eq!(Argument::parse(&deep).to_string(), deep);
    }

    fn arguments() -> impl Strategy<Value = Argument> {
        let leaf = ".{0,6}".prop_map(|text| Argument::Template(Template::parse(&text)));
        leaf.prop_recursive(4, 24, 4, |inner| {
            let branch = prop_oneof![
                inner.clone().prop_map(|a| Branch::One(Box::new(a))),
                prop::collection::vec(inner.clone(), 0..3).prop_map(Branch::Many),
            ];
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(Argument::Concat),
                (".{1,4}", branch.clone(), prop::option::of(branch))
                    .prop_map(|(input, then, otherwise)| Argument::IfPresent { input, then, otherwise }),
            ]
        })
    }

    proptest! {
        #[test]
        fn printed_trees_read_back(argument in arguments()) {
            let read = Argument::parse(&argument.to_string());
            prop_assert_eq!(read, argument);
        }
    }
}
