//! The command line of a v1 component: text, and placeholders as maps.

use crate::codec::error::code;
use crate::codec::node::{Data, Node};
use crate::codec::reading::Reading;
use crate::codec::suggest::nearest;
use crate::lang::argument::{Argument, Branch};
use crate::lang::placeholder::{ArtifactPart, Placeholder, Template};
use crate::path::At;

use super::{Interface, Type, text};

/// The placeholders that v2 has.
const KNOWN: &[&str] =
    &["inputValue", "inputPath", "inputUri", "outputPath", "outputUri", "executorInput", "concat", "if"];

/// The words of a command, as the IR has them.
pub(super) fn words(node: &Node<'_>, at: At<'_>, interface: &Interface, cx: &mut Reading<'_>) -> Vec<String> {
    if node.is_null() {
        return Vec::new();
    }
    many(node, at, interface, cx).iter().map(ToString::to_string).collect()
}

fn many(node: &Node<'_>, at: At<'_>, interface: &Interface, cx: &mut Reading<'_>) -> Vec<Argument> {
    let items = cx.list(node, at).unwrap_or_default();
    let mut found = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        found.extend(argument(item, at.index(index), interface, cx));
    }
    found
}

fn argument(node: &Node<'_>, at: At<'_>, interface: &Interface, cx: &mut Reading<'_>) -> Option<Argument> {
    let Data::Map(entries) = &node.data else {
        return text(node, at, cx).map(|text| Argument::Template(Template::parse(&text)));
    };
    let [(key, value)] = entries.as_slice() else {
        let help = "a placeholder is a map with one key, such as `{inputValue: name}`";
        let message = format!("expected a placeholder, found a map with {} keys", entries.len());
        cx.error(code::V1, node.offset, at, message, Some(help.to_owned()));
        return None;
    };
    let here = at.key(&key.text);
    let placeholder = match &*key.text {
        "inputValue" => Placeholder::InputParameter(input(value, here, interface, Some(true), cx)?),
        "inputPath" => {
            Placeholder::InputArtifact(input(value, here, interface, Some(false), cx)?, ArtifactPart::Path)
        }
        "inputUri" => {
            Placeholder::InputArtifact(input(value, here, interface, Some(false), cx)?, ArtifactPart::Uri)
        }
        "outputPath" => match output(value, here, interface, cx)? {
            (name, Type::Parameter(_)) => Placeholder::OutputParameterFile(name),
            (name, Type::Artifact(_)) => Placeholder::OutputArtifact(name, ArtifactPart::Path),
        },
        "outputUri" => match output(value, here, interface, cx)? {
            (name, Type::Artifact(_)) => Placeholder::OutputArtifact(name, ArtifactPart::Uri),
            (name, Type::Parameter(_)) => {
                let message = format!("the output `{name}` is a parameter, and has no address");
                let help = "write its value to `{outputPath: ..}`".to_owned();
                cx.error(code::V1, value.offset, here, message, Some(help));
                return None;
            }
        },
        "executorInput" => Placeholder::ExecutorInput,
        "concat" => {
            let items = many(value, here, interface, cx);
            if items.iter().any(has_lists) {
                let help = "inside `concat`, `then` and `else` are single words".to_owned();
                let message = "an `if` with lists inside `concat`".to_owned();
                cx.error(code::V1, value.offset, here, message, Some(help));
            }
            return Some(Argument::Concat(items));
        }
        "if" => return condition(value, here, interface, cx),
        unknown => {
            let message = format!("v2 has no placeholder `{unknown}`");
            let help = match nearest(unknown, KNOWN.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => {
                    let known: Vec<_> = KNOWN.iter().map(|name| format!("`{name}`")).collect();
                    format!("the placeholders are {}", known.join(", "))
                }
            };
            cx.error(code::V1, key.offset, here, message, Some(help));
            return None;
        }
    };
    Some(Argument::Template(Template::parse(&placeholder.to_string())))
}

/// Whether an `if` in it may give more than one word.
fn has_lists(argument: &Argument) -> bool {
    let mut found = false;
    argument.visit(&mut |inner| {
        if let Argument::IfPresent { then, otherwise, .. } = inner {
            found |=
                [Some(then), otherwise.as_ref()].into_iter().flatten().any(|b| matches!(b, Branch::Many(_)));
        }
    });
    found
}

fn condition(node: &Node<'_>, at: At<'_>, interface: &Interface, cx: &mut Reading<'_>) -> Option<Argument> {
    let (mut condition, mut then, mut otherwise) = (None, None, None);
    for (key, value) in cx.map(node, at, "an `if`")? {
        let here = at.key(&key.text);
        match &*key.text {
            "cond" => condition = Some(value),
            "then" => then = branch(value, here, interface, cx),
            "else" if value.is_null() => {}
            "else" => otherwise = branch(value, here, interface, cx),
            _ => cx.unknown_field(key, value, at, "IfPlaceholder", &["cond", "then", "else"]),
        }
    }
    let here = at.key("cond");
    let input = match condition.map(|node| (node, &node.data)) {
        Some((_, Data::Map(entries))) => match entries.as_slice() {
            [(key, value)] if key.text == "isPresent" => input(value, here, interface, None, cx),
            _ => unknown_condition(node, here, cx),
        },
        _ => unknown_condition(node, here, cx),
    }?;
    let Some(then) = then else {
        if !cx.failed() {
            let help = "write `then: [..]`".to_owned();
            cx.error(code::V1, node.offset, at, "an `if` without `then`".to_owned(), Some(help));
        }
        return None;
    };
    // An empty `else` is none to the SDK.
    let otherwise = otherwise.filter(|branch| !branch.arguments().is_empty());
    Some(Argument::IfPresent { input, then, otherwise })
}

fn unknown_condition(node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<String> {
    let message = "a condition that is not `isPresent`".to_owned();
    let help = "v2 decides only by whether an input was given: `cond: {isPresent: name}`".to_owned();
    cx.error(code::V1, node.offset, at, message, Some(help));
    None
}

fn branch(node: &Node<'_>, at: At<'_>, interface: &Interface, cx: &mut Reading<'_>) -> Option<Branch> {
    match &node.data {
        Data::List(_) => Some(Branch::Many(many(node, at, interface, cx))),
        _ => argument(node, at, interface, cx).map(|one| Branch::One(Box::new(one))),
    }
}

/// The v2 name of an input; `parameter` says whether the placeholder is for parameters or artifacts.
fn input(
    node: &Node<'_>,
    at: At<'_>,
    interface: &Interface,
    parameter: Option<bool>,
    cx: &mut Reading<'_>,
) -> Option<String> {
    let written = text(node, at, cx)?;
    let Some((name, ty)) = interface.input(&written) else {
        return unknown(&written, "input", interface.names(true), node, at, cx);
    };
    let (message, help) = match (parameter, ty) {
        (Some(true), Type::Artifact(_)) => (
            format!("the input `{written}` is an artifact, and has no value"),
            "give it a parameter type, such as `String`, or pass `{inputPath: ..}`; an input without a type is an artifact",
        ),
        (Some(false), Type::Parameter(_)) => (
            format!("the input `{written}` is a parameter, and no file"),
            "pass `{inputValue: ..}`, or leave out its type: an input without a type is an artifact",
        ),
        _ => return Some(name.to_owned()),
    };
    cx.error(code::V1, node.offset, at, message, Some(help.to_owned()));
    None
}

fn output(
    node: &Node<'_>,
    at: At<'_>,
    interface: &Interface,
    cx: &mut Reading<'_>,
) -> Option<(String, Type)> {
    let written = text(node, at, cx)?;
    match interface.output(&written) {
        Some((name, ty)) => Some((name.to_owned(), ty)),
        None => unknown(&written, "output", interface.names(false), node, at, cx),
    }
}

fn unknown<'i, T>(
    written: &str,
    what: &str,
    known: impl Iterator<Item = &'i str>,
    node: &Node<'_>,
    at: At<'_>,
    cx: &mut Reading<'_>,
) -> Option<T> {
    let help = match nearest(written, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("declare it under `{what}s`"),
    };
    cx.error(code::V1, node.offset, at, format!("the component has no {what} `{written}`"), Some(help));
    None
}
