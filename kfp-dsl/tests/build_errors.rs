//! What an author reads when a pipeline compiles but cannot be built: every mistake at once, each with its own line.

use kfp_dsl::BuildOptions;
use kfp_dsl::prelude::*;

#[container_component]
fn train(rate: f64, model: Output<Model>) -> Container {
    Container::image("busybox").command(["train"]).args([rate.to_string(), model.path()])
}

#[container_component]
fn tool(text: String) -> Container {
    Container::image("busybox").args([text.to_string()])
}

const FIRST: u32 = line!();

#[pipeline]
fn wrong(p: &mut Scope, dry_run: Value<bool>) {
    p.task(train().rate(f64::NAN)).memory("1 GB");
    p.when(dry_run, |p| p.task(train().rate(0.1)).model);
    let nothing: Vec<f64> = Vec::new();
    p.for_each(nothing, |p, rate| {
        p.task(train().rate(rate));
    });
    p.task(tool().text("x"));
}

#[test]
fn all_mistakes_are_told_with_their_lines() {
    let errors = Pipeline::of(wrong).build(&BuildOptions::default()).unwrap_err();
    let mut found: Vec<(&str, u32)> = errors
        .0
        .iter()
        .map(|error| {
            let at = error.at.as_ref().unwrap();
            assert!(at.file.ends_with("build_errors.rs"), "{error}");
            (error.code, at.line)
        })
        .collect();
    found.sort_unstable();
    // The component without a command is told of at its function, the rest at the calls.
    let expected = [("B106", FIRST + 4), ("B107", FIRST + 5), ("B108", FIRST + 7), ("B110", FIRST + 4)];
    assert_eq!(
        found.iter().filter(|(code, _)| *code != "B115").copied().collect::<Vec<_>>(),
        expected,
        "{errors}"
    );
    let told: Vec<u32> = found.iter().filter(|(code, _)| *code == "B115").map(|(_, line)| *line).collect();
    assert!(matches!(told[..], [line] if line < FIRST), "{errors}");
}

#[test]
fn a_message_says_what_where_and_what_to_do() {
    let errors = Pipeline::of(wrong).build(&BuildOptions::default()).unwrap_err();
    let forgotten = errors.0.iter().find(|error| error.code == "B107").unwrap().to_string();
    let place = format!("{}:{}:7", file!(), FIRST + 5);
    let expected = format!(
        "error[B107]: this `when` gives a value, but has no `otherwise`\n  \
         --> {place}\n  \
         note: when no condition holds, there would be no value\n  \
         help: add `.otherwise(|p| ..)` with the value for that case, or return nothing from the branches"
    );
    assert_eq!(forgotten, expected);
}
