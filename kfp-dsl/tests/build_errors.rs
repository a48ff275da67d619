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

#[container_component]
fn misnamed() -> Container {
    Container::image("Not An Image").command(["true"])
}

#[pipeline]
fn unpullable(p: &mut Scope) {
    p.task(misnamed());
}

#[test]
fn b120_what_only_the_check_of_the_ir_finds() {
    let errors = Pipeline::of(unpullable).build(&BuildOptions::default()).unwrap_err();
    let text = errors.to_string();
    assert!(text.contains("error[B120]: KFP would refuse the pipeline: `Not An Image`"), "{text}");
    assert!(text.contains("note: IR195 at deploymentSpec.executors.exec-misnamed.container.image"), "{text}");
}

#[container_component]
fn step() -> Container {
    Container::image("busybox").command(["true"])
}

#[pipeline]
fn copied(p: &mut Scope) {
    p.task(step());
}

macro_rules! copies {
    ($($name:ident of $inner:ident;)*) => {$(
        #[pipeline]
        fn $name(p: &mut Scope) {
            for _ in 0..20 {
                p.task($inner());
            }
        }
    )*};
}

copies! {
    twenty of copied;
    hundreds of twenty;
    thousands of hundreds;
    many of thousands;
    millions of many;
}

#[test]
fn b123_too_many_copies_for_names_of_the_sdk() {
    let options = BuildOptions { names: kfp_dsl::Names::Sdk, ..BuildOptions::default() };
    let text = Pipeline::of(millions).build(&options).unwrap_err().to_string();
    assert!(text.contains("error[B123]"), "{text}");
    assert!(Pipeline::of(millions).build(&BuildOptions::default()).is_ok());
}
