//! Puts tasks with the same neighbours together: fifty tasks that one task feeds are one box with two links, not fifty lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::picture::{Kind, Link, Picture, Shape};

/// So many tasks with the same neighbours become one box.
const ENOUGH: usize = 6;

/// The neighbours of a shape: the box around it, those before and those after it, and what kind of links there are.
type Neighbours = (Option<usize>, Vec<(bool, usize, u8)>);

/// Only tasks without tasks inside are put together, and only those that have a neighbour: the others have no lines.
pub(super) fn put_together(picture: Picture) -> Picture {
    let mut neighbours: Vec<Vec<(bool, usize, u8)>> = vec![Vec::new(); picture.shapes.len()];
    for link in &picture.links {
        for (at, entry) in
            [(link.from, (true, link.to, link.kind as u8)), (link.to, (false, link.from, link.kind as u8))]
        {
            if let Some(list) = neighbours.get_mut(at) {
                list.push(entry);
            }
        }
    }
    let mut groups: BTreeMap<Neighbours, Vec<usize>> = BTreeMap::new();
    for ((id, shape), mut list) in picture.shapes.iter().enumerate().zip(neighbours) {
        if !shape.kind.is_box() && !list.is_empty() {
            list.sort_unstable();
            groups.entry((shape.parent, list)).or_default().push(id);
        }
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().filter(|ids| ids.len() >= ENOUGH).collect();
    groups.sort();
    if groups.is_empty() {
        return picture;
    }
    rebuilt(picture, &groups)
}

/// The same picture with a box around each group, in front of its first task.
fn rebuilt(picture: Picture, groups: &[Vec<usize>]) -> Picture {
    let group_of: BTreeMap<usize, usize> =
        groups.iter().enumerate().flat_map(|(g, ids)| ids.iter().map(move |id| (*id, g))).collect();
    let mut shapes: Vec<Shape> = Vec::with_capacity(picture.shapes.len() + groups.len());
    let mut boxes: BTreeMap<usize, usize> = BTreeMap::new();
    let mut moved: Vec<usize> = Vec::with_capacity(picture.shapes.len());
    for (id, mut shape) in picture.shapes.into_iter().enumerate() {
        shape.parent = shape.parent.and_then(|parent| moved.get(parent).copied());
        if let Some(group) = group_of.get(&id) {
            let at = *boxes.entry(*group).or_insert_with(|| {
                let count = groups.get(*group).map_or(0, Vec::len);
                shapes.push(Shape {
                    name: format!("{count} tasks alike"),
                    path: String::new(),
                    kind: Kind::Alike,
                    parent: shape.parent,
                    note: String::new(),
                    state: None,
                    fate: None,
                    details: Vec::new(),
                });
                shapes.len() - 1
            });
            shape.parent = Some(at);
        }
        moved.push(shapes.len());
        shapes.push(shape);
    }
    let end = |id: usize| {
        let boxed = group_of.get(&id).and_then(|group| boxes.get(group));
        boxed.or_else(|| moved.get(id)).copied().unwrap_or(id)
    };
    let mut links: BTreeMap<(usize, usize), Link> = BTreeMap::new();
    for link in picture.links {
        let (from, to) = (end(link.from), end(link.to));
        let all = links.entry((from, to)).or_insert_with(|| Link {
            from,
            to,
            kind: link.kind,
            types: Vec::new(),
            names: Vec::new(),
        });
        all.kind = all.kind.min(link.kind);
        let unique = |list: &mut Vec<String>, more: Vec<String>| {
            let known: BTreeSet<String> = list.iter().cloned().collect();
            list.extend(more.into_iter().filter(|text| !known.contains(text)));
        };
        unique(&mut all.types, link.types);
        unique(&mut all.names, link.names);
    }
    Picture { shapes, links: links.into_values().collect(), ..picture }
}
