//! The command `compile`, and the library behind it.

use std::fs;

use kfp_app::{App, Format, Request, Target, emit};
use kfp_ir::codec;
use kfp_ir::model::{PipelineSpec, Value};

use crate::support::{app, call, call_app, churn, names, transcript};

#[test]
fn writes_everything_and_says_what() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let outcome = call(["compile".as_ref(), "--out".as_ref(), out.as_os_str()]);
    insta::assert_snapshot!(transcript(&outcome, dir.path()));
    assert_eq!(names(&out), ["churn.argo.yaml", "churn.kfp.yaml", "sweep.argo.yaml", "sweep.kfp.yaml"]);
    for name in names(&out) {
        let text = fs::read_to_string(out.join(&name)).unwrap();
        let expected = app().compile(&Request::default()).unwrap();
        let file = expected.files.iter().find(|f| f.name == name).unwrap();
        assert_eq!(text.as_bytes(), file.bytes, "{name}: equal pipelines give equal bytes");
    }
}

#[test]
fn every_target_and_form() {
    let dir = tempfile::tempdir().unwrap();
    for (args, expected) in [
        (&["--target", "manifest"][..], &["churn.manifest.yaml"][..]),
        (&["--format", "json"], &["churn.kfp.json"]),
        (&["--format", "pb"], &["churn.kfp.pb"]),
        (&["-t", "argo", "-t", "kfp", "-t", "kfp"], &["churn.argo.yaml", "churn.kfp.yaml"]),
        (&["-t", "kfp", "--sdk-names"], &["churn.kfp.yaml"]),
    ] {
        let out = dir.path().join(args.join(""));
        let outcome = call(["compile", "-p", "churn", "-o", out.to_str().unwrap()].iter().chain(args));
        assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.err);
        assert_eq!(names(&out), expected, "{args:?}");
    }
    let json = fs::read_to_string(dir.path().join("--formatjson/churn.kfp.json")).unwrap();
    let yaml = emit(churn, Target::Kfp, Format::Yaml).unwrap();
    let yaml = codec::read(std::str::from_utf8(&yaml).unwrap(), codec::Format::Yaml).unwrap().document;
    assert_eq!(codec::read(&json, codec::Format::Json).unwrap().document, yaml);
    let binary = fs::read(dir.path().join("--formatpb/churn.kfp.pb")).unwrap();
    assert_eq!(codec::proto::decode::<PipelineSpec>(&binary).unwrap(), yaml.pipeline);
}

#[test]
fn one_file_to_standard_output_and_nothing_else() {
    let outcome = call(["compile", "--pipeline=churn", "--target=kfp", "--out=-"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert_eq!(outcome.out, emit(churn, Target::Kfp, Format::Yaml).unwrap());
}

#[test]
fn defaults_of_inputs_are_set_by_type() {
    let args =
        ["compile", "-p", "churn", "-t", "kfp", "-o", "-", "--param", "rows=10", "--param", "stage=a=b"];
    let outcome = call(args);
    let document = codec::read(outcome.text(), codec::Format::Yaml).unwrap().document;
    let inputs = document.pipeline.root.unwrap().input_definitions.unwrap().parameters;
    assert_eq!(inputs["rows"].default_value, Some(Value::Number(10.0)));
    assert!(inputs["rows"].is_optional);
    assert_eq!(inputs["stage"].default_value, Some(Value::from("a=b")));
    assert_eq!(inputs["rate"].default_value, Some(Value::Number(0.1)), "as in the source");
}

#[test]
fn the_program_of_the_image_can_be_named() {
    let named = |app: &App, args: &[&str]| {
        let base = ["compile", "-p", "churn", "-t", "kfp", "-o", "-"];
        call_app(app, base.iter().chain(args)).text().to_owned()
    };
    let app = app().executable("/app/demo");
    assert!(named(&app, &[]).contains("/app/demo"));
    assert!(named(&app, &["--executable", "/bin/other"]).contains("/bin/other"));
}

#[test]
fn a_lock_pins_all_images_or_says_which_are_missing() {
    let dir = tempfile::tempdir().unwrap();
    let lock = dir.path().join("kfp.lock");
    let digest = format!("sha256:{}", "ab".repeat(32));
    let write = |images: &[&str]| {
        let images: Vec<String> = images.iter().map(|image| format!("\"{image}\": \"{digest}\"")).collect();
        fs::write(&lock, format!("{{\"version\": 1, \"images\": {{{}}}}}", images.join(", "))).unwrap();
    };
    let base = ["compile", "-p", "churn", "-p", "sweep", "-t", "kfp", "--lock", lock.to_str().unwrap(), "-o"];
    let out = dir.path().join("out");
    let compile = || call(base.iter().copied().chain([out.to_str().unwrap()]));
    let missing = compile();
    assert_eq!(missing.code, 3, "{missing:?}");
    write(&["ghcr.io/acme/demo:1"]);
    let one = compile();
    assert_eq!(one.code, 1, "{one:?}");
    assert_eq!(
        one.err.matches("the image `ghcr.io/acme/deployer:2` has no digest in").count(),
        1,
        "{}",
        one.err
    );
    assert!(!out.exists());
    write(&["ghcr.io/acme/demo:1", "ghcr.io/acme/deployer:2"]);
    assert_eq!(compile().code, 0);
    let text = fs::read_to_string(out.join("churn.kfp.yaml")).unwrap();
    for image in ["demo:1", "deployer:2"] {
        assert!(text.contains(&format!("image: ghcr.io/acme/{image}@{digest}")), "{text}");
    }
    fs::write(&lock, "{\"version\": 2}").unwrap();
    let wrong = compile();
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("`version` of the lock is not 1"), "{}", wrong.err);
}

#[test]
fn a_check_passes_on_what_was_written_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().to_str().unwrap();
    assert_eq!(call(["compile", "--out", out]).code, 0);
    let outcome = call(["compile", "--out", out, "--check"]);
    assert_eq!(
        transcript(&outcome, dir.path()),
        "exit code 0\n--- stdout\n4 files in DIR up to date\n--- stderr\n"
    );

    fs::remove_file(dir.path().join("sweep.argo.yaml")).unwrap();
    let path = dir.path().join("churn.kfp.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("deployer:2", "deployer:1")).unwrap();
    let before = names(dir.path());
    let outcome = call(["compile", "--out", out, "--check"]);
    insta::assert_snapshot!(transcript(&outcome, dir.path()));
    assert_eq!(names(dir.path()), before);
}

#[test]
fn a_check_of_binary_and_large_differences_stays_short() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().to_str().unwrap();
    fs::write(dir.path().join("churn.kfp.pb"), [0xff, 0, 1]).unwrap();
    let outcome = call(["compile", "-p", "churn", "--format", "pb", "--out", out, "--check"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.text().contains("churn.kfp.pb: stale (3 bytes, would be"), "{}", outcome.text());
    fs::write(dir.path().join("churn.kfp.yaml"), "\u{1b}[2J\n".repeat(5000)).unwrap();
    let outcome = call(["compile", "-p", "churn", "-t", "kfp", "--out", out, "--check"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.text().lines().count() < 50 && !outcome.text().contains('\u{1b}'));
}

#[test]
fn the_library_writes_without_a_command_line() {
    let dir = tempfile::tempdir().unwrap();
    let paths = app().write_to(dir.path()).unwrap();
    assert_eq!(paths.len(), 4);
    assert!(paths.iter().all(|p| p.is_file()));
    let error = App::new().pipeline(crate::support::empty).write_to(dir.path()).unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string(), "what `main` of a build script prints");
    assert_eq!(names(dir.path()).len(), 4);
}
