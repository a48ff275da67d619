//! The model of what KFP makes of a pipeline, against what KFP's own compiler made of its corpus.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as tests do"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kfp_app::{App, Format, Request, Target};
use kfp_argo::{PodCount, Profile};
use kfp_dsl::Names;
use kfp_ir::Document;
use kfp_ir::codec::{self, read, yaml};
use kfp_ir::valid::check;
use kfp_review::compare::structure::{Structure, Template};
use kfp_review::compare::{Comparison, compare, kfp};
use kfp_review::{Pipeline, View};
use kfp_tests::Engine;
use kfp_tests::oracle::{build, generate};
use serde_json::{Value, json};

/// A golden workflow.
fn golden(path: &Path) -> Option<Value> {
    let documents = yaml::values(&std::fs::read_to_string(path).unwrap()).unwrap();
    documents.iter().map(kfp_argo::to_json).find(|object| object["spec"]["templates"].is_array())
}

/// The bytes of the components, containers and settings in a workflow.
fn embedded(workflow: &Value) -> usize {
    let parameters = workflow["spec"]["arguments"]["parameters"].as_array();
    let ours = |name: &str| {
        ["components-", "implementations-", "kubernetes-"].iter().any(|prefix| name.starts_with(prefix))
    };
    parameters
        .into_iter()
        .flatten()
        .filter(|p| p["name"].as_str().is_some_and(ours))
        .filter_map(|p| Some(p["value"].as_str()?.len()))
        .sum()
}

/// What the counter of the engines has to find: every loop with 0, 1 and 3 items.
fn numbers(structure: &Structure, embedded: usize) -> Value {
    let totals = structure.totals();
    let runs: serde_json::Map<String, Value> = [0, 1, 3]
        .into_iter()
        .map(|items| {
            let at = |count: &PodCount| with_items(count, items);
            let run = json!({
                "pods": at(&totals.pods), "nodes": at(&totals.nodes), "volumes": at(&totals.volumes),
                "extraContainers": at(&totals.extra_containers), "criticalPods": totals.critical_pods,
            });
            (items.to_string(), run)
        })
        .collect();
    json!({
        "templates": structure.templates.len(), "tasks": structure.tasks(), "embeddedBytes": embedded, "runs": runs,
    })
}

fn with_items(count: &PodCount, items: u64) -> u64 {
    count.fixed + count.per_item.values().map(|each| items * with_items(each, items)).sum::<u64>()
}

/// The numbers of both sides are those of a counter that was written apart, in Go: of KFP's side in what KFP's own compiler
/// wrote, of Argo's side in what `kfp-argo` writes.
#[test]
fn another_counter_finds_the_same() {
    let Some(corpus) = kfp_tests::corpus() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    let mut expect = |workflow: PathBuf, name: String, numbers: Value| {
        let expected = folder.path().join(format!("{name}.json"));
        std::fs::write(&expected, numbers.to_string()).unwrap();
        files.extend([workflow, expected]);
    };
    let irs = irs(&corpus);
    for (name, ir) in &irs {
        let Ok(source) = read(&std::fs::read_to_string(ir).unwrap(), codec::Format::Yaml) else { continue };
        let document = source.document;
        let Some(info) = check(&document, &kfp_ir::target::Target::Kfp217).info else { continue };
        let pipeline = Pipeline::checked(document.clone(), info.clone());
        let view = View::new(&pipeline).unwrap();
        let theirs = corpus.join("kfp-argo-golden").join(name);
        if theirs.exists() && !OTHERS.iter().any(|(other, _)| other == name) {
            let numbers = numbers(&kfp::structure(&view), kfp::embedded_bytes(&view));
            expect(theirs, format!("{name}.kfp"), numbers);
        }
        if let Ok(lowered) = kfp_argo::lower(&document, &info, &kfp_argo::Options::new(Profile::V4_0))
            && let [manifest] = lowered.manifests.as_slice()
        {
            let file = folder.path().join(format!("argo-{name}"));
            std::fs::write(&file, kfp_argo::to_yaml(&lowered.manifests).unwrap()).unwrap();
            let structure = Structure::of_workflow(&serde_json::to_value(manifest).unwrap());
            expect(file, format!("{name}.argo"), numbers(&structure, 0));
        }
    }
    assert!(files.len() > 2 * 160, "only {} pairs", files.len() / 2);
    if let Some(verdicts) = Engine::Counts.judge(&files) {
        verdicts.assert_accepted();
    }
}

/// Counts a file as programs do after `compile`, and as `kfpc compare` does; says whether it has loops, and retries.
fn counted(name: &str, document: Document, text: &str) -> Option<(bool, bool)> {
    let pipeline = Pipeline::new(document).ok()?;
    let structure = kfp::structure(&View::new(&pipeline).unwrap());
    let file = kfp_app::File {
        name: format!("{name}.kfp.yaml"),
        pipeline: pipeline.name().to_owned(),
        target: Target::Kfp,
        format: Format::Yaml,
        bytes: text.as_bytes().to_vec(),
    };
    let counts = kfp_app::cli::count::count(&file).unwrap().unwrap();
    assert_eq!(counts.templates, structure.templates.len() as u64, "templates of {name}");
    let pods = structure.totals().pods;
    let loops = !pods.per_item.is_empty();
    assert!(loops || counts.pods == pods.fixed, "{} pods of {name}, not {}", counts.pods, pods.fixed);
    Some((loops, structure.templates.values().any(|template| template.attempts)))
}

/// What a program says of its files after `compile` is what `kfpc compare` counts, for every file of the corpus.
#[test]
fn compile_counts_the_same() {
    let Some(corpus) = kfp_tests::corpus() else { return };
    let (mut all, mut retried) = (0, 0);
    for (name, ir) in irs(&corpus) {
        let text = std::fs::read_to_string(ir).unwrap();
        let Ok(source) = read(&text, codec::Format::Yaml) else { continue };
        let Some((loops, retries)) = counted(&name, source.document, &text) else { continue };
        all += usize::from(!loops);
        retried += usize::from(retries);
    }
    assert!(all > 70 && retried > 1, "{all} files without loops, {retried} with retries");
}

/// And for random pipelines.
#[test]
fn compile_counts_the_same_of_random_pipelines() {
    let (mut all, mut retried) = (0, 0);
    for case in 0..320 {
        let (program, facts) = generate(30, case);
        let Ok(document) = build(&program, &facts, Names::Shared) else { continue };
        let Some(info) = check(&document, &kfp_ir::target::Target::Kfp217).info else { continue };
        let text = kfp_ir::back::kfp::yaml(&document, &info).unwrap();
        let Some((loops, retries)) = counted(&format!("case {case}"), document, &text) else { continue };
        all += usize::from(!loops);
        retried += usize::from(retries);
    }
    assert!(all > 100 && retried > 20, "{all} pipelines without loops, {retried} with retries");
}

/// A policy of a graph counts for the tasks inside, where the graph is used with it.
#[test]
fn retries_are_handed_down() {
    let text = r#"
pipelineInfo: {name: retries}
schemaVersion: 2.1.0
sdkVersion: kfp-2.17.0
deploymentSpec: {executors: {exec-say: {container: {image: busybox, command: [echo]}}}}
components:
  comp-say: {executorLabel: exec-say}
  comp-inner: {dag: {tasks: {say: {taskInfo: {name: say}, componentRef: {name: comp-say}}}}}
root:
  dag:
    tasks:
      once: {taskInfo: {name: once}, componentRef: {name: comp-inner}}
      often: {taskInfo: {name: often}, componentRef: {name: comp-inner}, retryPolicy: {maxRetryCount: 2}}
"#;
    let document = read(text, codec::Format::Yaml).unwrap().document;
    let pipeline = Pipeline::new(document.clone()).unwrap();
    let structure = kfp::structure(&View::new(&pipeline).unwrap());
    assert!(structure.templates.contains_key("retry-system-container-impl"));
    assert!(structure.templates.contains_key("system-container-impl"));
    assert_eq!(counted("retries", document, text), Some((false, true)));
}

/// Importers wait for nothing, nothing runs at their end or at that of a loop or a volume claim, and metadata comes before retries in names of
/// templates (kfp: `v2/compiler/argocompiler`, `importer.go`, `dag.go`, `container.go`).
#[test]
fn what_kfp_leaves_out() {
    let text = r#"
pipelineInfo: {name: left-out}
schemaVersion: 2.1.0
sdkVersion: kfp-2.17.0
deploymentSpec:
  executors:
    exec-say: {container: {image: busybox, command: [echo]}}
    exec-claim: {container: {image: argostub/createpvc}}
    exec-import: {importer: {artifactUri: {constant: 's3://a/b'}, typeSchema: {schemaTitle: system.Model}}}
components:
  comp-say: {executorLabel: exec-say}
  comp-claim: {executorLabel: exec-claim}
  comp-import:
    executorLabel: exec-import
    outputDefinitions: {artifacts: {artifact: {artifactType: {schemaTitle: system.Model}}}}
  comp-inner:
    dag: {tasks: {say: {taskInfo: {name: say}, componentRef: {name: comp-say}}}}
    inputDefinitions: {parameters: {item: {parameterType: NUMBER_INTEGER}}}
root:
  dag:
    tasks:
      claim: {taskInfo: {name: claim}, componentRef: {name: comp-claim}}
      first: {taskInfo: {name: first}, componentRef: {name: comp-say}, retryPolicy: {maxRetryCount: 2}}
      import: {taskInfo: {name: import}, componentRef: {name: comp-import}, dependentTasks: [first]}
      loop:
        taskInfo: {name: loop}
        componentRef: {name: comp-inner}
        parameterIterator: {itemInput: item, items: {raw: '[1, 2]'}}
      last:
        taskInfo: {name: last}
        componentRef: {name: comp-say}
        dependentTasks: [claim, import, loop, first]
        triggerPolicy: {strategy: ALL_UPSTREAM_TASKS_COMPLETED}
---
platforms:
  kubernetes:
    deploymentSpec: {executors: {exec-say: {podMetadata: {labels: {team: ml}}}}}
"#;
    let document = read(text, codec::Format::Yaml).unwrap().document;
    let pipeline = Pipeline::new(document).unwrap();
    let structure = kfp::structure(&View::new(&pipeline).unwrap());
    assert!(structure.templates.contains_key("metadata-0-1-retry-system-container-impl"));
    let calls = structure.templates["root"].calls.as_ref().unwrap();
    let of = |name: &str| calls.iter().find(|call| call.name == name).unwrap();
    assert!(of("import").after.is_empty());
    assert_eq!((&of("import").hook, &of("loop").hook, &of("claim").hook), (&None, &None, &None));
    assert_eq!(of("first").hook.as_deref(), Some("exit-hook-root-last"));
}

/// Files of the compiler that do not belong to the pipeline of that name alone, and why.
const OTHERS: [(&str, &str); 3] = [
    ("mounted_cabundle_configmap.yaml", "the server was set up to mount certificates in every pod"),
    ("mounted_cabundle_secret.yaml", "the server was set up to mount certificates in every pod"),
    ("pipeline_with_string_machine_fields_task_output.yaml", "compiled from an earlier version of the file"),
];

fn irs(corpus: &Path) -> BTreeMap<String, PathBuf> {
    let mut irs = BTreeMap::new();
    for path in kfp_tests::files_below(&corpus.join("kfp-ir"), &["yaml"]).unwrap() {
        irs.entry(path.file_name().unwrap().to_string_lossy().into_owned()).or_insert(path);
    }
    irs
}

/// Templates are the same, and so is everything that is counted in them.
#[test]
fn the_model_is_what_the_compiler_of_kfp_writes() {
    let Some(corpus) = kfp_tests::corpus() else { return };
    let irs = irs(&corpus);
    let (mut pairs, mut wrong, mut bytes) = (0, Vec::new(), Vec::new());
    for path in kfp_tests::files_below(&corpus.join("kfp-argo-golden"), &["yaml"]).unwrap() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(ir) = irs.get(&name) else { continue };
        let Some(workflow) = golden(&path) else { continue };
        let Ok(source) = read(&std::fs::read_to_string(ir).unwrap(), codec::Format::Yaml) else { continue };
        let Ok(pipeline) = Pipeline::new(source.document) else { continue };
        let view = View::new(&pipeline).unwrap();
        pairs += 1;
        let (model, mut theirs) = (kfp::structure(&view), Structure::of_workflow(&workflow));
        if name.starts_with("mounted_cabundle") {
            // Made by a server that is set up to mount certificates in every pod: nothing that the pipeline says.
            theirs.templates.values_mut().filter(|t| t.calls.is_none()).for_each(|t| t.volumes -= 1);
        }
        let mut differences = difference(&model.templates, &theirs.templates);
        if model.totals() != theirs.totals() {
            differences.push(format!("totals {:?} {:?}", model.totals(), theirs.totals()));
        }
        if !differences.is_empty() {
            wrong.push(format!("{name}\n  {}", differences.join("\n  ")));
        }
        let (ours, theirs) = (kfp::embedded_bytes(&view), embedded(&workflow));
        // Compiled from an earlier version of the file, in which a task waits for four others by name.
        if ours != theirs && name != "pipeline_with_string_machine_fields_task_output.yaml" {
            bytes.push(format!("{name}: {ours}, not {theirs}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {pairs} differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(bytes.is_empty(), "{} of {pairs} have other bytes\n{}", bytes.len(), bytes.join("\n"));
    assert!(pairs > 80, "only {pairs} pairs");
}

fn difference(ours: &BTreeMap<String, Template>, theirs: &BTreeMap<String, Template>) -> Vec<String> {
    let sorted = |template: &Template| {
        let mut template = template.clone();
        template.calls.iter_mut().for_each(|calls| calls.sort());
        template
    };
    let names: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let differs = |name: &&String| ours.get(*name).map(sorted) != theirs.get(*name).map(sorted);
    let show = |name: &String| {
        format!(
            "{name}\n    ours   {:?}\n    theirs {:?}",
            ours.get(name).map(sorted),
            theirs.get(name).map(sorted)
        )
    };
    names.into_iter().filter(differs).map(show).collect()
}

const PAGE: &str = include_str!("../../docs/kfp-vs-argo.md");

fn compared(app: App) -> Comparison {
    let request = Request { targets: vec![Target::Kfp], format: Format::Yaml, ..Request::default() };
    let compiled = app.compile(&request).unwrap();
    let [file] = compiled.files.as_slice() else { panic!("one file") };
    let source = read(std::str::from_utf8(&file.bytes).unwrap(), codec::Format::Yaml).unwrap();
    let pipeline = Pipeline::new(source.document).unwrap();
    compare(&View::new(&pipeline).unwrap(), Profile::V4_0)
}

/// Every figure of the page is what the command says today.
#[test]
fn the_page_is_true() {
    let recipe = compared(App::new().pipeline(train_deploy::train_deploy));
    let hello = compared(App::new().pipeline(ladder::hello::hello));
    let loops = compared(App::new().pipeline(ladder::loops::loops));
    let argo = |comparison: &Comparison| comparison.argo.clone().unwrap();
    let totals = |comparison: &Comparison| (comparison.kfp.totals.clone(), argo(comparison).totals);
    let markdown = recipe.to_markdown();
    let table = markdown.split("\n\nKFP 2.17 needs").next().unwrap();
    let ((hello_kfp, hello_argo), (loops_kfp, loops_argo)) = (totals(&hello), totals(&loops));
    let (recipe_kfp, recipe_argo) = totals(&recipe);
    let says = [
        table.to_owned(),
        format!("is {} pod on Argo and {} on KFP", hello_argo.pods, hello_kfp.pods),
        format!(
            "recipe is {} pods on KFP and {} on Argo",
            recipe_kfp.critical_pods, recipe_argo.critical_pods
        ),
        format!("`loops` needs {} pods on KFP, on Argo {}:", loops_kfp.pods, loops_argo.pods),
        format!("{} volumes, and at least {} calls", hello_kfp.volumes, hello_kfp.metadata_calls),
        format!(
            "{} for the recipe on KFP, {} on Argo",
            recipe.kfp.services.len(),
            argo(&recipe).services.len()
        ),
    ];
    let page = PAGE.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in says {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(&words), "docs/kfp-vs-argo.md has to say\n{text}");
    }
    assert!(recipe.kfp.losses.is_empty() && argo(&recipe).losses.is_empty(), "the last sentence of the page");
}
