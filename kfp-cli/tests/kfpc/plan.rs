//! `kfpc plan` and `kfpc diff`: which tasks would run again, and what has changed.

use std::io::Write as _;
use std::process::Command;

use crate::support::Folder;

const GOOD: &str = include_str!("../../../kfp-ir/tests/digest/chain.yaml");

/// A folder with `good.yaml` and a `new.yaml` in which one text is another.
fn changed(from: &str, to: &str) -> Folder {
    assert!(GOOD.contains(from), "{from}");
    let folder = Folder::new();
    folder.write("good.yaml", GOOD);
    folder.write("new.yaml", GOOD.replacen(from, to, 1));
    folder
}

#[test]
fn the_exit_code_tells_whether_anything_runs() {
    let folder = changed("busybox", "alpine");
    let same = folder.call(["plan", "good.yaml", "good.yaml"]);
    let other = folder.call(["plan", "good.yaml", "new.yaml"]);
    let first = folder.call(["plan", "good.yaml"]);
    insta::assert_snapshot!([same.transcript(), other.transcript(), first.transcript()].join("\n"));
}

#[test]
fn every_format() {
    let folder = changed("busybox", "alpine");
    for format in ["json", "markdown"] {
        let outcome = folder.call(["plan", "good.yaml", "new.yaml", "--format", format]);
        assert_eq!((outcome.code, outcome.err.as_str()), (4, ""));
        if format == "json" {
            let json: serde_json::Value = serde_json::from_slice(&outcome.out).unwrap();
            assert_eq!((&json["version"], &json["runs"]), (&1.into(), &true.into()));
        } else {
            assert!(outcome.text().starts_with("### Plan for"), "{}", outcome.text());
        }
    }
}

#[test]
fn a_diff_in_every_format() {
    let folder = changed("busybox", "alpine");
    let same = folder.call(["diff", "good.yaml", "good.yaml"]);
    assert_eq!((same.code, same.err.as_str()), (0, ""));
    assert!(same.text().contains("nothing has changed"), "{}", same.text());
    let text = folder.call(["diff", "good.yaml", "new.yaml"]);
    let markdown = folder.call(["diff", "good.yaml", "new.yaml", "--format", "markdown"]);
    insta::assert_snapshot!([text.transcript(), markdown.transcript()].join("\n"));
    let json = folder.call(["diff", "good.yaml", "new.yaml", "--format", "json"]);
    assert_eq!(json.code, 4);
    let json: serde_json::Value = serde_json::from_slice(&json.out).unwrap();
    assert_eq!(
        (&json["version"], &json["differs"], &json["plan"]["runs"]),
        (&1.into(), &true.into(), &true.into())
    );
}

#[test]
fn an_earlier_version_is_read_from_git() {
    let folder = changed("busybox", "alpine");
    let git = |args: &[&str]| {
        let done = Command::new("git").args(args).current_dir(folder.path()).output();
        done.is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "-q"]) {
        let _ = writeln!(std::io::stderr(), "SKIPPED: an_earlier_version_is_read_from_git needs git");
        return;
    }
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    assert!(git(&["add", "good.yaml"]) && git(&[&identity[..], &["commit", "-qm", "first"]].concat()));
    folder.write("good.yaml", GOOD.replacen("busybox", "alpine", 1));
    let outcome = folder.call(["plan", "HEAD:good.yaml", "good.yaml"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (4, ""));
    assert!(outcome.text().contains("image"), "{}", outcome.text());
    let unknown = folder.call(["plan", "nothing:good.yaml", "good.yaml"]);
    assert_eq!(unknown.code, 3);
    assert!(unknown.err.contains("`git` cannot show `nothing:good.yaml`"), "{}", unknown.err);
    let missing = folder.call(["plan", "HEAD:bad.yaml", "good.yaml"]);
    assert_eq!(missing.code, 3);
    assert!(missing.err.contains("bad.yaml"), "{}", missing.err);
    assert_eq!(folder.call(["plan", "--", "-x:good.yaml", "good.yaml"]).code, 3);
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let name = GOOD.lines().find_map(|line| line.strip_prefix("  name: ")).unwrap();
    let folder = changed(&format!("name: {name}"), "name: another");
    folder.write("bad.yaml", GOOD.replace("dependentTasks: [train]", "dependentTasks: [tran]"));
    folder.write("run.json", format!(r#"{{"version": 1, "pipeline": "{name}", "tasks": {{"tran": {{}}}}}}"#));
    let mut all = Vec::new();
    for args in [
        ["good.yaml", "new.yaml"].as_slice(),
        &["bad.yaml", "good.yaml"],
        &["good.yaml", "missing.yaml"],
        &["good.yaml", "good.yaml", "--run", "run.json"],
        &["good.yaml", "good.yaml", "--run", "missing.json"],
        &["good.yaml", "--run", "run.json"],
        &["good.yaml", "good.yaml", "--param", "no=1"],
    ] {
        let outcome = folder.call([&["plan"], args].concat());
        assert!(outcome.out.is_empty(), "{args:?}");
        all.push(format!("$ kfpc plan {}\nexit code {}\n{}", args.join(" "), outcome.code, outcome.err));
    }
    insta::assert_snapshot!(all.join("\n"));
}
