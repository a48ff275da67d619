//! `{{$}}`: the executor input that KFP's launcher gives to a program, as one expression.

use crate::expr::{Expr, Op};
use crate::lower::Context;
use crate::lower::artifact;
use crate::lower::container::{REPORT_FILE, output_file};
use crate::lower::facts::{DIR, Facts};
use crate::lower::instance::Use;

/// The executor input of a component.
pub(super) fn build(cx: &Context<'_>, facts: &Facts<'_>, use_: &Use) -> Expr {
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
                ("outputFile", Expr::text(REPORT_FILE)),
            ]),
        ),
    ])
}

fn parameters(facts: &Facts<'_>, use_: &Use) -> Expr {
    let present = facts.inputs.parameters.iter().filter(|(n, _)| !use_.absent.contains(*n));
    let nullable = present.clone().any(|(n, _)| facts.nullable(n));
    let values = present.map(|(name, argument)| (name.clone(), Expr::Input(argument.clone()).parsed()));
    without_nulls(Expr::Map(values.collect()), nullable)
}

fn artifacts(facts: &Facts<'_>, use_: &Use) -> Expr {
    let present = facts.inputs.records.iter().filter(|(n, _)| !use_.absent.contains(*n));
    let nullable = present.clone().any(|(n, _)| facts.nullable(n));
    let values = present.map(|(name, argument)| {
        let record = Expr::Input(argument.clone()).parsed();
        let record = if facts.input_is_list(name) {
            // Without the folder, which is no part of an executor input.
            Expr::Map(vec![("artifacts".into(), record.get("artifacts"))])
        } else {
            record
        };
        (name.clone(), record)
    });
    without_nulls(Expr::Map(values.collect()), nullable)
}

/// An input that nobody gave is not in the executor input at all: a program then takes its own default.
fn without_nulls(map: Expr, nullable: bool) -> Expr {
    if !nullable {
        return map;
    }
    let pairs = Expr::Call("toPairs", vec![map]);
    let there = Expr::Item.at(Expr::Number(1.0)).op(Op::NotEqual, Expr::Nil);
    Expr::Call("fromPairs", vec![Expr::Call("filter", vec![pairs, there])])
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
