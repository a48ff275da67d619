//! The places of shapes and the ways of links.
//!
//! Layers, their order and the ways of links come from `dagre`, a port of the library that Mermaid draws with. It is asked
//! for one level at a time, from the inside out, with every finished box as one node of its size: links of the IR never
//! cross the border of a graph, so nothing is lost, a folded box changes nothing inside another, and the time grows with the
//! largest level and not with the pipeline. Its own clusters are not used: measured, they cost a multiple of the time, and
//! a box with many tasks pushes strangers far away. The other libraries there are (`layout-rs`, `rust-sugiyama`) know
//! neither clusters nor, the latter, ways of links.
//!
//! A layout in layers makes of a hundred tasks without links one row, and of a hundred in a row one column. So what hangs
//! together is laid out apart, tasks without links fill a block, and a long chain turns back at the edge like a text.

use std::collections::{BTreeMap, BTreeSet};

use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel};

use crate::picture::{Kind, LinkKind, Picture, Shape, shorten};

/// Shapes that hang together on one level of a picture with places: for more, the layout takes minutes.
pub const MAX_LEVEL: usize = 1000;

/// Shapes of a picture with places: a browser shows no more.
pub const MAX_SHAPES: usize = 20_000;

/// Why a picture cannot be laid out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// Too many tasks hang together.
    #[error("`{graph}` has {count} tasks that hang together, more than the {MAX_LEVEL} that are laid out")]
    Level {
        /// The path of the graph, or the name of the pipeline.
        graph: String,
        /// How many.
        count: usize,
    },
    /// Too many tasks.
    #[error("the picture has {0} tasks and boxes, more than the {MAX_SHAPES} that are laid out")]
    Shapes(usize),
}

/// A place on the plane, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// The place of a shape inside the box around it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The places of all shapes and the ways of all links, each inside the box around it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) places: Vec<Place>,
    pub(super) ways: Vec<Vec<Point>>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Space around what is inside a box.
pub(super) const MARGIN: f64 = 16.0;
/// Height of the title of a box.
pub(super) const TITLE: f64 = 36.0;
/// Size of a task, and of a box that is folded.
pub(super) const LEAF: (f64, f64) = (196.0, 46.0);

/// So far from its corners a link touches a shape.
const CORNER: f64 = 14.0;
const BESIDE: f64 = 28.0;
const BELOW: f64 = 44.0;
/// So many tasks in a row are broken into columns.
const LONG: usize = 14;

/// Pixels that a text needs in the font of the pictures, at 13 pixels.
pub(super) fn text_width(text: &str) -> f64 {
    let wide = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | 'I' | 't' | 'f' | 'r' | ' ' | '(' | ')' => 4.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 11.5,
        c if c.is_ascii_uppercase() => 8.8,
        c if c.is_ascii() => 7.4,
        _ => 9.0,
    };
    text.chars().map(wide).sum()
}

/// The text of a box beside its name.
pub(super) fn title_note(shape: &Shape) -> String {
    let parts = [shape.word(), &shape.note];
    shorten(&parts.iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join(" "), 64)
}

/// Whether the types of artifacts are written on the links of a level with so many of them.
pub(super) fn has_labels(links: usize) -> bool {
    links <= 40
}

impl Layout {
    pub(super) fn new(picture: &Picture) -> Result<Self, LayoutError> {
        if picture.shapes.len() > MAX_SHAPES {
            return Err(LayoutError::Shapes(picture.shapes.len()));
        }
        let mut children = picture.children();
        for inside in &mut children {
            inside.sort_by_cached_key(|id| picture.shapes.get(*id).map(|shape| natural(&shape.name)));
        }
        let top = picture.shapes.len();
        let mut links: Vec<Vec<usize>> = vec![Vec::new(); top + 1];
        for (id, link) in picture.links.iter().enumerate() {
            let level = picture.shapes.get(link.from).and_then(|shape| shape.parent).unwrap_or(top);
            if let Some(level) = links.get_mut(level) {
                level.push(id);
            }
        }
        let mut layout = Layout {
            places: vec![Place { width: LEAF.0, height: LEAF.1, ..Place::default() }; top],
            ways: vec![Vec::new(); picture.links.len()],
            width: 0.0,
            height: 0.0,
        };
        // A box comes before what is inside, so the other way round all that is inside has its size.
        for id in (0..top).rev().chain([top]) {
            let (Some(inside), Some(links)) = (children.get(id), links.get(id)) else { continue };
            if inside.is_empty() {
                continue;
            }
            let level = Level { picture, inside, links, alike: is_alike(picture, id) };
            let (width, height) = level.place(&mut layout)?;
            match layout.places.get_mut(id) {
                Some(place) => {
                    let shape = picture.shapes.get(id);
                    let name = shape.map_or(0.0, |shape| text_width(&shape.name) * 1.08);
                    let note = shape.map_or(0.0, |shape| text_width(&title_note(shape)) * 0.88);
                    let title = 26.0 + name.max(note) + 2.0 * MARGIN;
                    let wider = (title - width).max(0.0);
                    (place.width, place.height) = (width + wider, height + TITLE);
                    shift(&mut layout, &level, Point { x: wider / 2.0, y: TITLE });
                }
                None => (layout.width, layout.height) = (width, height),
            }
        }
        Ok(layout)
    }
}

fn is_alike(picture: &Picture, id: usize) -> bool {
    picture.shapes.get(id).is_some_and(|shape| shape.kind == Kind::Alike)
}

/// The shapes inside one box.
struct Level<'a> {
    picture: &'a Picture,
    inside: &'a [usize],
    links: &'a [usize],
    alike: bool,
}

fn shift(layout: &mut Layout, level: &Level<'_>, by: Point) {
    for id in level.inside {
        if let Some(place) = layout.places.get_mut(*id) {
            (place.x, place.y) = (place.x + by.x, place.y + by.y);
        }
    }
    for id in level.links {
        for point in layout.ways.get_mut(*id).into_iter().flatten() {
            (point.x, point.y) = (point.x + by.x, point.y + by.y);
        }
    }
}

/// What hangs together: its shapes and links.
#[derive(Default)]
struct Part {
    shapes: Vec<usize>,
    links: Vec<usize>,
}

impl Level<'_> {
    /// Places everything and says how large the whole is, with its margin.
    fn place(&self, layout: &mut Layout) -> Result<(f64, f64), LayoutError> {
        let mut parts = self.parts();
        let mut alone = Part::default();
        parts.retain(|part| {
            let single = part.shapes.len() == 1;
            if single {
                alone.shapes.extend(&part.shapes);
            }
            !single
        });
        let mut blocks: Vec<(Part, f64, f64)> = Vec::new();
        for part in parts {
            if part.shapes.len() > MAX_LEVEL {
                return Err(self.too_large(part.shapes.len()));
            }
            let (width, height) = match self.chain(&part) {
                Some(chain) if chain.len() > LONG => self.columns(&chain, &part, layout),
                _ => self.layers(&part, layout),
            };
            blocks.push((part, width, height));
        }
        if !alone.shapes.is_empty() {
            let (width, height) = self.block(&alone.shapes, layout);
            blocks.push((alone, width, height));
        }
        Ok(self.pack(blocks, layout))
    }

    fn too_large(&self, count: usize) -> LayoutError {
        let shape = self.inside.first().and_then(|id| self.picture.shapes.get(*id));
        let around = shape.and_then(|shape| shape.parent).and_then(|id| self.picture.shapes.get(id));
        let graph = around.map_or_else(|| self.picture.name.clone(), |shape| shape.path.clone());
        LayoutError::Level { graph, count }
    }

    fn parts(&self) -> Vec<Part> {
        let index: BTreeMap<usize, usize> = self.inside.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        let mut sets = petgraph::unionfind::UnionFind::new(self.inside.len());
        let ends = |id: &usize| {
            let link = self.picture.links.get(*id)?;
            Some((*index.get(&link.from)?, *index.get(&link.to)?))
        };
        for (from, to) in self.links.iter().filter_map(ends) {
            sets.union(from, to);
        }
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        for (i, id) in self.inside.iter().enumerate() {
            let key = *first.entry(sets.find(i)).or_insert(i);
            parts.entry(key).or_default().shapes.push(*id);
        }
        for id in self.links {
            let key = ends(id).and_then(|(from, _)| first.get(&sets.find(from)).copied());
            if let Some(part) = key.and_then(|key| parts.get_mut(&key)) {
                part.links.push(*id);
            }
        }
        parts.into_values().collect()
    }

    /// The shapes of a part in their order, if each one is followed by one other.
    fn chain(&self, part: &Part) -> Option<Vec<usize>> {
        let links: BTreeMap<usize, usize> = part
            .links
            .iter()
            .filter_map(|id| self.picture.links.get(*id).map(|link| (link.from, link.to)))
            .collect();
        let ends: BTreeSet<usize> = links.values().copied().collect();
        if links.len() != part.links.len()
            || ends.len() != links.len()
            || links.len() + 1 != part.shapes.len()
        {
            return None;
        }
        let first = part.shapes.iter().find(|id| !ends.contains(id))?;
        Some(std::iter::successors(Some(*first), |id| links.get(id).copied()).collect())
    }

    fn size(&self, id: usize, layout: &Layout) -> (f64, f64) {
        layout.places.get(id).map_or(LEAF, |place| (place.width, place.height))
    }

    /// A part in layers.
    fn layers(&self, part: &Part, layout: &mut Layout) -> (f64, f64) {
        let mut graph: Graph<NodeLabel, EdgeLabel> =
            Graph::with_options(GraphOptions { directed: true, multigraph: false, compound: false });
        for id in &part.shapes {
            let (width, height) = self.size(*id, layout);
            graph.set_node(id.to_string(), Some(NodeLabel { width, height, ..NodeLabel::default() }));
        }
        for id in &part.links {
            let Some(link) = self.picture.links.get(*id) else { continue };
            let weight = if link.kind == LinkKind::Artifact { 2 } else { 1 };
            let mut label = EdgeLabel {
                weight,
                labelpos: dagre::layout::types::LabelPos::Center,
                ..EdgeLabel::default()
            };
            if has_labels(self.links.len()) && !link.types.is_empty() {
                (label.width, label.height) = (text_width(&link.types.join(", ")) * 0.85 + 8.0, 14.0);
            }
            graph.set_edge(link.from.to_string(), link.to.to_string(), Some(label), None);
        }
        let options =
            LayoutOptions { nodesep: BESIDE, ranksep: BELOW, edgesep: 14.0, ..LayoutOptions::default() };
        dagre::layout(&mut graph, Some(options));
        let (mut width, mut height) = (0.0_f64, 0.0_f64);
        for id in &part.shapes {
            let at = graph.node(&id.to_string()).and_then(|node| Some((node.x?, node.y?)));
            if let (Some((x, y)), Some(place)) = (at, layout.places.get_mut(*id)) {
                (place.x, place.y) = (x - place.width / 2.0, y - place.height / 2.0);
                (width, height) = (width.max(place.x + place.width), height.max(place.y + place.height));
            }
        }
        for id in &part.links {
            let Some(link) = self.picture.links.get(*id) else { continue };
            let edge = graph.edge(&link.from.to_string(), &link.to.to_string(), None);
            let points: Vec<Point> = edge
                .map(|edge| edge.points.iter().map(|p| Point { x: p.x, y: p.y }).collect())
                .unwrap_or_default();
            let points = self.held(link.from, link.to, points, layout);
            width = points.iter().fold(width, |width, point| width.max(point.x));
            if let Some(way) = layout.ways.get_mut(*id) {
                *way = points;
            }
        }
        (width, height)
    }

    /// A way that begins and ends upright, and not at a corner.
    fn held(&self, from: usize, to: usize, mut way: Vec<Point>, layout: &Layout) -> Vec<Point> {
        let inside = |point: &mut Point, id: usize, bottom: bool| {
            let Some(place) = layout.places.get(id) else { return };
            let edge = CORNER.min(place.width / 2.0);
            point.x = point.x.max(place.x + edge).min(place.x + place.width - edge);
            point.y = place.y + if bottom { place.height } else { 0.0 };
        };
        way.first_mut().into_iter().for_each(|point| inside(point, from, true));
        way.last_mut().into_iter().for_each(|point| inside(point, to, false));
        way
    }

    /// Columns of a long chain: down one, then on at the top of the next.
    fn columns(&self, chain: &[usize], part: &Part, layout: &mut Layout) -> (f64, f64) {
        let sizes: Vec<(f64, f64)> = chain.iter().map(|id| self.size(*id, layout)).collect();
        let all: f64 = sizes.iter().map(|(_, height)| height + BELOW).sum();
        let widest = sizes.iter().fold(0.0_f64, |most, (width, _)| most.max(*width));
        // As wide as high, more or less.
        let columns = (all / (widest + 2.0 * BESIDE)).sqrt().ceil().max(1.0);
        let limit = all / columns;
        let (mut x, mut y, mut column, mut height) = (0.0, 0.0, 0.0_f64, 0.0_f64);
        for (id, size) in chain.iter().zip(&sizes) {
            if y > 0.0 && y + size.1 > limit {
                (x, y, column) = (x + column + 2.0 * BESIDE, 0.0, 0.0);
            }
            if let Some(place) = layout.places.get_mut(*id) {
                (place.x, place.y) = (x, y);
            }
            column = column.max(size.0);
            height = height.max(y + size.1);
            y += size.1 + BELOW;
        }
        for id in &part.links {
            let Some(link) = self.picture.links.get(*id) else { continue };
            let place = |id: usize| layout.places.get(id).copied().unwrap_or_default();
            let (from, to) = (place(link.from), place(link.to));
            let start = Point { x: from.x + from.width / 2.0, y: from.y + from.height };
            let end = Point { x: to.x + to.width / 2.0, y: to.y };
            let way = if to.y > from.y {
                vec![start, end]
            } else {
                let (between, gap) = (to.x - BESIDE, BELOW / 2.0);
                vec![
                    start,
                    Point { x: start.x, y: start.y + gap },
                    Point { x: between, y: start.y + gap },
                    Point { x: between, y: end.y - gap },
                    Point { x: end.x, y: end.y - gap },
                    end,
                ]
            };
            if let Some(slot) = layout.ways.get_mut(*id) {
                *slot = way;
            }
        }
        let turns = if x > 0.0 { BELOW / 2.0 } else { 0.0 };
        for id in chain {
            if let Some(place) = layout.places.get_mut(*id) {
                place.y += turns;
            }
        }
        for id in &part.links {
            layout.ways.get_mut(*id).into_iter().flatten().for_each(|point| point.y += turns);
        }
        (x + column, height + 2.0 * turns)
    }

    /// A block of shapes without links.
    fn block(&self, ids: &[usize], layout: &mut Layout) -> (f64, f64) {
        let items: Vec<(usize, f64, f64)> = ids
            .iter()
            .map(|id| {
                let (width, height) = self.size(*id, layout);
                (*id, width, height)
            })
            .collect();
        let gap = if self.alike { 10.0 } else { BESIDE };
        let (places, width, height) =
            shelves(&items.iter().map(|i| (i.1, i.2)).collect::<Vec<_>>(), gap, 2.2);
        for ((id, ..), at) in items.iter().zip(places) {
            if let Some(place) = layout.places.get_mut(*id) {
                (place.x, place.y) = (at.x, at.y);
            }
        }
        (width, height)
    }

    /// Parts beside and below each other.
    fn pack(&self, blocks: Vec<(Part, f64, f64)>, layout: &mut Layout) -> (f64, f64) {
        let sizes: Vec<(f64, f64)> = blocks.iter().map(|(_, width, height)| (*width, *height)).collect();
        let (places, width, height) = shelves(&sizes, BESIDE, 1.8);
        for ((part, ..), at) in blocks.iter().zip(places) {
            let level = Level { inside: &part.shapes, links: &part.links, ..*self };
            shift(layout, &level, Point { x: at.x + MARGIN, y: at.y + MARGIN });
        }
        (width + 2.0 * MARGIN, height + 2.0 * MARGIN)
    }
}

/// A name as people order them: `condition-8` before `condition-13`.
fn natural(name: &str) -> (String, u64, String) {
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (text, number) = name.split_at(name.len() - digits);
    (text.to_owned(), number.parse().unwrap_or_default(), name.to_owned())
}

/// Rectangles in rows, left to right, so that the whole is about `shape` times as wide as high.
fn shelves(sizes: &[(f64, f64)], gap: f64, shape: f64) -> (Vec<Point>, f64, f64) {
    let area: f64 = sizes.iter().map(|(width, height)| (width + gap) * (height + gap)).sum();
    let widest = sizes.iter().fold(0.0_f64, |most, (width, _)| most.max(*width));
    let limit = (area * shape).sqrt().max(widest);
    let (mut x, mut y, mut row) = (0.0, 0.0, 0.0_f64);
    let (mut width, mut height) = (0.0_f64, 0.0_f64);
    let mut places = Vec::with_capacity(sizes.len());
    for size in sizes {
        if x > 0.0 && x + size.0 > limit {
            (x, y, row) = (0.0, y + row + gap, 0.0);
        }
        places.push(Point { x, y });
        (width, height) = (width.max(x + size.0), height.max(y + size.1));
        x += size.0 + gap;
        row = row.max(size.1);
    }
    (places, width, height)
}
