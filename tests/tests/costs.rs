//! What workflows cost before they run, ours beside those that KFP's own compiler makes of the same files: counted by one Go
//! program on the files as they are.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use kfp_argo::{Options, lower, to_yaml};
use kfp_ir::codec::{Format, read};
use kfp_ir::model::{ComponentSpec, PipelineSpec};
use kfp_ir::target::Target;
use kfp_ir::valid::check;
use kfp_tests::runs::{Counts, count};
use kfp_tests::{corpus, files_below};

/// The tasks of a pipeline that run a program or import something, at every use of a graph; loops count once.
fn leaves(pipeline: &PipelineSpec, component: &ComponentSpec) -> usize {
    let Some(dag) = &component.dag else { return 1 };
    let tasks = dag.tasks.values().filter_map(|task| {
        let name = &task.component_ref.as_ref()?.name;
        Some(leaves(pipeline, pipeline.components.get(name)?))
    });
    tasks.sum()
}

/// Our workflow and KFP's of every file of the corpus that has both, with the number of leaf tasks.
fn pairs(corpus: &Path, out: &Path) -> Vec<(String, usize, PathBuf, PathBuf)> {
    let mut pairs = Vec::new();
    for file in files_below(&corpus.join("kfp-ir"), &["yaml"]).unwrap() {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let theirs = corpus.join("kfp-argo-golden").join(format!("{name}.yaml"));
        let document = read(&fs::read_to_string(&file).unwrap(), Format::Yaml).unwrap().document;
        let Some(info) = check(&document, &Target::Argo40).info.filter(|_| theirs.exists()) else { continue };
        let Ok(lowered) = lower(&document, &info, &Options::default()) else { continue };
        let ours = out.join(format!("{name}.yaml"));
        fs::write(&ours, to_yaml(&lowered.manifests).unwrap()).unwrap();
        let leaves = document.pipeline.root.as_ref().map_or(0, |root| leaves(&document.pipeline, root));
        pairs.push((name, leaves, ours, theirs));
    }
    pairs
}

#[derive(Default)]
struct Sum {
    leaves: usize,
    bytes: usize,
    templates: usize,
    pods: usize,
    nodes: usize,
}

impl Sum {
    fn add(&mut self, leaves: usize, counts: &Counts) {
        self.leaves += leaves;
        self.bytes += counts.bytes;
        self.templates += counts.templates;
        self.pods += counts.pods;
        self.nodes += counts.nodes;
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn pods_per_leaf(&self) -> f64 {
        self.pods as f64 / self.leaves as f64
    }
}

#[test]
fn one_pod_a_task() {
    let Some(corpus) = corpus() else { return };
    let out = tempfile::tempdir().unwrap();
    let pairs = pairs(&corpus, out.path());
    let files: Vec<_> =
        pairs.iter().flat_map(|(_, _, ours, theirs)| [ours.clone(), theirs.clone()]).collect();
    let Some(counted) = count(&files) else { return };
    let (mut ours, mut theirs) = (Sum::default(), Sum::default());
    let mut rows = BTreeMap::new();
    for ((name, leaves, ..), counts) in pairs.iter().zip(counted.chunks(2)) {
        let [a, b] = counts else { unreachable!() };
        ours.add(*leaves, a);
        theirs.add(*leaves, b);
        rows.insert(
            name,
            format!(
                "| {name} | {leaves} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                a.bytes, b.bytes, a.templates, b.templates, a.pods, b.pods, a.nodes, b.nodes
            ),
        );
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/argo-costs.md");
    let mut text = String::from(HEAD);
    let mut line = |what: &str, a: f64, b: f64| writeln!(text, "| {what} | {a} | {b} |").unwrap();
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    for (what, a, b) in [
        ("bytes", ours.bytes, theirs.bytes),
        ("templates", ours.templates, theirs.templates),
        ("pods of a run", ours.pods, theirs.pods),
        ("nodes of a run", ours.nodes, theirs.nodes),
    ] {
        line(what, a as f64, b as f64);
    }
    writeln!(text, "| pods per leaf task | {:.2} | {:.2} |", ours.pods_per_leaf(), theirs.pods_per_leaf())
        .unwrap();
    writeln!(text, "\n{} pipelines with {} leaf tasks.\n\n## Each\n\n{EACH}", pairs.len(), ours.leaves)
        .unwrap();
    text.extend(rows.into_values());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&page, &text).unwrap();
    }
    assert!(pairs.len() > 80, "{}", pairs.len());
    assert!(ours.pods_per_leaf() <= 1.05, "{}", ours.pods_per_leaf());
    // Bytes change with every change of the lowering; what the page promises is this figure.
    let promise = text.lines().find(|line| line.starts_with("| pods per leaf task")).unwrap();
    let help = "run `UPDATE_DOCS=1 cargo test -p kfp-tests --test costs`";
    assert!(
        fs::read_to_string(&page).unwrap().contains(promise),
        "docs/argo-costs.md is out of date: {help}"
    );
}

const HEAD: &str = "\
# What a workflow costs

Files of KFP's own corpus, lowered by `kfpc argo` and by KFP's compiler, and counted by one program
(`argo count`, in `tests/conformance/argo`) on the YAML: a loop counts as one iteration, a branch as taken, a task with several
attempts as one. A leaf task runs a program or imports something. Made by a test, which also fails when a task
needs more than 1.05 pods on average: `kfp-tests/costs::one_pod_a_task`.

| | `kfpc argo` | KFP |
|---|---|---|
";

const EACH: &str = "\
Ours first, then KFP's.

| pipeline | leaf tasks | bytes | | templates | | pods | | nodes | |
|---|---|---|---|---|---|---|---|---|---|";
