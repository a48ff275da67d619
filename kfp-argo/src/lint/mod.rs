//! Checks of Argo files that Argo itself does not make before a run, and some that it makes.
//!
//! Whoever wrote the file: expressions are parsed and typed, arguments and references are followed, and what only shows
//! in a run as a node that waits for ever is found before. Each finding has a code that [`codes`](crate::codes) explains. An
//! error is something that Argo refuses or that fails when it is reached; a warning depends on the data.

mod argument;
mod ast;
mod call;
mod depends;
mod expression;
mod functions;
mod limit;
mod name;
mod parse;
mod scope;
mod setting;
mod tags;
mod template;
mod token;
mod types;
mod workflow;

use std::collections::BTreeMap;

use kfp_ir::model::Value;
use kfp_ir::path::IrPath;
use kfp_ir::valid::{Finding, Severity};

use crate::Limits;
use crate::object::{Object, Source, WorkflowSpec};

/// Checks files, each with knowledge of the templates in the others. The findings are in the order of the files, and
/// hold those of reading.
///
/// ```
/// use kfp_argo::{Limits, lint::lint, object::read};
///
/// let text = r#"{"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"generateName": "a-"},
///   "spec": {"entrypoint": "main", "templates": [
///     {"name": "main", "inputs": {"parameters": [{"name": "n", "value": "1"}]},
///      "container": {"image": "busybox", "command": ["echo"], "args": ["{{=inputs.parameters.n + 1}}"]}}]}}"#;
/// let findings = lint(&[read(text, None)?], &Limits::default()).remove(0);
/// assert_eq!(findings[0].code, "AR312");
/// assert_eq!(findings[0].message, "`+` does not take a text and a number");
/// assert_eq!(findings[0].position.map(|p| p.line), Some(4));
/// # Ok::<(), kfp_ir::codec::ReadError>(())
/// ```
pub fn lint(files: &[Source<'_>], limits: &Limits) -> Vec<Vec<Finding>> {
    let mut library = Library::default();
    for object in files.iter().flat_map(|file| &file.objects) {
        if let (Some(name), Some(spec)) = (object.metadata("name"), object.spec()) {
            let known = match object {
                Object::WorkflowTemplate(_) => &mut library.namespaced,
                Object::ClusterWorkflowTemplate(_) => &mut library.cluster,
                _ => continue,
            };
            known.insert(name, spec);
        }
    }
    files.iter().map(|file| file_findings(file, &library, limits)).collect()
}

fn file_findings(file: &Source<'_>, library: &Library<'_>, limits: &Limits) -> Vec<Finding> {
    let mut all = file.findings.clone();
    if !file.objects.iter().any(is_object) {
        let mut report = Report { file, document: 0, findings: Vec::new() };
        let help = "a compiled pipeline becomes one with `kfpc argo`";
        report.error("AR304", &IrPath::default(), "there is no Kubernetes object in this file", Some(help));
        all.append(&mut report.findings);
    }
    for (i, object) in file.objects.iter().enumerate() {
        let mut report = Report { file, document: i, findings: Vec::new() };
        workflow::object(object, library, limits, &mut report);
        all.append(&mut report.findings);
    }
    all.sort_by_key(|finding| finding.position);
    all
}

fn is_object(object: &Object) -> bool {
    match object {
        Object::Other(Value::Struct(fields)) => {
            fields.get("kind").is_some() && fields.get("apiVersion").is_some()
        }
        Object::Other(_) => false,
        _ => true,
    }
}

/// The templates that files may refer to by the name of their object.
#[derive(Debug, Default)]
struct Library<'o> {
    namespaced: BTreeMap<&'o str, &'o WorkflowSpec>,
    cluster: BTreeMap<&'o str, &'o WorkflowSpec>,
}

/// Collects what is found in one object.
struct Report<'f, 't> {
    file: &'f Source<'t>,
    document: usize,
    findings: Vec<Finding>,
}

/// A place within a text of an object.
#[derive(Clone, Copy, Debug)]
struct Spot<'p> {
    path: &'p IrPath,
    text: &'p str,
    /// Byte offset in the text.
    at: usize,
}

impl Report<'_, '_> {
    fn add(
        &mut self,
        code: &'static str,
        severity: Severity,
        path: &IrPath,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let position = self.file.tree.find(self.document, path);
        let path = path.clone();
        self.findings.push(Finding { code, severity, message: message.into(), path, position, help });
    }

    fn error(&mut self, code: &'static str, path: &IrPath, message: impl Into<String>, help: Option<&str>) {
        self.add(code, Severity::Error, path, message, help.map(str::to_owned));
    }

    fn warning(&mut self, code: &'static str, path: &IrPath, message: impl Into<String>, help: Option<&str>) {
        self.add(code, Severity::Warning, path, message, help.map(str::to_owned));
    }

    /// As [`add`](Self::add), with the position of a part of a text, where the file spells that part as it is.
    fn within(
        &mut self,
        code: &'static str,
        severity: Severity,
        spot: Spot<'_>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.add(code, severity, spot.path, message, help);
        let Some(finding) = self.findings.last_mut() else { return };
        let Some(start) = finding.position.map(|p| p.offset) else { return };
        let source = self.file.tree.text();
        // From the tag around the place, which stands on one line as a rule, to the place.
        let before = spot.text.get(..spot.at).unwrap_or_default();
        let tag = before.rfind("{{").unwrap_or_else(|| before.rfind('\n').map_or(0, |i| i + 1));
        let earlier = spot.text.get(..tag).unwrap_or_default();
        let lead = spot.text.get(tag..).unwrap_or_default();
        let line = lead.lines().next().unwrap_or_default();
        let mut at = start;
        // The same words may stand before, in the same text.
        for _ in 0..=(if line.is_empty() { 0 } else { earlier.matches(line).count() }) {
            let Some(next) = source.get(at..).and_then(|rest| rest.find(line)) else { return };
            at += next + 1;
        }
        if at - start <= spot.text.len() * 2 + spot.path.0.len() * 80 + 200 {
            finding.position = self.file.tree.position(at - 1 + (spot.at - tag));
        }
    }
}
