//! The command `explain`.

use std::fmt::Write as _;

use kfp_app::cli::{Exit, Terminal};
use kfp_app::{Error, Kind, Problem};
use kfp_ir::explain::Explanation;
use kfp_ir::valid::{Severity, rule};

use crate::args::ExplainArgs;

/// Where lines of prose end.
const WIDTH: usize = 90;

pub(crate) fn run(options: &ExplainArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let all = kfp_app::explanations();
    if options.markdown {
        terminal.out(markdown(&all))?;
        return Ok(Exit::Ok);
    }
    if options.codes.is_empty() {
        let lines = all.iter().map(|e| format!("{}  {}\n", e.code, e.title));
        terminal.out(lines.collect::<String>())?;
        return Ok(Exit::Ok);
    }
    let mut texts = Vec::new();
    let mut problems = Vec::new();
    for code in &options.codes {
        let wanted = code.to_uppercase();
        match all.iter().find(|e| e.code == wanted) {
            Some(explanation) => texts.push(text(explanation)),
            None => {
                let problem = Problem::new(format!("there is no code `{}`", printable(code)));
                let near = kfp_ir::codec::nearest(&wanted, all.iter().map(|e| e.code));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`kfpc explain` lists all codes".to_owned(),
                };
                problems.push(problem.help(help));
            }
        }
    }
    Error::check(Kind::Usage, problems)?;
    terminal.out(texts.join("\n"))?;
    Ok(Exit::Ok)
}

fn printable(text: &str) -> String {
    text.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn text(e: &Explanation) -> String {
    let mut out = format!("{}: {}\n\n", e.code, e.title);
    wrap(&mut out, e.meaning);
    out.push_str("\nWhat to do: ");
    wrap(&mut out, e.fix);
    let _ = writeln!(out, "\nSource: {}", e.source);
    out
}

/// Adds text, broken between words, and a line end.
fn wrap(out: &mut String, text: &str) {
    let mut width =
        out.lines().last().filter(|_| !out.ends_with('\n')).map_or(0, |line| line.chars().count());
    for (i, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if i > 0 && width + 1 + length > WIDTH {
            out.push('\n');
            width = 0;
        } else if i > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
    }
    out.push('\n');
}

/// The families of codes, by what they begin with.
const FAMILIES: &[(&str, &str, &str)] = &[
    (
        "B1",
        "Building a pipeline",
        "Mistakes in a pipeline function that its types cannot rule out, with the lines of the author's code.",
    ),
    ("IR0", "Reading and writing files", "What keeps a file from being a pipeline."),
    ("IR1", "Checking a pipeline", "What an engine refuses, fails on or does otherwise than meant."),
    (
        "IR2",
        "Checking placeholders, settings, sharing and size",
        "What an engine refuses, fails on or does otherwise than meant.",
    ),
    ("AR1", "Lowering to Argo: errors", "What Argo cannot run without KFP."),
    ("AR2", "Lowering to Argo: differences", "What Argo does otherwise than KFP."),
    ("AR3", "Argo's own files", "What is wrong in a file for Argo, whoever wrote it."),
];

/// `docs/errors.md`.
fn markdown(all: &[&Explanation]) -> String {
    let mut out = "# Error codes\n\n\
        Written by `kfpc explain --markdown`; `kfpc explain CODE` shows one of them. The table at the end names two tests for\n\
        each code: one in which it is reported, and one that comes near and in which it is not.\n"
        .to_owned();
    for (prefix, title, about) in FAMILIES {
        let _ = write!(out, "\n## {title}\n\n{about}\n");
        for e in all.iter().filter(|e| e.code.starts_with(prefix)) {
            let severity = match rule(e.code).map(|rule| rule.severity) {
                Some(Severity::Warning) => " (warning)",
                _ => "",
            };
            let _ = write!(out, "\n### {}\n\n**{}**{severity}\n\n{}\n\n", e.code, e.title, e.meaning);
            let _ = write!(out, "* What to do: {}\n* Source: {}\n", e.fix, e.source);
        }
    }
    out.push_str("\n## Tests\n\n| code | test |\n|---|---|\n");
    for e in all {
        let [reported, not] = e.tests.map(|test| test.replace("CODE", e.code));
        let _ = writeln!(out, "| {} | reported: `{reported}`, not: `{not}` |", e.code);
    }
    out
}
