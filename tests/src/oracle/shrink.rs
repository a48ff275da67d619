//! Makes a program smaller as long as something still holds of it: that the compilers differ.

use super::check::check;
use super::program::{Arg, Callee, Const, Need, Piece, Pipeline, Program, Ref, Step, Task, URI};
use super::settings::Settings;

/// All valid programs that have one thing less, the boldest first.
fn smaller(program: &Program) -> Vec<Program> {
    let mut found = Vec::new();
    let mut with = |change: &dyn Fn(&mut Program) -> bool| {
        let mut candidate = program.clone();
        if change(&mut candidate) {
            clean(&mut candidate);
            if candidate != *program && check(&candidate).is_ok() {
                found.push(candidate);
            }
        }
    };
    // A nested pipeline by itself.
    for index in 0..program.pipelines.len().saturating_sub(1) {
        with(&|candidate| {
            candidate.pipelines.truncate(index + 1);
            true
        });
    }
    for index in 0..program.pipelines.len().saturating_sub(1) {
        with(&|candidate| {
            let called = Callee::Pipeline(index);
            let mut unused = true;
            every_task(candidate, &mut |task| unused &= task.callee != called);
            if unused {
                candidate.pipelines.remove(index);
                every_task(candidate, &mut |task| {
                    if let Callee::Pipeline(other) = &mut task.callee
                        && *other > index
                    {
                        *other -= 1;
                    }
                });
            }
            unused
        });
    }
    for (index, pipeline) in program.pipelines.iter().enumerate() {
        let steps = pipeline.steps().len();
        let changes: [fn(&mut Vec<Step>, usize) -> bool; 3] =
            [take_out, unwrap, |body, at| plain(body.get_mut(at))];
        for change in changes {
            for position in 0..steps {
                with(&|candidate| {
                    let Some(pipeline) = candidate.pipelines.get_mut(index) else { return false };
                    let mut left = position;
                    at(&mut pipeline.body, &mut left, &change).unwrap_or(false)
                });
            }
        }
        for position in 0..pipeline.inputs.len() {
            with(&|candidate| {
                let Some(pipeline) = candidate.pipelines.get_mut(index) else { return false };
                let name = pipeline.inputs.remove(position).name;
                every_task(candidate, &mut |task| {
                    if task.callee == Callee::Pipeline(index) {
                        task.arguments.remove(&name);
                    }
                });
                true
            });
        }
        for position in 0..pipeline.outputs.len() {
            with(&|candidate| {
                candidate.pipelines.get_mut(index).is_some_and(|pipeline| {
                    pipeline.outputs.remove(position);
                    true
                })
            });
        }
        with(&|candidate| {
            candidate.pipelines.get_mut(index).is_some_and(|pipeline| {
                pipeline.defaults = Settings::default();
                (pipeline.display_name, pipeline.description) = (None, None);
                pipeline.inputs.iter_mut().for_each(|input| input.docs = None);
                true
            })
        });
    }
    for index in 0..program.components.len() {
        let inputs = program.components.get(index).map_or(0, |component| component.inputs.len());
        for position in 0..inputs {
            with(&|candidate| {
                let Some(component) = candidate.components.get_mut(index) else { return false };
                let name = component.inputs.remove(position).name;
                let callee = Callee::Component(index);
                every_task(candidate, &mut |task| {
                    if task.callee == callee {
                        task.arguments.remove(&name);
                    }
                });
                true
            });
        }
        with(&|candidate| {
            candidate.components.get_mut(index).is_some_and(|component| {
                component.inputs.iter_mut().for_each(|input| input.docs = None);
                component.name = format!("c{index}");
                true
            })
        });
        with(&|candidate| {
            candidate.components.get_mut(index).is_some_and(|component| {
                component.imported = false;
                true
            })
        });
    }
    for (index, importer) in program.importers.iter().enumerate() {
        for position in 0..importer.inputs.len() {
            with(&|candidate| {
                let Some(importer) = candidate.importers.get_mut(index) else { return false };
                let name = importer.inputs.remove(position).name;
                every_task(candidate, &mut |task| {
                    if task.callee == Callee::Importer(index) {
                        task.arguments.remove(&name);
                    }
                });
                name != URI
            });
        }
        with(&|candidate| {
            candidate.importers.get_mut(index).is_some_and(|importer| {
                (importer.reimport, importer.workspace) = (false, false);
                true
            })
        });
    }
    found
}

/// Applies a change to the step of that number, outer ones first; whether it changed something, where there is such a step.
fn at(
    body: &mut Vec<Step>,
    left: &mut usize,
    change: &dyn Fn(&mut Vec<Step>, usize) -> bool,
) -> Option<bool> {
    for position in 0..body.len() {
        if *left == 0 {
            return Some(change(body, position));
        }
        *left -= 1;
        let inner = body.get_mut(position).into_iter().flat_map(bodies);
        let found = inner.into_iter().find_map(|inner| at(inner, left, change));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn bodies(step: &mut Step) -> Vec<&mut Vec<Step>> {
    match step {
        Step::Task(_) => Vec::new(),
        Step::When(when) => when.branches.iter_mut().map(|branch| &mut branch.body).collect(),
        Step::Loop(looped) => vec![&mut looped.body],
        Step::Finally(finally) => vec![&mut finally.body],
    }
}

fn take_out(body: &mut Vec<Step>, position: usize) -> bool {
    body.remove(position);
    true
}

/// What is inside a group takes its place.
fn unwrap(body: &mut Vec<Step>, position: usize) -> bool {
    let inner: Vec<Step> = match body.get(position) {
        Some(Step::When(when)) => when.branches.iter().flat_map(|branch| branch.body.clone()).collect(),
        Some(Step::Loop(looped)) => looped.body.clone(),
        Some(Step::Finally(finally)) => finally.body.clone(),
        Some(Step::Task(_)) | None => return false,
    };
    body.splice(position..=position, inner);
    true
}

/// A step without what it can be without: settings, waiting, optional arguments, names, branches.
fn plain(step: Option<&mut Step>) -> bool {
    match step {
        Some(Step::Task(task)) => {
            task.settings = Settings::default();
            task.dynamic.clear();
            task.after.clear();
            task.whatever = false;
            for argument in task.arguments.values_mut() {
                match argument {
                    Arg::Constant(value) => simplify(value),
                    Arg::Text(pieces) => simpler(pieces),
                    Arg::Texts(texts) => {
                        texts.truncate(1);
                        texts.iter_mut().for_each(simpler);
                    }
                    Arg::Value(_) => {}
                }
            }
        }
        Some(Step::When(when)) => {
            when.name = None;
            if when.branches.len() > 2 {
                when.branches.remove(1);
            } else if when.branches.iter().all(|branch| branch.returns.is_empty()) {
                when.branches.truncate(1);
            }
        }
        Some(Step::Loop(looped)) => (looped.name, looped.limit) = (None, None),
        Some(Step::Finally(finally)) => finally.name = None,
        None => return false,
    }
    true
}

/// A text with one value, where there is one.
fn simpler(pieces: &mut Vec<Piece>) {
    let value = pieces.iter().position(|piece| matches!(piece, Piece::Value(_)));
    *pieces = vec![pieces.remove(value.unwrap_or_default())];
}

fn simplify(value: &mut Const) {
    match value {
        Const::Text(text) => "a".clone_into(text),
        Const::Int(number) => *number = 1,
        Const::Num(number) => *number = 0.5,
        Const::Flag(_) => {}
        Const::List(items) => items.truncate(1),
        Const::Map(fields) => fields.iter_mut().for_each(|(_, value)| simplify(value)),
    }
}

fn every_task(program: &mut Program, change: &mut dyn FnMut(&mut Task)) {
    fn walk(body: &mut [Step], change: &mut dyn FnMut(&mut Task)) {
        for step in body {
            match step {
                Step::Task(task) => change(task),
                Step::Finally(finally) => change(&mut finally.exit),
                Step::When(_) | Step::Loop(_) => {}
            }
            for inner in bodies(step) {
                walk(inner, change);
            }
        }
    }
    for pipeline in &mut program.pipelines {
        walk(&mut pipeline.body, change);
    }
}

/// Takes out what a change has left without meaning: readers of values that are gone, empty groups, unused inputs.
fn clean(program: &mut Program) {
    loop {
        let before = program.clone();
        for index in 0..program.pipelines.len() {
            let known = before.clone();
            if let Some(pipeline) = program.pipelines.get_mut(index) {
                let made = made(&known, pipeline);
                body(&known, &made, &mut pipeline.body);
                pipeline.outputs.retain(|(_, value)| made.contains(value));
                if pipeline.outputs.len() == 1 {
                    pipeline.outputs.iter_mut().for_each(|(name, _)| "Output".clone_into(name));
                }
            }
        }
        if *program == before {
            break;
        }
    }
    for index in (0..program.importers.len()).rev() {
        let mut unused = true;
        every_task(program, &mut |task| unused &= task.callee != Callee::Importer(index));
        if unused {
            program.importers.remove(index);
            every_task(program, &mut |task| {
                if let Callee::Importer(other) = &mut task.callee
                    && *other > index
                {
                    *other -= 1;
                }
            });
        }
    }
    for index in (0..program.components.len()).rev() {
        let mut unused = true;
        every_task(program, &mut |task| unused &= task.callee != Callee::Component(index));
        if unused {
            program.components.remove(index);
            every_task(program, &mut |task| {
                if let Callee::Component(other) = &mut task.callee
                    && *other > index
                {
                    *other -= 1;
                }
            });
        }
    }
}

fn made(program: &Program, pipeline: &Pipeline) -> Vec<Ref> {
    let mut made: Vec<Ref> = pipeline.inputs.iter().map(|input| Ref::Input(input.name.clone())).collect();
    for step in pipeline.steps() {
        match step {
            Step::Task(task) => {
                let outputs: Vec<String> = match task.callee {
                    Callee::Importer(_) => vec!["artifact".to_owned()],
                    Callee::Component(index) => program
                        .components
                        .get(index)
                        .map(|component| component.outputs.iter().map(|o| o.name.clone()).collect())
                        .unwrap_or_default(),
                    Callee::Pipeline(index) => program
                        .pipelines
                        .get(index)
                        .map(|pipeline| pipeline.outputs.iter().map(|(name, _)| name.clone()).collect())
                        .unwrap_or_default(),
                };
                made.extend(outputs.into_iter().map(|name| Ref::Output(task.id, name)));
            }
            Step::When(when) => {
                let columns = when.branches.iter().map(|branch| branch.returns.len()).min().unwrap_or(0);
                made.extend((0..columns).map(|column| Ref::OneOf(when.id, column)));
            }
            Step::Loop(looped) => {
                made.push(Ref::Item(looped.id));
                made.extend(super::program::Field::ALL.map(|field| Ref::Field(looped.id, field)));
                made.extend((0..looped.returns.len()).map(|column| Ref::Collected(looped.id, column)));
            }
            Step::Finally(_) => {}
        }
    }
    made
}

fn body(program: &Program, made: &[Ref], steps: &mut Vec<Step>) {
    let tasks: Vec<u32> = program.pipelines.iter().flat_map(Pipeline::tasks).map(|task| task.id).collect();
    for step in steps.iter_mut() {
        match step {
            Step::Task(task) => self::task(program, made, task, &tasks),
            Step::Finally(finally) => task(program, made, &mut finally.exit, &tasks),
            Step::When(when) => {
                // The columns of all branches belong together.
                let whole = when.branches.iter().all(|b| b.returns.iter().all(|value| made.contains(value)));
                if !whole {
                    when.branches.iter_mut().for_each(|branch| branch.returns.clear());
                }
            }
            Step::Loop(looped) => looped.returns.retain(|value| made.contains(value)),
        }
        for inner in bodies(step) {
            body(program, made, inner);
        }
    }
    steps.retain(|step| match step {
        Step::Task(_) => true,
        Step::When(when) => when.branches.iter().all(|branch| !branch.body.is_empty()),
        Step::Loop(looped) => !looped.body.is_empty(),
        Step::Finally(finally) => !finally.body.is_empty(),
    });
}

fn task(program: &Program, made: &[Ref], task: &mut Task, tasks: &[u32]) {
    task.after.retain(|other| tasks.contains(other));
    task.dynamic.retain(|(_, value)| made.contains(value));
    let inputs = program.inputs(task.callee);
    task.arguments.retain(|name, argument| {
        let optional = inputs.iter().any(|input| input.name == *name && input.need != Need::Required);
        !optional || argument.values().all(|value| made.contains(value))
    });
    for (name, argument) in &mut task.arguments {
        let input = inputs.iter().find(|input| input.name == *name);
        if let Some(input) = input
            && argument.values().any(|value| !made.contains(value))
            && input.ty.has_constants()
        {
            let mut random = super::random::Random::new(0, 0);
            *argument = Arg::Constant(super::constants::constant(&mut random, input.ty));
        }
    }
}

/// The smallest program that can be reached step by step and that `holds`. It is asked about several at a time.
pub(super) fn shrink(program: &Program, holds: &mut dyn FnMut(&[Program]) -> Vec<bool>) -> Program {
    /// How many candidates are tried at a time.
    const BATCH: usize = 24;
    let mut smallest = program.clone();
    'smaller: loop {
        let candidates = smaller(&smallest);
        for batch in candidates.chunks(BATCH) {
            let held = holds(batch).into_iter().position(|held| held);
            if let Some(next) = held.and_then(|position| batch.get(position)) {
                smallest = next.clone();
                continue 'smaller;
            }
        }
        return smallest;
    }
}
