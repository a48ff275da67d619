//! Help texts and completion scripts.

use crate::support::call;

#[test]
fn help_of_everything() {
    for args in [
        &["--help"][..],
        &["compile", "--help"],
        &["compile", "-h"],
        &["list", "--help"],
        &["completions", "-h"],
    ] {
        let outcome = call(args);
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
        insta::assert_snapshot!(args.join("_").replace('-', ""), outcome.text());
    }
}

#[test]
fn no_arguments_show_the_help_and_fail() {
    let outcome = call([] as [&str; 0]);
    assert_eq!((outcome.code, outcome.out.len()), (2, 0));
    assert!(outcome.err.contains("Usage: pipelines <COMMAND>"), "{}", outcome.err);
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let outcome = call(["completions", shell]);
        assert_eq!(outcome.code, 0, "{shell}");
        assert!(outcome.text().contains("compile") && outcome.text().contains("sdk-names"), "{shell}");
    }
}
