//! Help texts and completion scripts.

use crate::support::Folder;

#[test]
fn help_of_everything() {
    let folder = Folder::new();
    for args in [
        &["--help"][..],
        &["check", "--help"],
        &["component", "--help"],
        &["convert", "--help"],
        &["argo", "--help"],
        &["argo", "-h"],
        &["fmt", "--help"],
        &["explain", "--help"],
        &["lint", "--help"],
        &["size", "--help"],
        &["plan", "--help"],
        &["diff", "--help"],
        &["graph", "--help"],
        &["compare", "--help"],
        &["lock", "--help"],
    ] {
        let outcome = folder.call(args);
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
        insta::assert_snapshot!(args.join("_").replace('-', ""), outcome.text());
    }
}

#[test]
fn the_command_line_is_explained_when_wrong() {
    let folder = Folder::new();
    for (args, message) in [
        (&[][..], "Usage: kfpc <COMMAND>"),
        (&["chek"], "similar subcommand exists: 'check'"),
        (&["check"], "required arguments were not provided"),
        (&["check", "--target", "kfp-2.16", "good.yaml"], "possible values: kfp-2.17"),
        (&["convert", "good.yaml"], "--to <FORMAT>"),
        (&["argo", "good.yaml", "--repository", "x"], "write it as CONFIGMAP/KEY"),
        (&["argo", "good.yaml", "--label", "x"], "write it as NAME=VALUE"),
        (&["argo", "good.yaml", "--label", "a b=c"], "Kubernetes takes no key `a b`"),
        (&["argo", "good.yaml", "--label", "a=b c"], "Kubernetes takes no label `b c`"),
        (&["argo", "good.yaml", "--annotation", "a b=c"], "Kubernetes takes no key `a b`"),
        (&["argo", "good.yaml", "--ttl=-1"], "-1 is not in 0.."),
        (&["argo", "good.yaml", "--parallelism", "0"], "0 is not in 1.."),
        (&["argo", "good.yaml", "--run-as-user", "-5"], "-5 is not in 0.."),
        (&["argo", "good.yaml", "--bucket", ""], "a value is required for '--bucket <NAME>'"),
    ] {
        let outcome = folder.call(args);
        assert_eq!((outcome.code, outcome.out.len()), (2, 0), "{args:?}");
        assert!(outcome.err.contains(message), "{args:?}: {}", outcome.err);
    }
}

#[test]
fn completions_for_every_shell() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let outcome = folder.call(["completions", shell]);
        assert_eq!(outcome.code, 0, "{shell}");
        assert!(outcome.text().contains("deny-warnings"), "{shell}");
    }
}
