//! Expressions and tags at their places: whether they can be read, fit their types, and name what is there.

use kfp_ir::path::IrPath;
use kfp_ir::valid::Severity;

use super::ast::{Ast, Node};
use super::scope::Scope;
use super::tags::{Tag, tags};
use super::{Report, Spot, parse, types};

/// What simple tags have to begin with to be Argo's; all others are left as they are.
const ROOTS: &[&str] = &["item", "steps", "inputs", "outputs", "pod", "workflow", "tasks"];

/// All tags of a text.
pub(super) fn text(text: &str, path: &IrPath, scope: &Scope<'_, '_>, report: &mut Report<'_, '_>) {
    for tag in tags(text) {
        if tag.expression {
            expression(tag.inner, tag.inner_at(), text, path, scope, report);
        } else {
            simple(&tag, text, path, scope, report);
        }
    }
    if let Some(at) = unfinished(text) {
        let message = "the expression tag has no end";
        let help = "it ends with `}}`, and must not hold two closing braces before".to_owned();
        report.within("AR311", Severity::Error, Spot { path, text, at }, message, Some(help));
    }
}

/// Where an expression tag begins that never ends.
fn unfinished(text: &str) -> Option<usize> {
    let end = tags(text).last().map_or(0, |tag| tag.inner_at() + tag.inner.len() + 2);
    text.get(end..)?.find("{{=").map(|at| end + at)
}

/// The names of a simple tag, when it is one of Argo's.
pub(super) fn chain<'t>(tag: &Tag<'t>) -> Option<Vec<&'t str>> {
    let chain: Vec<&str> = tag.inner.trim().split('.').collect();
    let first = chain.first().copied()?;
    let known = ROOTS.contains(&first) && (chain.len() > 1 || first == "item");
    (known && !tag.expression && !chain.iter().any(|name| name.is_empty())).then_some(chain)
}

fn simple(tag: &Tag<'_>, text: &str, path: &IrPath, scope: &Scope<'_, '_>, report: &mut Report<'_, '_>) {
    let Some(chain) = chain(tag) else { return };
    let spot = Spot { path, text, at: tag.at };
    if let Some(lost) = scope.lost(&chain) {
        report.within(lost.code, Severity::Error, spot, lost.message, lost.help);
    } else {
        behind_condition(&chain, spot, scope, report);
    }
}

/// An aggregate that does not come into being when the loop is left out.
fn behind_condition(chain: &[&str], spot: Spot<'_>, scope: &Scope<'_, '_>, report: &mut Report<'_, '_>) {
    let aggregate = matches!(chain, [_, _, "outputs", "parameters" | "result", ..]);
    if let Some(producer) = scope.producer(chain)
        && producer.many
        && producer.conditional
        && aggregate
    {
        let name = chain.get(1).copied().unwrap_or_default();
        let message = format!("`{name}` loops and has `when`: when that is false, this waits for ever");
        let help = "put the loop into a template of its own, and `when` on the call of that".to_owned();
        report.within("AR327", Severity::Warning, spot, message, Some(help));
    }
}

/// A field that holds an expression without braces.
pub(super) fn field(text: &str, path: &IrPath, scope: &Scope<'_, '_>, report: &mut Report<'_, '_>) {
    if tags(text).is_empty() {
        expression(text, 0, text, path, scope, report);
        return;
    }
    // Tags are filled in first, whatever they are: only the form can be checked.
    self::text(text, path, scope, report);
    let mut filled = String::new();
    let mut from = 0;
    for tag in tags(text) {
        filled.push_str(text.get(from..tag.at).unwrap_or_default());
        filled.push('x');
        from = tag.inner_at() + tag.inner.len() + 2;
    }
    filled.push_str(text.get(from..).unwrap_or_default());
    if let Err(error) = parse::parse(&filled) {
        let spot = Spot { path, text, at: 0 };
        report.within("AR311", Severity::Error, spot, format!("no expression: {}", error.message), None);
    }
}

/// An expression; `at` is where it stands in the text.
fn expression(
    expression: &str,
    at: usize,
    text: &str,
    path: &IrPath,
    scope: &Scope<'_, '_>,
    report: &mut Report<'_, '_>,
) {
    let spot = |inner: usize| Spot { path, text, at: at + inner };
    let ast = match parse::parse(expression) {
        Ok(ast) => ast,
        Err(error) => {
            let help = hyphen(expression);
            let message = format!("no expression: {}", error.message);
            report.within("AR311", Severity::Error, spot(error.at), message, help);
            return;
        }
    };
    let mut chains = Vec::new();
    let mut local = Vec::new();
    collect(&ast, &mut local, &mut chains);
    for (chain, inner) in &chains {
        let names: Vec<&str> = chain.iter().map(String::as_str).collect();
        if let Some(lost) = scope.lost(&names) {
            let help = hyphen(expression).or(lost.help);
            report.within(lost.code, Severity::Error, spot(*inner), lost.message, help);
        } else if !expression.contains("??") && !expression.contains("type(") {
            behind_condition(&names, spot(*inner), scope, report);
        }
    }
    for mistake in types::check(&ast, &|chain| scope.type_of(chain)) {
        let (code, severity) = match mistake.suspicious {
            true => ("AR313", Severity::Warning),
            false => ("AR312", Severity::Error),
        };
        report.within(code, severity, spot(mistake.at), mistake.message, mistake.help);
    }
}

/// A name with a hyphen outside of brackets is a subtraction.
fn hyphen(expression: &str) -> Option<String> {
    let plain = expression.find("parameters.").and_then(|at| expression.get(at + 11..))?;
    let name: String =
        plain.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    name.contains('-').then(|| format!("a name with a hyphen needs brackets: `parameters['{name}']`"))
}

/// The chains of names in an expression, the longest of each, without names that it defines itself.
fn collect(ast: &Ast, local: &mut Vec<String>, found: &mut Vec<(Vec<String>, usize)>) {
    if let Some(chain) = ast.chain() {
        if !chain.first().is_some_and(|first| local.iter().any(|name| name == first)) {
            found.push((chain.into_iter().map(str::to_owned).collect(), ast.at));
        }
        return;
    }
    match &ast.node {
        Node::Member { of, key, .. } => {
            collect(of, local, found);
            collect(key, local, found);
        }
        Node::Slice(of, more) => {
            collect(of, local, found);
            more.iter().for_each(|part| collect(part, local, found));
        }
        Node::Call(function, arguments) => {
            // A function's own name is no reference; what a method is called on is one.
            if let Node::Member { of, .. } = &function.node {
                collect(of, local, found);
            }
            arguments.iter().for_each(|part| collect(part, local, found));
        }
        Node::List(parts) | Node::Sequence(parts) => {
            parts.iter().for_each(|part| collect(part, local, found))
        }
        Node::Map(entries) => entries.iter().for_each(|(key, value)| {
            collect(key, local, found);
            collect(value, local, found);
        }),
        Node::Unary(_, of) | Node::Predicate(of) => collect(of, local, found),
        Node::Binary(_, left, right) => {
            collect(left, local, found);
            collect(right, local, found);
        }
        Node::If(parts) => parts.iter().for_each(|part| collect(part, local, found)),
        Node::Let(name, value, body) => {
            collect(value, local, found);
            local.push(name.clone());
            collect(body, local, found);
            local.pop();
        }
        _ => {}
    }
}
