//! `kfpc argo`: from a compiled pipeline to a workflow.

use crate::support::{Folder, GOOD};

#[test]
fn writes_a_workflow_and_says_what_is_in_it() {
    let folder = Folder::new();
    let outcome = folder.call(["argo", "good.yaml", "-o", "greet.argo.yaml"]);
    insta::assert_snapshot!(outcome.transcript());
    let text = String::from_utf8(folder.read("greet.argo.yaml")).unwrap();
    assert!(text.starts_with("apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n"), "{text}");
    assert_eq!(folder.call(["argo", "good.yaml"]).text(), text, "standard output gets the same");
}

#[test]
fn options_reach_the_workflow() {
    let folder = Folder::new();
    let args = "argo good.yaml --profile 3.7 --bucket b --prefix /p/ --repository map/key --name fixed --namespace ml
        --service-account runner --image-pull-secret s --label team=a --annotation note=b=c --param who=Ada
        --param times=2 --parallelism 4 --ttl 60 --ttl-failure 90 --pod-gc OnPodSuccess --archive-logs
        --security restricted --run-as-user 1000 --priority -3 --memoize --memoize-max-age 7d --memoize-shards 1
        --memoize-cache team";
    let outcome = folder.call(args.split_whitespace());
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    let expected = [
        "name: fixed",
        "namespace: ml",
        "serviceAccountName: runner",
        "team: a",
        "note: b=c",
        "Ada",
        "parallelism: 4",
        "configMap: map",
        "- name: s\n",
        "secondsAfterCompletion: 60",
        "secondsAfterFailure: 90",
        "strategy: OnPodSuccess",
        "archiveLogs: true",
        "runAsNonRoot: true",
        "runAsUser: 1000",
        "priority: -3",
    ];
    for text in expected {
        assert!(outcome.text().contains(text), "{text}: {}", outcome.text());
    }
}

#[test]
fn inputs_are_checked_by_type() {
    let folder = Folder::new();
    let outcome = folder.call(["argo", "good.yaml", "--param", "times=many", "--param", "whom=x"]);
    insta::assert_snapshot!(outcome.transcript());
}

#[test]
fn what_argo_cannot_do_is_an_error_and_what_differs_a_warning() {
    let folder = Folder::new();
    let retry = "retryPolicy: {maxRetryCount: 1, backoffDuration: 1s, backoffFactor: 1.5}";
    folder.write("retried.yaml", GOOD.replace("cachingOptions: {}", retry));
    let outcome = folder.call(["argo", "retried.yaml", "-o", "out.yaml"]);
    assert_eq!(outcome.code, 0);
    assert!(outcome.err.contains("AR202"), "{}", outcome.err);
    let outcome = folder.call(["argo", "retried.yaml", "-o", "denied.yaml", "--deny-loss"]);
    assert_eq!(outcome.code, 1);
    assert_eq!(folder.names(), ["good.yaml", "out.yaml", "retried.yaml"]);
}

#[test]
fn reports_go_to_standard_output() {
    let folder = Folder::new();
    let retry = "retryPolicy: {maxRetryCount: 1, backoffDuration: 1s, backoffFactor: 1.5}";
    folder.write("retried.yaml", GOOD.replace("cachingOptions: {}", retry));
    let outcome = folder.call(["argo", "retried.yaml", "--report", "text"]);
    insta::assert_snapshot!(outcome.transcript());
    let outcome = folder.call(["argo", "retried.yaml", "--report", "markdown", "-o", "out.yaml"]);
    assert!(outcome.text().starts_with("| how closely |"), "{}", outcome.text());
    let outcome = folder.call(["argo", "retried.yaml", "--report", "json", "--deny-loss"]);
    assert_eq!(outcome.code, 1);
    let report: serde_json::Value = serde_json::from_str(outcome.text()).unwrap();
    assert_eq!(report["exact"], false);
    assert_eq!(report["differences"][0]["feature"], "retry-factor");
    assert_eq!(folder.names(), ["good.yaml", "out.yaml", "retried.yaml"]);
}

#[test]
fn every_kind_of_object() {
    let folder = Folder::new();
    for (kind, kinds) in [
        ("workflow", &["Workflow"][..]),
        ("template", &["WorkflowTemplate"]),
        ("cluster-template", &["ClusterWorkflowTemplate"]),
        ("cron", &["CronWorkflow"]),
        ("secure", &["WorkflowTemplate", "Workflow"]),
        ("cluster-secure", &["ClusterWorkflowTemplate", "Workflow"]),
    ] {
        let args = ["argo", "good.yaml", "--kind", kind, "--param", "who=Ada"];
        let schedule = ["--schedule", "0 3 * * *"];
        let outcome = folder.call(args.into_iter().chain(schedule.into_iter().filter(|_| kind == "cron")));
        assert_eq!(outcome.code, 0, "{}", outcome.err);
        let found: Vec<&str> = outcome.text().lines().filter_map(|l| l.strip_prefix("kind: ")).collect();
        assert_eq!(found, kinds);
    }
    let outcome = folder.call(["argo", "good.yaml", "--kind", "cron", "--schedule", "tomorrow"]);
    insta::assert_snapshot!(outcome.transcript());
}

#[test]
fn a_schedule_is_for_a_cron_workflow() {
    let folder = Folder::new();
    let call = |args: &[&str]| folder.call(["argo", "good.yaml"].iter().chain(args));
    for (args, message) in [
        (&["--kind", "cron"][..], "a cron workflow needs `--schedule`"),
        (&["--schedule", "0 3 * * *"], "`--schedule` is for cron workflows"),
        (&["--kind", "template", "--concurrency", "Forbid"], "`--concurrency` is for cron workflows"),
        (&["--suspend"], "`--suspend` is for cron workflows"),
    ] {
        let outcome = call(args);
        assert_eq!((outcome.code, outcome.out.len()), (2, 0), "{args:?}");
        assert!(outcome.err.contains(message), "{args:?}: {}", outcome.err);
    }
    // A file may hold the options of the cron workflow for a run in between, and be completed by hand.
    folder.write("argo.yaml", "kind: cron\ntimezone: Europe/Berlin\n");
    let completed = call(&["--config", "argo.yaml", "--schedule", "0 3 * * *", "--param", "who=Ada"]);
    assert!(completed.code == 0 && completed.text().contains("kind: CronWorkflow"), "{}", completed.err);
    let run = call(&["--config", "argo.yaml", "--kind", "workflow"]);
    assert!(run.code == 0 && run.text().contains("kind: Workflow\n"), "{}", run.err);
}

#[test]
fn options_from_a_file() {
    let folder = Folder::new();
    folder.write(
        "argo.yaml",
        "bucket: filed\nnamespace: ml\nttl: 60\nlabel: {team: a}\narchive-logs: true\nsuspend: false\n",
    );
    let outcome =
        folder.call(["argo", "good.yaml", "--config", "argo.yaml", "--namespace", "typed", "--label", "b=c"]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    for text in ["namespace: typed", "team: a", "b: c", "secondsAfterCompletion: 60", "archiveLogs: true"] {
        assert!(outcome.text().contains(text), "{text}: {}", outcome.text());
    }
    folder.write("wrong.yaml", "buckett: x\nsuspend: maybe\nttl: [1, 2]\nconfig: other.yaml\n");
    let outcome = folder.call(["argo", "good.yaml", "--config", "wrong.yaml"]);
    insta::assert_snapshot!(outcome.transcript());
}
