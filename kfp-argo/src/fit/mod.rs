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

/// What a part passes out of a task.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Export {
    Output(String),
    Status,
    Artifact(String),
}

/// The names under which a part passes out what is asked for of its tasks.
#[derive(Default)]
struct Exports {
    known: HashMap<(u32, Export), String>,
    names: Names,
}

/// A task that is cut out: its name, and where it goes.
struct Piece {
    name: String,
    part: usize,
    /// Its position in the part.
    position: u32,
    skippable: bool,
}

struct Cut {
    /// The tasks at their positions in the graph that is cut.
    pieces: Vec<Piece>,
    /// What each part passes out.
    exports: Vec<Exports>,
    names: Vec<String>,
}

impl Cut {
    fn piece(&self, task: u32) -> Option<&Piece> {
        self.pieces.get(task as usize)
    }

    /// The task of that name among some that are in the order of their names.
    fn find(&self, among: &[u32], name: &str) -> Option<u32> {
        let name_of = |task: &u32| self.piece(*task).map_or("", |piece| piece.name.as_str());
        among.binary_search_by_key(&name, name_of).ok().and_then(|at| among.get(at)).copied()
    }

    fn export(&mut self, task: u32, export: Export) -> Option<(usize, String)> {
        let piece = self.pieces.get(task as usize)?;
        let Exports { known, names } = self.exports.get_mut(piece.part)?;
        let base = match &export {
            Export::Output(port) | Export::Artifact(port) => format!("{}--{port}", piece.name),
            Export::Status => format!("{}--phase", piece.name),
        };
        let name = known.entry((task, export)).or_insert_with(|| names.unique(names::argument(&base)));
        Some((piece.part, name.clone()))
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
    let mut tasks = plan.tasks;
    let groups = split::parts(&tasks, limit)?;
    let count = groups.len();
    // The names are set aside until all tasks are where they belong: others are looked up by them.
    let piece = |task: &mut Task| Piece {
        name: std::mem::take(&mut task.name),
        part: 0,
        position: 0,
        skippable: task.skippable,
    };
    let mut cut = Cut {
        pieces: tasks.iter_mut().map(piece).collect(),
        exports: (0..count).map(|_| Default::default()).collect(),
        names: (1..=count).map(|n| format!("part-{n}")).collect(),
    };
    for (part, group) in groups.iter().enumerate() {
        for (position, task) in (0..).zip(group) {
            if let Some(piece) = cut.pieces.get_mut(*task as usize) {
                (piece.part, piece.position) = (part, position);
            }
        }
    }
    let mut outer = Plan { tasks: Vec::new(), outputs: Vec::new(), artifact_outputs: Vec::new(), ..plan };
    let mut inner = Vec::with_capacity(count);
    for (i, group) in groups.iter().enumerate() {
        let template = name(&format!("{}-part-{}", outer.name, i + 1));
        let mut part =
            Part { index: i, imports: BTreeMap::new(), names: Names::default(), ..Part::default() };
        let mut own = Plan { name: template.clone(), path: outer.path.clone(), ..Plan::default() };
        for input in outer.parameters.iter().chain(&outer.artifacts) {
            part.names.unique(input.clone());
        }
        own.tasks.reserve_exact(group.len());
        for task in group {
            let Some(task) = tasks.get_mut(*task as usize) else { continue };
            let mut task = std::mem::take(task);
            part.take(&mut cut, &mut task)?;
            own.tasks.push(task);
        }
        outer.tasks.push(part.call(&cut, &outer, &mut own, template));
        inner.push(own);
    }
    // The outputs may be of any task.
    let mut all: Vec<u32> = Vec::new();
    if !plan.outputs.is_empty() || !plan.artifact_outputs.is_empty() {
        all.extend((0..).take(cut.pieces.len()));
        all.sort_unstable_by_key(|task| cut.piece(*task).map(|piece| piece.name.as_str()));
    }
    for (output, mut value) in plan.outputs {
        outside(&mut cut, &all, &mut value);
        outer.outputs.push((output, value));
    }
    for (output, artifact) in plan.artifact_outputs {
        let artifact = match artifact {
            ArtifactSource::Task { task, artifact } => {
                let found = cut.find(&all, &task);
                match found.and_then(|found| cut.export(found, Export::Artifact(artifact.clone()))) {
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
    for (i, Exports { known, .. }) in cut.exports.iter().enumerate() {
        let Some(part) = inner.get_mut(i) else { continue };
        let mut exports: Vec<_> = known.iter().map(|((task, export), name)| (name, *task, export)).collect();
        exports.sort_unstable_by_key(|(name, ..)| *name);
        for (name, task, export) in exports {
            let Some(piece) = cut.piece(task) else { continue };
            let task = piece.name.clone();
            match export {
                Export::Output(parameter) => {
                    let ran = piece.skippable.then(|| Expr::succeeded(&task));
                    let value = Expr::Output { task, parameter: parameter.clone() };
                    let value = match ran {
                        // `null`, so that what is computed of it in a task that does not run either is no error.
                        Some(ran) => Expr::choose(ran, value, Expr::text("null")),
                        None => value,
                    };
                    part.outputs.push((name.clone(), value.carried()));
                }
                Export::Status => part.outputs.push((name.clone(), Expr::Status(task).carried())),
                Export::Artifact(artifact) => {
                    let from = ArtifactSource::Task { task, artifact: artifact.clone() };
                    part.artifact_outputs.push((name.clone(), from));
                }
            }
        }
    }
    for (part, group) in inner.iter_mut().zip(groups) {
        for (task, position) in part.tasks.iter_mut().zip(group) {
            if let Some(piece) = cut.pieces.get_mut(position as usize) {
                task.name = std::mem::take(&mut piece.name);
            }
        }
    }
    Ok((outer, inner))
}

/// Replaces what is read from tasks in the graph around the parts.
fn outside(cut: &mut Cut, all: &[u32], value: &mut Expr) {
    value.visit_mut(&mut |node| {
        let found = match node {
            Expr::Output { task, parameter } => {
                cut.find(all, task).and_then(|task| cut.export(task, Export::Output(parameter.clone())))
            }
            Expr::Status(task) => cut.find(all, task).and_then(|task| cut.export(task, Export::Status)),
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
        for &before in &upstream {
            let Some(piece) = cut.piece(before) else { continue };
            let part = piece.part;
            if part == self.index {
                task.upstream.push(piece.position);
                continue;
            }
            self.needs.insert(part);
            if piece.skippable {
                // The part before succeeds although this task has not run.
                let mut ran = Expr::succeeded(&piece.name);
                self.inside(cut, &upstream, &mut ran);
                task.when = Some(match task.when.take() {
                    Some(when) => ran.op(Op::And, when),
                    None => ran,
                });
            }
        }
        for value in task.when.iter_mut().chain(&mut task.count) {
            self.inside(cut, &upstream, value);
        }
        for (_, value) in &mut task.parameters {
            match value {
                Carried::Tag(value) => self.inside(cut, &upstream, value),
                Carried::Text(text) => self.tags(text),
            }
        }
        for (_, artifact) in &mut task.artifacts {
            self.artifact(cut, &upstream, artifact)?;
        }
        Ok(())
    }

    /// A task of another part, of those that the task at hand waits for.
    fn elsewhere(&self, cut: &Cut, upstream: &[u32], name: &str) -> Option<u32> {
        cut.find(upstream, name).filter(|task| cut.piece(*task).is_some_and(|p| p.part != self.index))
    }

    fn inside(&mut self, cut: &mut Cut, upstream: &[u32], value: &mut Expr) {
        value.visit_mut(&mut |node| {
            let (task, export) = match node {
                Expr::Input(name) => {
                    if !self.inputs.contains(name) {
                        self.inputs.insert(name.clone());
                    }
                    return;
                }
                Expr::Output { task, parameter } => match self.elsewhere(cut, upstream, task) {
                    Some(task) => (task, Export::Output(parameter.clone())),
                    None => return,
                },
                Expr::Status(task) => match self.elsewhere(cut, upstream, task) {
                    Some(task) => (task, Export::Status),
                    None => return,
                },
                _ => return,
            };
            let Some(found) = cut.export(task, export) else { return };
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

    fn artifact(
        &mut self,
        cut: &mut Cut,
        upstream: &[u32],
        artifact: &mut ArtifactSource,
    ) -> Result<(), &'static str> {
        match artifact {
            ArtifactSource::Task { task, artifact: output } => {
                let task = self.elsewhere(cut, upstream, task);
                if let Some(found) = task.and_then(|task| cut.export(task, Export::Artifact(output.clone())))
                {
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
                if choices.iter().any(|(task, _)| self.elsewhere(cut, upstream, task).is_some()) {
                    return Err("a task among them takes one of several artifacts");
                }
            }
            ArtifactSource::Below(text) => self.tags(text),
            ArtifactSource::Place(place) => {
                for carried in place.texts_mut() {
                    match carried {
                        Carried::Tag(value) => self.inside(cut, upstream, value),
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
        let mut upstream: Vec<u32> = self.needs.iter().filter_map(|part| u32::try_from(*part).ok()).collect();
        upstream.sort_unstable_by_key(|part| cut.names.get(*part as usize));
        let mut task = Task { name: part_name(self.index), template, upstream, ..Task::default() };
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
