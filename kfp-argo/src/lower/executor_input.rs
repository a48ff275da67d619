//! `{{$}}`: the executor input that KFP's launcher gives to a program, as one expression.

use crate::expr::Expr;
use crate::lower::Context;
use crate::lower::artifact;
use crate::lower::container::{output_file, report_file};
use crate::lower::facts::Facts;
use crate::lower::instance::Use;
use crate::lower::leaf::Leaf;
use crate::lower::placeholder::tags_as_expr;
use crate::lower::ports::DIR;

/// The executor input of a component.
pub(super) fn build(cx: &Context<'_>, facts: &Facts<'_>, leaf: &Leaf<'_>, use_: &Use) -> Expr {
    let map = |fields: Vec<(&str, Expr)>| {
        Expr::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    };
    map(vec![
        (
            "inputs",
            map(vec![("parameterValues", parameters(facts, use_)), ("artifacts", artifacts(facts, use_))]),
        ),
        (
            "outputs",
            map(vec![
                ("parameters", output_parameters(facts)),
                ("artifacts", output_artifacts(cx, facts)),
                ("outputFile", tags_as_expr(&report_file(cx, leaf))),
            ]),
        ),
    ])
}

fn parameters(facts: &Facts<'_>, use_: &Use) -> Expr {
    let present = facts.inputs.parameters.iter().filter(|(n, _)| !use_.absent.contains(*n));
    if present.clone().any(|(n, _)| facts.nullable(n)) {
        return those_given(facts, present.map(|(n, argument)| (n, Expr::Input(argument.clone()))));
    }
    Expr::Map(
        present.map(|(name, argument)| (name.clone(), Expr::Input(argument.clone()).parsed())).collect(),
    )
}

fn artifacts(facts: &Facts<'_>, use_: &Use) -> Expr {
    let present = facts.inputs.records.iter().filter(|(n, _)| !use_.absent.contains(*n));
    // Without the folder of a list, which is no part of an executor input.
    let list = |text: Expr| Expr::Map(vec![("artifacts".into(), text.parsed().get("artifacts"))]);
    if present.clone().any(|(n, _)| facts.nullable(n)) {
        let texts = present.map(|(name, argument)| {
            let text = Expr::Input(argument.clone());
            (name, if facts.input_is_list(name) && !facts.nullable(name) { list(text).json() } else { text })
        });
        return those_given(facts, texts);
    }
    let values = present.map(|(name, argument)| {
        let text = Expr::Input(argument.clone());
        (name.clone(), if facts.input_is_list(name) { list(text) } else { text.parsed() })
    });
    Expr::Map(values.collect())
}

/// An input that nobody gave is not in the executor input at all: a program then takes its own default.
///
/// Written as text and read again, since the maps that expr-lang's `fromPairs` makes cannot be written as JSON.
fn those_given<'n>(facts: &Facts<'_>, texts: impl Iterator<Item = (&'n String, Expr)>) -> Expr {
    let entries = texts.map(|(name, text)| {
        let key = serde_json::Value::from(name.as_str()).to_string();
        let entry = Expr::concat([Expr::text(key + ":"), text.clone()]);
        if facts.nullable(name) {
            Expr::choose(text.equals(Expr::text("null")), Expr::text(""), entry)
        } else {
            entry
        }
    });
    Expr::object(entries.collect())
}

fn output_parameters(facts: &Facts<'_>) -> Expr {
    let files = facts.outputs.parameters.keys().map(|name| {
        let file = Expr::Map(vec![("outputFile".into(), Expr::text(output_file(facts, name)))]);
        (name.clone(), file)
    });
    Expr::Map(files.collect())
}

fn output_artifacts(cx: &Context<'_>, facts: &Facts<'_>) -> Expr {
    let specs = facts.spec.output_definitions.iter().flat_map(|o| &o.artifacts);
    let records = specs.filter_map(|(name, spec)| {
        let argument = facts.outputs.artifacts.get(name)?;
        let uri = Expr::concat([
            Expr::text(cx.options.store.uri("")),
            Expr::Input(DIR.to_owned()),
            Expr::text(format!("/{argument}")),
        ]);
        let record = artifact::record(name, spec.artifact_type.as_ref(), uri, artifact::metadata(spec));
        Some((name.clone(), Expr::Map(vec![("artifacts".into(), Expr::List(vec![record]))])))
    });
    Expr::Map(records.collect())
}
