//! The text of an expression.

use std::fmt::Write as _;

use super::ast::{Expr, Op, Variable};

/// Where the text stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In a `{{=...}}` tag, or in a field that is read by the same rules.
    Tag,
    /// In `valueFrom.expression` of a graph, where only inputs and tasks are known: what Argo knows about the run is
    /// put in by a plain tag.
    Field,
}

impl Expr {
    /// The expression as a tag: `{{=...}}`.
    pub fn tag(&self) -> String {
        let mut out = String::from("{{=");
        write(&mut out, self, 0, Place::Tag);
        if out.ends_with('}') {
            out.push(' ');
        }
        out.push_str("}}");
        out
    }

    /// The expression for `valueFrom.expression` or `fromExpression`.
    pub fn field(&self) -> String {
        let mut out = String::new();
        write(&mut out, self, 0, Place::Field);
        out
    }
}

/// How tightly an operator binds, from loose to tight. `&&`, `||` and `??` never stand beside each other without parentheses.
fn strength(op: Op) -> u8 {
    match op {
        Op::Or => 2,
        Op::And => 3,
        Op::Compare(_) | Op::In => 4,
        Op::Plus => 5,
        Op::Else => 1,
    }
}

const UNARY: u8 = 7;

fn write(out: &mut String, expr: &Expr, outer: u8, place: Place) {
    match expr {
        Expr::Input(name) => member(out, "inputs.parameters", name),
        Expr::Output { task, parameter } => {
            member(out, "tasks", task);
            member(out, ".outputs.parameters", parameter);
        }
        Expr::Outputs(task) => {
            member(out, "tasks", task);
            out.push_str(".outputs?.parameters");
        }
        Expr::Artifact { task, artifact } => {
            member(out, "tasks", task);
            member(out, ".outputs.artifacts", artifact);
        }
        Expr::Status(task) => {
            member(out, "tasks", task);
            out.push_str(".status");
        }
        Expr::Variable(Variable::LoopIndex) => out.push_str("item"),
        Expr::Variable(variable) => match place {
            Place::Tag => out.push_str(variable.name()),
            Place::Field => {
                let _ = write!(out, "\"{{{{{}}}}}\"", variable.plain_name());
            }
        },
        Expr::Nil => out.push_str("nil"),
        Expr::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Expr::Number(n) => number(out, *n),
        Expr::Text(text) => quote(out, text),
        Expr::List(items) => {
            out.push('[');
            list(out, items, place);
            out.push(']');
        }
        Expr::Map(fields) => {
            map(out, fields.iter(), |out, (key, value)| {
                quote(out, key);
                out.push_str(": ");
                write(out, value, 0, place);
            });
        }
        Expr::SafeJson(value) => {
            out.push_str("replace(replace(toJson(");
            write(out, value, 0, place);
            out.push_str(r#"), "{\u007b", "{\\u007b"), "\u007f", "\\u007f")"#);
        }
        Expr::Call(function, arguments) => {
            out.push_str(function);
            out.push('(');
            list(out, arguments, place);
            out.push(')');
        }
        Expr::Get(of, key) => {
            write(out, of, UNARY + 1, place);
            if identifier(key) {
                let _ = write!(out, "?.{key}");
            } else {
                out.push_str("?.[");
                quote(out, key);
                out.push(']');
            }
        }
        Expr::At(of, index) => {
            write(out, of, UNARY + 1, place);
            out.push('[');
            write(out, index, 0, place);
            out.push(']');
        }
        Expr::Binary(op, left, right) => {
            // `a ?? b` may not stand beside other operators; everything else associates to the left.
            let own = strength(*op);
            let loose = outer > own || (*op == Op::Else && outer > 0);
            parentheses(out, loose, |out| {
                let (first, second) = if *op == Op::Else { (UNARY, UNARY) } else { (own, own + 1) };
                write(out, left, first, place);
                let _ = write!(out, " {} ", op.sign());
                write(out, right, second, place);
            });
        }
        Expr::Not(of) => {
            out.push_str("!(");
            write(out, of, 0, place);
            out.push(')');
        }
        Expr::If(parts) => {
            let [condition, then, otherwise] = parts.as_ref();
            parentheses(out, outer > 0, |out| {
                write(out, condition, 1, place);
                out.push_str(" ? ");
                write(out, then, 1, place);
                out.push_str(" : ");
                write(out, otherwise, 0, place);
            });
        }
        Expr::Item => out.push('#'),
        Expr::Accumulator => out.push_str("#acc"),
    }
}

fn parentheses(out: &mut String, wanted: bool, inner: impl FnOnce(&mut String)) {
    if wanted {
        out.push('(');
    }
    inner(out);
    if wanted {
        out.push(')');
    }
}

fn list(out: &mut String, items: &[Expr], place: Place) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        write(out, item, 0, place);
    }
}

/// A map. A space keeps its closing brace from the one of an inner map.
fn map<T>(
    out: &mut String,
    entries: impl ExactSizeIterator<Item = T>,
    mut entry: impl FnMut(&mut String, T),
) {
    out.push('{');
    for (i, one) in entries.enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        entry(out, one);
    }
    if out.ends_with('}') {
        out.push(' ');
    }
    out.push('}');
}

fn member(out: &mut String, of: &str, name: &str) {
    let _ = write!(out, "{of}['{name}']");
}

fn identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A number; the language has no text for those that are not finite.
fn number(out: &mut String, n: f64) {
    if n.is_finite() {
        let text = crate::text::number(n).to_string();
        let negative = text.starts_with('-');
        parentheses(out, negative, |out| out.push_str(&text));
    } else {
        out.push_str("nil");
    }
}

/// Text in double quotes. A brace beside one of its kind is written by its number, so that no tag begins or ends here.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '{' | '}' if before == c => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
        before = c;
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(name: &str) -> Expr {
        Expr::Input(name.into())
    }

    #[test]
    fn the_safe_carrier() {
        assert_eq!(
            input("a-b").parsed().carried().tag(),
            r#"{{=replace(replace(toJson(fromJSON(inputs.parameters['a-b'])), "{\u007b", "{\\u007b"), "\u007f", "\\u007f")}}"#
        );
    }

    #[test]
    fn tags_are_never_ended_early() {
        let nested = Expr::Map(vec![("a{{}}".into(), Expr::Map(vec![("b".into(), Expr::text("}}{{{"))]))]);
        let tag = nested.tag();
        let body = tag.strip_prefix("{{=").and_then(|t| t.strip_suffix("}}")).unwrap();
        assert!(!body.contains("{{") && !body.contains("}}"), "{tag}");
        assert_eq!(body, r#"{"a{\u007b}\u007d": {"b": "}\u007d{\u007b\u007b"} } "#);
    }

    #[test]
    fn operators_bind_as_in_the_tree() {
        let (a, b, c) = (input("a"), input("b"), input("c"));
        for (expr, text) in [
            (a.clone().op(Op::And, b.clone()).op(Op::Or, c.clone()), "a && b || c"),
            (a.clone().op(Op::Or, b.clone()).op(Op::And, c.clone()), "(a || b) && c"),
            (a.clone().op(Op::Plus, b.clone().op(Op::Plus, c.clone())), "a + (b + c)"),
            (a.clone().or_else(b.clone()).equals(c.clone()), "(a ?? b) == c"),
            (Expr::choose(a.clone(), b.clone(), c.clone()).get("k"), "(a ? b : c)?.k"),
            (Expr::Not(Box::new(a.clone().equals(b.clone()))), "!(a == b)"),
            (a.get("x-y").at(Expr::Number(-1.0)), "a?.[\"x-y\"][(-1)]"),
        ] {
            let printed = expr.field().replace("inputs.parameters['", "").replace("']", "");
            assert_eq!(printed, text);
        }
    }

    #[test]
    fn variables_are_plain_tags_outside_tags() {
        let uid = Expr::concat([Expr::text("s3://b/"), Expr::Variable(Variable::WorkflowUid)]);
        assert_eq!(uid.tag(), "{{=\"s3://b/\" + workflow.uid}}");
        assert_eq!(uid.field(), "\"s3://b/\" + \"{{workflow.uid}}\"");
    }
}
