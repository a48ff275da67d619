//! Graphs with more tasks than Argo takes, cut into graphs of graphs.
//!
//! Tasks that hang together stay together where they fit into one part; others are cut along an order in which parts only
//! need parts before them. What a task needs from another part
//! is passed out of one and into the other, as JSON of the text, so that any text survives.

mod split;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::expr::{Expr, Op};
use crate::lower::plan::{Plan, Task};
use crate::lower::{ArtifactSource, Carried};
use crate::names::{self, Names};

/// Cuts a graph until no part has more than `limit` tasks. The graph itself comes first.
///
/// # Errors
/// Why it cannot be cut, to go on after "and".
pub(crate) fn cut(
    plan: Plan,
    limit: usize,
    name: &mut dyn FnMut(&str) -> String,
) -> Result<Vec<Plan>, &'static str> {
    let mut whole = plan;
    let mut parts = Vec::new();
    while whole.tasks.len() > limit.max(1) {
        if limit < 2 {
            return Err("graphs of one task cannot hold more");
        }
        let (outer, mut inner) = once(whole, limit, name)?;
        inner.append(&mut parts);
        parts = inner;
        whole = outer;
    }
    parts.insert(0, whole);
    Ok(parts)
}

/// What a part passes out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Export {
    Output(String, String),
    Status(String),
    Artifact(String, String),
}

struct Cut {
    part_of: HashMap<String, usize>,
    skippable: BTreeSet<String>,
    /// The name under which each part passes something out.
    exports: Vec<(HashMap<Export, String>, Names)>,
    names: Vec<String>,
}

impl Cut {
    fn export(&mut self, task: &str, export: Export) -> Option<(usize, String)> {
        let part = *self.part_of.get(task)?;
        let (known, names) = self.exports.get_mut(part)?;
        let base = match &export {
            Export::Output(task, port) | Export::Artifact(task, port) => format!("{task}--{port}"),
            Export::Status(task) => format!("{task}--phase"),
        };
        let name = known.entry(export).or_insert_with(|| names.unique(names::argument(&base)));
        Some((part, name.clone()))
    }
}

/// Cuts a graph into parts of at most `limit` tasks, and gives the graph of the parts and the parts.
///
/// # Errors
/// As [`cut`].
pub(crate) fn once(
    plan: Plan,
    limit: usize,
    name: &mut dyn FnMut(&str) -> String,
) -> Result<(Plan, Vec<Plan>), &'static str> {
    let groups = split::parts(plan.tasks, limit)?;
    let count = groups.len();
    let all = || groups.iter().flatten();
    let mut cut = Cut {
        part_of: HashMap::with_capacity(all().count()),
        skippable: all().filter(|t| t.skippable).map(|t| t.name.clone()).collect(),
        exports: (0..count).map(|_| Default::default()).collect(),
        names: (1..=count).map(|n| format!("part-{n}")).collect(),
    };
    for (i, task) in groups.iter().enumerate().flat_map(|(i, group)| group.iter().map(move |task| (i, task)))
    {
        cut.part_of.insert(task.name.clone(), i);
    }
    let mut outer = Plan { tasks: Vec::new(), outputs: Vec::new(), artifact_outputs: Vec::new(), ..plan };
    let mut inner = Vec::with_capacity(count);
    for (i, group) in groups.into_iter().enumerate() {
        let template = name(&format!("{}-part-{}", outer.name, i + 1));
        let mut part =
            Part { index: i, imports: BTreeMap::new(), names: Names::default(), ..Part::default() };
        let mut own = Plan { name: template.clone(), path: outer.path.clone(), ..Plan::default() };
        for input in outer.parameters.iter().chain(&outer.artifacts) {
            part.names.unique(input.clone());
        }
        own.tasks.reserve_exact(group.len());
        for mut task in group {
            part.take(&mut cut, &mut task)?;
            own.tasks.push(task);
        }
        outer.tasks.push(part.call(&cut, &outer, &mut own, template));
        inner.push(own);
    }
    for (output, mut value) in plan.outputs {
        outside(&mut cut, &mut value);
        outer.outputs.push((output, value));
    }
    for (output, artifact) in plan.artifact_outputs {
        let artifact = match artifact {
            ArtifactSource::Task { task, artifact } => {
                let export = Export::Artifact(task.clone(), artifact.clone());
                match cut.export(&task, export) {
                    Some((part, name)) => {
                        let task = cut.names.get(part).cloned().unwrap_or_default();
                        ArtifactSource::Task { task, artifact: name }
                    }
                    None => ArtifactSource::Task { task, artifact },
                }
            }
            ArtifactSource::OneOf(_) => return Err("it passes out one of several artifacts"),
            other => other,
        };
        outer.artifact_outputs.push((output, artifact));
    }
    for (i, (exports, _)) in cut.exports.iter().enumerate() {
        let Some(part) = inner.get_mut(i) else { continue };
        let mut exports: Vec<(&String, &Export)> = exports.iter().map(|(e, n)| (n, e)).collect();
        exports.sort_by(|a, b| a.0.cmp(b.0));
        for (name, export) in exports {
            match export {
                Export::Output(task, parameter) => {
                    let value = Expr::Output { task: task.clone(), parameter: parameter.clone() };
                    let value = if cut.skippable.contains(task) {
                        // `null`, so that what is computed of it in a task that does not run either is no error.
                        Expr::choose(Expr::succeeded(task), value, Expr::text("null"))
                    } else {
                        value
                    };
                    part.outputs.push((name.clone(), value.carried()));
                }
                Export::Status(task) => {
                    part.outputs.push((name.clone(), Expr::Status(task.clone()).carried()))
                }
                Export::Artifact(task, artifact) => {
                    let from = ArtifactSource::Task { task: task.clone(), artifact: artifact.clone() };
                    part.artifact_outputs.push((name.clone(), from));
                }
            }
        }
    }
    Ok((outer, inner))
}

/// Replaces what is read from tasks in the graph around the parts.
fn outside(cut: &mut Cut, value: &mut Expr) {
    value.visit_mut(&mut |node| {
        let found = match node {
            Expr::Output { task, parameter } => {
                cut.export(task, Export::Output(task.clone(), parameter.clone()))
            }
            Expr::Status(task) => cut.export(task, Export::Status(task.clone())),
            _ => None,
        };
        if let Some((part, parameter)) = found {
            let task = cut.names.get(part).cloned().unwrap_or_default();
            *node = Expr::Output { task, parameter }.parsed();
        }
    });
}

/// A part while it is made.
#[derive(Default)]
struct Part {
    index: usize,
    /// The inputs of the graph around it that it needs.
    inputs: BTreeSet<String>,
    artifacts: BTreeSet<String>,
    /// What it needs from other parts: the part and the name there, and the name here.
    imports: BTreeMap<(usize, String), String>,
    artifact_imports: BTreeMap<(usize, String), String>,
    needs: BTreeSet<usize>,
    names: Names,
}

impl Part {
    /// Takes a task in, with everything that it reads from outside.
    fn take(&mut self, cut: &mut Cut, task: &mut Task) -> Result<(), &'static str> {
        let upstream = std::mem::take(&mut task.upstream);
        for before in upstream {
            let part = cut.part_of.get(&before).copied().unwrap_or(self.index);
            if part == self.index {
                task.upstream.push(before);
                continue;
            }
            self.needs.insert(part);
            if cut.skippable.contains(&before) {
                // The part before succeeds although this task has not run.
                let mut ran = Expr::succeeded(&before);
                self.inside(cut, &mut ran);
                task.when = Some(match task.when.take() {
                    Some(when) => ran.op(Op::And, when),
                    None => ran,
                });
            }
        }
        for value in task.when.iter_mut().chain(&mut task.count) {
            self.inside(cut, value);
        }
        for (_, value) in &mut task.parameters {
            match value {
                Carried::Tag(value) => self.inside(cut, value),
                Carried::Text(text) => self.tags(text),
            }
        }
        for (_, artifact) in &mut task.artifacts {
            self.artifact(cut, artifact)?;
        }
        Ok(())
    }

    fn inside(&mut self, cut: &mut Cut, value: &mut Expr) {
        value.visit_mut(&mut |node| {
            let found = match node {
                Expr::Input(name) => {
                    self.inputs.insert(name.clone());
                    return;
                }
                Expr::Output { task, .. } | Expr::Status(task)
                    if cut.part_of.get(task.as_str()) == Some(&self.index) =>
                {
                    return;
                }
                Expr::Output { task, parameter } => {
                    cut.export(task, Export::Output(task.clone(), parameter.clone()))
                }
                Expr::Status(task) => cut.export(task, Export::Status(task.clone())),
                _ => return,
            };
            let Some(found) = found else { return };
            let names = &mut self.names;
            let name = self.imports.entry(found).or_insert_with_key(|(_, name)| names.unique(name.clone()));
            *node = Expr::Input(name.clone()).parsed();
        });
    }

    fn tags(&mut self, text: &str) {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once("{{inputs.parameters.") {
            let Some((name, tail)) = after.split_once("}}") else { return };
            self.inputs.insert(name.to_owned());
            rest = tail;
        }
    }

    fn artifact(&mut self, cut: &mut Cut, artifact: &mut ArtifactSource) -> Result<(), &'static str> {
        match artifact {
            ArtifactSource::Task { task, artifact: output } => {
                if cut.part_of.get(task.as_str()) == Some(&self.index) {
                    return Ok(());
                }
                if let Some(found) = cut.export(task, Export::Artifact(task.clone(), output.clone())) {
                    let names = &mut self.names;
                    let name = self
                        .artifact_imports
                        .entry(found)
                        .or_insert_with_key(|(_, n)| names.unique(n.clone()));
                    *artifact = ArtifactSource::Input(name.clone());
                }
            }
            ArtifactSource::Input(name) => _ = self.artifacts.insert(name.clone()),
            ArtifactSource::OneOf(choices) => {
                let inside = |(task, _): &(String, String)| cut.part_of.get(task) == Some(&self.index);
                if !choices.iter().all(inside) {
                    return Err("a task among them takes one of several artifacts");
                }
            }
            ArtifactSource::Below(text) => self.tags(text),
            ArtifactSource::Place(place) => {
                for carried in place.texts_mut() {
                    match carried {
                        Carried::Tag(value) => self.inside(cut, value),
                        Carried::Text(text) => self.tags(text),
                    }
                }
            }
        }
        Ok(())
    }

    /// The task that runs the part.
    fn call(self, cut: &Cut, outer: &Plan, own: &mut Plan, template: String) -> Task {
        let part_name = |part: usize| cut.names.get(part).cloned().unwrap_or_default();
        let mut upstream: Vec<String> = self.needs.iter().map(|part| part_name(*part)).collect();
        upstream.sort_unstable();
        let mut task = Task {
            name: part_name(self.index),
            template,
            upstream,
            tolerant: false,
            skippable: false,
            when: None,
            count: None,
            items: None,
            parameters: Vec::new(),
            artifacts: Vec::new(),
        };
        for name in outer.parameters.iter().filter(|n| self.inputs.contains(*n)) {
            own.parameters.push(name.clone());
            task.parameters.push((name.clone(), Carried::Tag(Expr::Input(name.clone()))));
        }
        for ((part, export), name) in self.imports {
            own.parameters.push(name.clone());
            let value = Expr::Output { task: part_name(part), parameter: export };
            task.parameters.push((name, Carried::Tag(value)));
        }
        for name in self.artifacts {
            own.artifacts.push(name.clone());
            task.artifacts.push((name.clone(), ArtifactSource::Input(name)));
        }
        for ((part, export), name) in self.artifact_imports {
            own.artifacts.push(name.clone());
            task.artifacts.push((name, ArtifactSource::Task { task: part_name(part), artifact: export }));
        }
        task
    }
}
