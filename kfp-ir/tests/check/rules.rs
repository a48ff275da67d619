//! Every rule, triggered by a change to a document without findings.

use kfp_ir::codec::{Format, read};
use kfp_ir::model::{ContainerSpec, DeploymentConfig, ExecutorSpec, PipelineTaskSpec};
use kfp_ir::target::Target;
use kfp_ir::valid::{Checked, Finding, Severity, check};
use kfp_ir::{Document, valid};
use proptest::prelude::*;

const BASE: &str = include_str!("base.yaml");
const CASES: &str = include_str!("cases.txt");

pub(crate) struct Case {
    title: String,
    pub(crate) codes: Vec<String>,
    /// The rules that a fine change is near to.
    pub(crate) near: Vec<String>,
    path: String,
    target: Target,
    /// What is taken out, and what is put in its place.
    edits: Vec<(Vec<String>, Vec<String>)>,
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in CASES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if let Some(title) = line.strip_prefix("== ") {
            let (codes, rest): (Vec<&str>, Vec<&str>) = title.split(' ').partition(|w| w.starts_with("IR"));
            let target = rest.iter().find_map(|w| w.strip_prefix('@'));
            let path = rest.iter().find(|w| !w.starts_with('@') && **w != "none");
            let codes: Vec<String> = codes.into_iter().map(str::to_owned).collect();
            let (codes, near) =
                if rest.contains(&"none") { (Vec::new(), codes) } else { (codes, Vec::new()) };
            cases.push(Case {
                title: title.to_owned(),
                codes,
                near,
                path: path.copied().unwrap_or_default().to_owned(),
                target: target.map_or(Target::Kfp217, |name| Target::from_name(name).unwrap()),
                edits: Vec::new(),
            });
            continue;
        }
        let edits = &mut cases.last_mut().unwrap().edits;
        match line.split_at(1) {
            ("-", text) => match edits.last_mut() {
                Some((from, to)) if to.is_empty() => from.push(text.to_owned()),
                _ => edits.push((vec![text.to_owned()], Vec::new())),
            },
            ("+", text) => edits.last_mut().unwrap().1.push(text.to_owned()),
            _ => panic!("{line}"),
        }
    }
    cases
}

fn checked(text: &str, target: Target) -> Checked {
    let source = read(text, Format::Yaml).unwrap_or_else(|e| panic!("{e}\n{text}"));
    check(&source.document, &target)
}

fn show(findings: &[Finding]) -> String {
    findings.iter().map(|f| format!("{f}\n")).collect()
}

#[test]
fn the_base_has_no_findings() {
    for target in Target::ALL {
        let checked = checked(BASE, *target);
        assert!(checked.findings.is_empty(), "{target}\n{}", show(&checked.findings));
        assert!(checked.info.is_some());
    }
}

fn apply(case: &Case) -> Result<String, String> {
    let mut text = BASE.to_owned();
    for (from, to) in &case.edits {
        let from = from.join("\n");
        if text.matches(&from).count() != 1 {
            return Err(format!("not there, or several times: {from}"));
        }
        text = text.replace(&from, &to.join("\n"));
    }
    Ok(text)
}

/// What a change to the base gives.
pub(crate) fn outcome(case: &Case) -> Result<Vec<Finding>, String> {
    let text = apply(case)?;
    let source = read(&text, Format::Yaml).map_err(|error| error.to_string())?;
    Ok(check(&source.document, &case.target).findings)
}

#[test]
fn each_change_gives_its_findings_and_no_other() {
    let mut wrong = Vec::new();
    for case in cases() {
        let findings = outcome(&case).unwrap_or_else(|error| {
            wrong.push(format!("== {}\n{error}", case.title));
            Vec::new()
        });
        let codes: Vec<&str> = findings.iter().map(|f| f.code).collect();
        let path = findings.first().map(|f| f.path.to_string()).unwrap_or_default();
        if codes != case.codes || path != case.path {
            wrong.push(format!("== {}\n{}", case.title, show(&findings)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn messages_are_in_the_style_of_the_project() {
    for case in cases() {
        let text = apply(&case).unwrap();
        for finding in checked(&text, case.target).findings {
            let texts = [Some(&finding.message), finding.help.as_ref()];
            for text in texts.into_iter().flatten() {
                assert!(!text.ends_with('.') && !text.contains('\n') && !text.contains("  "), "{text}");
            }
            let rule = valid::rule(finding.code).unwrap();
            assert_eq!(rule.severity, finding.severity);
        }
    }
}

fn base() -> Document {
    read(BASE, Format::Yaml).unwrap().document
}

fn codes(document: &Document) -> Vec<&'static str> {
    check(document, &Target::Kfp217).findings.iter().map(|f| f.code).collect()
}

#[test]
fn a_document_needs_a_graph_at_its_top() {
    let mut document = base();
    document.pipeline.root = None;
    assert_eq!(codes(&document), ["IR102"]);
    document.pipeline.root = Some(Default::default());
    assert_eq!(codes(&document), ["IR102"]);
}

#[test]
fn a_pipeline_of_exit_tasks_does_not_run() {
    let mut document = base();
    let root = document.pipeline.root.as_mut().unwrap();
    root.output_definitions = None;
    let dag = root.dag.as_mut().unwrap();
    dag.outputs = None;
    dag.tasks.retain(|name, _| name == "notify");
    let notify = dag.tasks.get_mut("notify").unwrap();
    notify.inputs = None;
    notify.dependent_tasks.clear();
    assert_eq!(codes(&document), ["IR103", "IR128"]);
}

/// Documents too large for a case: one that gives the code, and one that is just short of it.
pub(crate) fn large(code: &str) -> Option<[Document; 2]> {
    let long = |bytes: usize| {
        let container =
            ContainerSpec { image: "a".into(), command: vec!["x".repeat(bytes)], ..Default::default() };
        let mut document = base();
        let deployment = document.pipeline.deployment_spec.get_or_insert_with(DeploymentConfig::default);
        let executor = ExecutorSpec { container: Some(container), ..Default::default() };
        deployment.executors.insert("z".into(), executor);
        document
    };
    let wide = |count: usize| {
        let mut document = base();
        let tasks = &mut document.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap().tasks;
        let part: PipelineTaskSpec = tasks["part"].clone();
        tasks.extend((0..count).map(|i| (format!("part-{i}"), part.clone())));
        document
    };
    let looped = |count: usize| {
        let mut document = base();
        let tasks = &mut document.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap().tasks;
        let iterator = tasks.get_mut("loop").unwrap().parameter_iterator.as_mut().unwrap();
        iterator.items.as_mut().unwrap().raw = Some(format!("{:?}", vec![1; count]));
        document
    };
    Some(match code {
        "IR188" => [long(128 * 1024), long(128 * 1024 - 1)],
        "IR230" => [wide(2000), wide(1000)],
        "IR231" => [looped(10_001), looped(10_000)],
        _ => return None,
    })
}

/// Documents that no change of lines makes.
pub(crate) fn without_root() -> Document {
    let mut document = base();
    document.pipeline.root = None;
    document
}

/// A chain of that many tasks, or a circle.
fn chain(length: usize, closed: bool) -> Document {
    let mut document = base();
    let tasks = &mut document.pipeline.root.as_mut().unwrap().dag.as_mut().unwrap().tasks;
    let mut part: PipelineTaskSpec = tasks["part"].clone();
    for i in 0..length {
        part.dependent_tasks = match i {
            0 if closed => vec![format!("t{:06}", length - 1)],
            0 => Vec::new(),
            i => vec![format!("t{:06}", i - 1)],
        };
        tasks.insert(format!("t{i:06}"), part.clone());
    }
    document
}

#[test]
fn a_hundred_thousand_tasks_need_little_stack() {
    let work = || {
        let open = check(&chain(100_000, false), &Target::Argo41);
        assert_eq!(open.info.unwrap().root().order().len(), 100_006);
        let closed = check(&chain(100_000, true), &Target::Argo41).findings;
        let codes: Vec<&str> = closed.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["IR225"]);
        assert!(closed[0].message.contains("(99992 more)"), "{}", closed[0].message);
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
}

/// Components in components, as deep as a document can name them.
#[test]
fn deep_nesting_of_components_needs_little_stack() {
    let work = || {
        let mut document = base();
        let pipeline = &mut document.pipeline;
        let mut outer = pipeline.components["comp-branches"].clone();
        outer.output_definitions = None;
        let dag = outer.dag.as_mut().unwrap();
        dag.outputs = None;
        dag.tasks.remove("no");
        for i in 0..20_000 {
            let inner = if i == 0 { "comp-say".to_owned() } else { format!("comp-n{}", i - 1) };
            let task = outer.dag.as_mut().unwrap().tasks.get_mut("yes").unwrap();
            task.component_ref.as_mut().unwrap().name = inner;
            pipeline.components.insert(format!("comp-n{i}"), outer.clone());
        }
        assert!(check(&document, &Target::Argo41).findings.is_empty());
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
}

proptest! {
    /// Whatever is missing or out of place: findings, not a panic.
    #[test]
    fn damaged_documents_are_checked(cuts in prop::collection::vec((0..180usize, 0..180usize), 1..6)) {
        let mut lines: Vec<&str> = BASE.lines().collect();
        for (cut, paste) in cuts {
            let line = lines.remove(cut % lines.len());
            if paste % 2 == 0 {
                lines.insert(paste % lines.len(), line);
            }
        }
        if let Ok(source) = read(&lines.join("\n"), Format::Yaml) {
            for target in [Target::Kfp217, Target::Argo41] {
                let checked = check(&source.document, &target);
                prop_assert_eq!(checked.info.is_some(), checked.findings.iter().all(|f| f.severity == Severity::Warning));
            }
        }
    }
}
