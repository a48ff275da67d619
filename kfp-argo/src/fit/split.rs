//! Which tasks go into which part.

use std::collections::BTreeMap;

use crate::lower::plan::Task;

/// The positions of the tasks in parts of at most `limit`, each of which only needs parts before it.
///
/// # Errors
/// Why they cannot be split, to go on after "and".
pub(super) fn parts(tasks: &[Task], limit: usize) -> Result<Vec<Vec<u32>>, &'static str> {
    let order = near(tasks);
    let groups = together(tasks, &order);
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (group, task) in groups.into_iter().zip(order) {
        members.entry(group).or_default().push(task);
    }
    let (large, small): (Vec<_>, Vec<_>) = members.into_values().partition(|group| group.len() > limit);
    let mut parts: Vec<Vec<u32>> = Vec::new();
    for group in large {
        if group.iter().filter_map(|task| tasks.get(*task as usize)).any(|task| task.tolerant) {
            return Err(
                "a task among them runs whatever the result of others, which cannot be told from outside of a part",
            );
        }
        parts.extend(group.chunks(limit).map(<[u32]>::to_vec));
    }
    let mut open: Vec<u32> = Vec::new();
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

/// For each task of an order the first that it hangs together with, by their places in that order.
fn together(tasks: &[Task], order: &[u32]) -> Vec<u32> {
    let mut places: Vec<u32> = vec![0; tasks.len()];
    for (place, task) in (0..).zip(order) {
        if let Some(own) = places.get_mut(*task as usize) {
            *own = place;
        }
    }
    let mut leader: Vec<u32> = (0..).take(order.len()).collect();
    for (place, task) in (0..).zip(order) {
        let upstream = tasks.get(*task as usize).into_iter().flat_map(|task| &task.upstream);
        for other in upstream.filter_map(|other| places.get(*other as usize)) {
            let (a, b) = (find(&mut leader, place), find(&mut leader, *other));
            let (first, second) = (a.min(b), a.max(b));
            if let Some(entry) = leader.get_mut(second as usize) {
                *entry = first;
            }
        }
    }
    (0..).take(order.len()).map(|place| find(&mut leader, place)).collect()
}

/// The first of a group; the way there becomes shorter.
fn find(leader: &mut [u32], mut at: u32) -> u32 {
    while let Some(next) = leader.get(at as usize).copied().filter(|next| *next != at) {
        let after = leader.get(next as usize).copied().unwrap_or(next);
        if let Some(entry) = leader.get_mut(at as usize) {
            *entry = after;
        }
        at = after;
    }
    at
}

/// The tasks in an order in which each stands behind all that it waits for, and near them: what a task makes ready comes
/// next. Cut anywhere, little has to be passed from one part to the next, and branches do not wait for each other.
fn near(tasks: &[Task]) -> Vec<u32> {
    // Who waits for each task: all of them one behind the other, and where those of each task begin.
    let mut starts = vec![0_usize; tasks.len() + 1];
    for before in tasks.iter().flat_map(|task| &task.upstream) {
        if let Some(count) = starts.get_mut(*before as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut after = vec![0_u32; sum];
    let mut next_of = starts.clone();
    for (i, task) in (0..).zip(tasks) {
        for before in &task.upstream {
            let Some(next) = next_of.get_mut(*before as usize) else { continue };
            if let Some(place) = after.get_mut(*next) {
                *place = i;
            }
            *next += 1;
        }
    }
    let mut waits: Vec<usize> = tasks.iter().map(|task| task.upstream.len()).collect();
    let free = |i: &u32| waits.get(*i as usize) == Some(&0);
    let mut ready: Vec<u32> = (0..).take(tasks.len()).filter(free).collect();
    ready.reverse();
    let mut order = Vec::with_capacity(tasks.len());
    while let Some(next) = ready.pop() {
        order.push(next);
        let at = next as usize;
        let range = starts.get(at).copied().unwrap_or(sum)..starts.get(at + 1).copied().unwrap_or(sum);
        for &i in after.get(range).into_iter().flatten().rev() {
            if let Some(left) = waits.get_mut(i as usize) {
                *left -= 1;
                if *left == 0 {
                    ready.push(i);
                }
            }
        }
    }
    order
}
