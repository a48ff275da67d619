//! Which tasks go into which part.

use std::collections::{BTreeMap, HashMap};

use crate::lower::plan::Task;

/// The tasks in parts of at most `limit`, each of which only needs parts before it.
///
/// # Errors
/// Why they cannot be split, to go on after "and".
pub(super) fn parts(tasks: Vec<Task>, limit: usize) -> Result<Vec<Vec<Task>>, &'static str> {
    let tasks = near(tasks);
    let groups = together(&tasks);
    let mut members: BTreeMap<usize, Vec<Task>> = BTreeMap::new();
    for (group, task) in groups.into_iter().zip(tasks) {
        members.entry(group).or_default().push(task);
    }
    let (large, small): (Vec<_>, Vec<_>) = members.into_values().partition(|group| group.len() > limit);
    let mut parts: Vec<Vec<Task>> = Vec::new();
    for group in large {
        if group.iter().any(|t| t.tolerant) {
            return Err(
                "a task among them runs whatever the result of others, which cannot be told from outside of a part",
            );
        }
        let mut group = group.into_iter().peekable();
        while group.peek().is_some() {
            parts.push(group.by_ref().take(limit).collect());
        }
    }
    let mut open: Vec<Task> = Vec::new();
    for mut group in small {
        if open.len() + group.len() > limit {
            parts.push(std::mem::take(&mut open));
        }
        open.append(&mut group);
    }
    if !open.is_empty() {
        parts.push(open);
    }
    Ok(parts)
}

/// For each task the first task that it hangs together with.
fn together(tasks: &[Task]) -> Vec<usize> {
    let positions: HashMap<&str, usize> =
        tasks.iter().enumerate().map(|(i, t)| (t.name.as_str(), i)).collect();
    let mut leader: Vec<usize> = (0..tasks.len()).collect();
    for (i, task) in tasks.iter().enumerate() {
        for other in task.upstream.iter().filter_map(|name| positions.get(name.as_str())) {
            let (a, b) = (find(&mut leader, i), find(&mut leader, *other));
            let (first, second) = (a.min(b), a.max(b));
            if let Some(entry) = leader.get_mut(second) {
                *entry = first;
            }
        }
    }
    (0..tasks.len()).map(|i| find(&mut leader, i)).collect()
}

/// The first of a group; the way there becomes shorter.
fn find(leader: &mut [usize], mut at: usize) -> usize {
    while let Some(next) = leader.get(at).copied().filter(|next| *next != at) {
        let after = leader.get(next).copied().unwrap_or(next);
        if let Some(entry) = leader.get_mut(at) {
            *entry = after;
        }
        at = after;
    }
    at
}

/// The tasks in an order in which each stands behind all that it waits for, and near them: what a task makes ready comes
/// next. Cut anywhere, little has to be passed from one part to the next, and branches do not wait for each other.
fn near(tasks: Vec<Task>) -> Vec<Task> {
    let positions: HashMap<&str, usize> =
        tasks.iter().enumerate().map(|(i, t)| (t.name.as_str(), i)).collect();
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); tasks.len()];
    let mut waits: Vec<usize> = Vec::with_capacity(tasks.len());
    for (i, task) in tasks.iter().enumerate() {
        let before = task.upstream.iter().filter_map(|name| positions.get(name.as_str()));
        let mut count = 0;
        for before in before {
            if let Some(after) = after.get_mut(*before) {
                after.push(i);
                count += 1;
            }
        }
        waits.push(count);
    }
    let mut ready: Vec<usize> = (0..tasks.len()).rev().filter(|i| waits.get(*i) == Some(&0)).collect();
    let mut tasks: Vec<Option<Task>> = tasks.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(tasks.len());
    while let Some(next) = ready.pop() {
        ordered.extend(tasks.get_mut(next).and_then(Option::take));
        for &i in after.get(next).into_iter().flatten().rev() {
            if let Some(left) = waits.get_mut(i) {
                *left -= 1;
                if *left == 0 {
                    ready.push(i);
                }
            }
        }
    }
    ordered
}
