//! `kfpc convert`: every form into every form.

use crate::support::{Folder, GOOD};

#[test]
fn there_and_back_is_the_same() {
    let folder = Folder::new();
    assert_eq!(folder.call(["convert", "good.yaml", "--to", "yaml", "-o", "first.yaml"]).code, 0);
    let first = folder.read("first.yaml");
    for to in ["json", "pb"] {
        let name = format!("x.kfp.{to}");
        let outcome = folder.call(["convert", "first.yaml", "--to", to, "-o", &name]);
        assert_eq!((outcome.code, outcome.out.len(), outcome.err.as_str()), (0, 0, ""));
        let back = folder.call(["convert", &name, "--to", "yaml"]);
        assert_eq!((back.code, back.err.as_str()), (0, ""));
        assert_eq!(back.out, first, "{to}");
    }
    let made = ["first.yaml", "good.yaml", "x.kfp.json", "x.kfp.pb", "x.platform.pb"];
    assert_eq!(folder.names(), made);
    let json = folder.call_with(["convert", "-", "--to", "json"], &first);
    assert_eq!(json.out, folder.read("x.kfp.json"));
}

#[test]
fn platform_settings_are_never_dropped_in_silence() {
    let folder = Folder::new();
    let outcome = folder.call(["convert", "good.yaml", "--to", "pb"]);
    assert_eq!((outcome.code, outcome.out.len()), (2, 0));
    assert!(outcome.err.contains("platform settings are a file of their own"), "{}", outcome.err);
    folder.write("portable.yaml", GOOD.split("---").next().unwrap());
    let outcome = folder.call(["convert", "portable.yaml", "--to", "pb"]);
    assert_eq!(outcome.code, 0);
    let back = folder.call_with(["convert", "-", "--to", "yaml"], &outcome.out);
    assert!(back.text().contains("Name: greet"), "{}", back.err);
}

#[test]
fn what_has_errors_is_not_written() {
    let folder = Folder::new();
    folder.write("bad.yaml", GOOD.replace("- first\n", "- frist\n"));
    let outcome = folder.call(["convert", "bad.yaml", "--to", "json", "-o", "out.json"]);
    insta::assert_snapshot!(outcome.transcript());
    assert_eq!(folder.names(), ["bad.yaml", "good.yaml"]);
}

#[test]
fn unwritable_output() {
    let folder = Folder::new();
    for (out, message) in [
        ("good.yaml/below.json", "cannot write `good.yaml/below.json`: not a directory"),
        ("missing/out.json", "cannot write `missing/out.json`: no such file or directory"),
        (".", "cannot write `.`: is a directory"),
    ] {
        let outcome = folder.call(["convert", "good.yaml", "--to", "json", "-o", out]);
        assert_eq!(outcome.code, 3, "{out}");
        assert!(outcome.err.contains(message), "{out}: {}", outcome.err);
    }
    assert_eq!(folder.names(), ["good.yaml"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let folder = Folder::new();
    let outcome = folder.call(["convert", "good.yaml", "--to", "json", "-o", "/dev/full"]);
    assert_eq!(outcome.code, 3);
    assert!(outcome.err.contains("cannot write `/dev/full`: no space left on device"), "{}", outcome.err);
}
