//! Hooks on Argo's own controller.
#![cfg(unix)]

use std::collections::BTreeMap;

use kfp_argo::{Options, lower, to_yaml};
use kfp_dsl::argo::{Approval, Hook, Phase};
use kfp_dsl::prelude::*;
use kfp_dsl::{BuildOptions, PipelineConfig, Target};
use kfp_tests::runs::{Ran, Run, run};

#[container_component]
fn say(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[container_component]
fn end(code: i64) -> Container {
    Container::image("busybox").command(["sh", "-c", "sleep 1; exit $0"]).args([code.to_string()])
}

#[pipeline]
fn hooked(p: &mut Scope, code: Value<i64>) {
    p.config(
        PipelineConfig::new()
            .argo_hook(Hook::exit(say().text("{{workflow.status}} is no code")))
            .argo_hook(Hook::when(Phase::Running, say().text("the run runs"))),
    );
    p.approval(Approval::ask("Go on?")).argo(Hook::when(Phase::Running, say().text("please decide")));
    p.task(end().code(code))
        .retries(1)
        .argo(Hook::exit(say().text("over")))
        .argo(Hook::when(Phase::Running, say().text("begun")))
        .argo(Hook::when(Phase::Succeeded, say().text("well")))
        .argo(Hook::when(Phase::Failed, say().text("badly")));
}

/// What pods printed, by the last words of their nodes' names.
fn said(ran: &Ran) -> Vec<String> {
    let mut said: Vec<String> = ran
        .pods
        .iter()
        .filter_map(|pod| {
            let name = pod.node.split_once('.').map_or(pod.node.as_str(), |(_, name)| name);
            (!pod.log.is_empty()).then(|| format!("{name}: {}", pod.log.trim_end()))
        })
        .collect();
    said.sort();
    said
}

#[test]
fn run_beside_tasks_and_at_their_end() {
    let options = BuildOptions { target: Target::Argo40, ..BuildOptions::default() };
    let built = Pipeline::of(hooked).build(&options).unwrap();
    let yaml = to_yaml(&lower(&built.document, &built.info, &Options::default()).unwrap().manifests).unwrap();
    let case = |name: &str, code: &str| Run {
        name: name.to_owned(),
        yaml: yaml.clone(),
        parameters: BTreeMap::from([("code".to_owned(), code.to_owned())]),
        answers: BTreeMap::from([("approval".to_owned(), BTreeMap::new())]),
        ..Run::default()
    };
    let Some(ran) = run(&[case("well", "0"), case("badly", "3")], &[]) else { return };
    assert_eq!(ran["well"].phase, "Succeeded", "{}", ran["well"].story());
    assert_eq!(ran["badly"].phase, "Failed", "{}", ran["badly"].story());
    let both = |of_task: &str| {
        let mut all = vec![
            "approval.hooks.running: please decide".to_owned(),
            "end.hooks.running: begun".to_owned(),
            "end.onExit: over".to_owned(),
            "hooks.running: the run runs".to_owned(),
            "onExit: {{workflow.status}} is no code".to_owned(),
        ];
        all.push(of_task.to_owned());
        all.sort();
        all
    };
    assert_eq!(said(&ran["well"]), both("end.hooks.succeeded: well"));
    assert_eq!(said(&ran["badly"]), both("end.hooks.failed: badly"));
}
