//! Pipelines to try the command line on, and a way to call it.

use std::ffi::OsString;
use std::path::Path;

use kfp_app::App;
use kfp_dsl::prelude::*;

/// Where the Rust components run.
const IMAGE: &str = "ghcr.io/acme/demo:1";

/// Fits a model.
#[component(image = IMAGE)]
pub(crate) fn train(rows: i64, rate: f64, model: Output<Model>) -> Result<()> {
    std::fs::write(model.path(), format!("{rows} {rate}"))?;
    Ok(())
}

/// Puts a model to work.
#[container_component]
pub(crate) fn deploy(model: Input<Model>, stage: String) -> Container {
    Container::image("ghcr.io/acme/deployer:2")
        .command(["deploy"])
        .args([format!("--model={}", model.uri()), format!("--stage={stage}")])
}

/// Trains a model and deploys it.
///
/// The stage is where users see it.
#[pipeline]
pub(crate) fn churn(
    p: &mut Scope,
    rows: Value<i64>,
    #[default(0.1)] rate: Value<f64>,
    #[default("test")] stage: Value<String>,
) {
    let trained = p.task(train().rows(rows).rate(rate));
    p.task(deploy().model(trained.model).stage(stage));
}

/// One model for each learning rate.
#[pipeline]
pub(crate) fn sweep(p: &mut Scope, rows: Value<i64>, #[default(vec![0.1, 0.01])] rates: Value<Vec<f64>>) {
    p.for_each(rates, |p, rate| {
        p.task(train().rows(rows).rate(rate));
    });
    p.for_each(vec![0.5, 0.25, 0.125], |p, rate| {
        p.task(train().rows(rows).rate(rate));
    });
}

/// Does nothing, which no engine runs.
#[pipeline]
pub(crate) fn empty(_p: &mut Scope) {}

/// What a call of the command line did.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit code.
    pub(crate) code: u8,
    /// What went to standard output.
    pub(crate) out: Vec<u8>,
    /// What went to standard error.
    pub(crate) err: String,
}

impl Outcome {
    /// Standard output as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("text")
    }
}

/// Exit code, standard output and standard error, with the folder replaced by a fixed name.
pub(crate) fn transcript(outcome: &Outcome, dir: &Path) -> String {
    let dir = dir.to_str().expect("a path that is text");
    let text =
        format!("exit code {}\n--- stdout\n{}--- stderr\n{}", outcome.code, outcome.text(), outcome.err);
    // The columns of a table are as wide as the path of the folder.
    let narrow = |line: &str| match line.starts_with("file ") || line.starts_with(dir) {
        true => line.split_whitespace().collect::<Vec<_>>().join("  ") + "\n",
        false => format!("{line}\n"),
    };
    text.lines().map(narrow).collect::<String>().replace(dir, "DIR")
}

/// The program under test.
pub(crate) fn app() -> App {
    App::new().pipeline(churn).pipeline(sweep)
}

/// Calls the program under test.
pub(crate) fn call<A: Into<OsString>>(args: impl IntoIterator<Item = A>) -> Outcome {
    call_app(&app(), args)
}

/// Calls a program.
pub(crate) fn call_app<A: Into<OsString>>(app: &App, args: impl IntoIterator<Item = A>) -> Outcome {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = std::iter::once("pipelines".into()).chain(args.into_iter().map(Into::into));
    let code = app.run_from::<OsString>(args, &mut out, &mut err);
    Outcome { code, out, err: String::from_utf8(err).expect("text") }
}

/// The names of the files in a folder, in order.
pub(crate) fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|e| e.expect("an entry").file_name().into_string().expect("a text name")).collect();
    names.sort();
    names
}
