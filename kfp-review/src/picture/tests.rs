//! Places: nothing overlaps, all that is inside a box is inside its border, links begin and end at their shapes.

use super::layout::{Layout, Place, Point};
use super::{Kind, LayoutError, Link, LinkKind, MAX_LEVEL, Picture, Shape};

fn shape(name: &str, kind: Kind, parent: Option<usize>) -> Shape {
    let (name, path) = (name.to_owned(), name.to_owned());
    let (note, details) = (String::new(), Vec::new());
    Shape { name, path, kind, parent, note, state: None, fate: None, details }
}

fn picture(shapes: Vec<Shape>, links: &[(usize, usize)]) -> Picture {
    let link = |(from, to): &(usize, usize)| Link {
        from: *from,
        to: *to,
        kind: LinkKind::Artifact,
        types: vec!["Dataset".to_owned()],
        names: Vec::new(),
    };
    let links = links.iter().map(link).collect();
    Picture { name: "p".to_owned(), shapes, links, compared: false, gone: Vec::new() }
}

/// Numbers that look random and are the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Boxes in boxes, with links between neighbours.
fn random(seed: u64) -> Picture {
    let mut random = Random(seed);
    let mut shapes: Vec<Shape> = Vec::new();
    let mut links = Vec::new();
    for i in 0..4 + random.below(60) {
        let boxes: Vec<usize> = (0..shapes.len()).filter(|id| shapes[*id].kind.is_box()).collect();
        let parent = (random.below(3) > 0 && !boxes.is_empty()).then(|| boxes[random.below(boxes.len())]);
        let kind =
            [Kind::Container, Kind::Container, Kind::Importer, Kind::Branch, Kind::Loop][random.below(5)];
        shapes.push(shape(&format!("task-{i}"), kind, parent));
        let beside: Vec<usize> = (0..i).filter(|id| shapes[*id].parent == parent).collect();
        for _ in 0..random.below(3) {
            if !beside.is_empty() {
                links.push((beside[random.below(beside.len())], i));
            }
        }
    }
    links.sort_unstable();
    links.dedup();
    picture(shapes, &links)
}

fn overlap(a: &Place, b: &Place) -> bool {
    let apart = a.x + a.width <= b.x + 0.1
        || b.x + b.width <= a.x + 0.1
        || a.y + a.height <= b.y + 0.1
        || b.y + b.height <= a.y + 0.1;
    !apart
}

fn sound(picture: &Picture) -> Layout {
    let layout = Layout::new(picture).unwrap();
    let touches = |place: &Place, point: Point, bottom: bool| {
        let edge = if bottom { place.y + place.height } else { place.y };
        (point.y - edge).abs() < 0.2 && point.x >= place.x && point.x <= place.x + place.width
    };
    for (a, shape) in picture.shapes.iter().enumerate() {
        let place = layout.places[a];
        let (width, height) = shape
            .parent
            .map_or((layout.width, layout.height), |p| (layout.places[p].width, layout.places[p].height));
        assert!(place.x >= 0.0 && place.y >= 0.0, "{}", shape.name);
        assert!(
            place.x + place.width <= width + 0.1 && place.y + place.height <= height + 0.1,
            "{}",
            shape.name
        );
        for b in (0..a).filter(|b| picture.shapes[*b].parent == shape.parent) {
            assert!(!overlap(&place, &layout.places[b]), "{} and {}", shape.name, picture.shapes[b].name);
        }
    }
    for (link, way) in picture.links.iter().zip(&layout.ways) {
        let [first, .., last] = way.as_slice() else { panic!("no way") };
        assert!(touches(&layout.places[link.from], *first, true), "{link:?} {way:?}");
        assert!(touches(&layout.places[link.to], *last, false), "{link:?} {way:?}");
    }
    layout
}

#[test]
fn nothing_overlaps_in_random_pictures() {
    for seed in 0..150 {
        sound(&random(seed));
    }
}

#[test]
fn long_chains_and_many_tasks_fill_an_area() {
    let tasks = |n: usize| (0..n).map(|i| shape(&format!("t{i}"), Kind::Container, None)).collect::<Vec<_>>();
    let chain: Vec<(usize, usize)> = (1..500).map(|i| (i - 1, i)).collect();
    for layout in [sound(&picture(tasks(500), &chain)), sound(&picture(tasks(500), &[]))] {
        assert!(layout.width < 6000.0 && layout.height < 6000.0, "{} {}", layout.width, layout.height);
    }
}

#[test]
fn tasks_with_the_same_neighbours_are_put_together() {
    let tasks: Vec<Shape> = (0..9).map(|i| shape(&format!("t{i}"), Kind::Container, None)).collect();
    let fan: Vec<(usize, usize)> = (1..8).flat_map(|i| [(0, i), (i, 8)]).collect();
    let together = super::alike::put_together(picture(tasks.clone(), &fan));
    assert_eq!((together.shapes.len(), together.links.len(), together.tasks()), (10, 2, 9));
    assert_eq!(together.shapes[1].kind, Kind::Alike);
    assert_eq!((together.shapes[2].parent, together.shapes[9].parent), (Some(1), None));
    sound(&together);
    // One more neighbour makes a task another one; with five left, nothing is put together.
    let mut more: Vec<(usize, usize)> =
        fan.iter().copied().filter(|(from, to)| *from != 7 && *to != 7).collect();
    more.push((1, 7));
    assert_eq!(super::alike::put_together(picture(tasks, &more)).shapes.len(), 9);
}

#[test]
fn what_is_too_large_is_refused() {
    let tasks = |n: usize| (0..n).map(|i| shape(&format!("t{i}"), Kind::Container, None)).collect::<Vec<_>>();
    let star: Vec<(usize, usize)> = (1..=MAX_LEVEL).map(|i| (i / 2, i)).collect();
    let error = Layout::new(&picture(tasks(MAX_LEVEL + 1), &star)).unwrap_err();
    assert_eq!(error, LayoutError::Level { graph: "p".to_owned(), count: MAX_LEVEL + 1 });
    let error = Layout::new(&picture(tasks(20_001), &[])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the picture has 20001 tasks and boxes, more than the 20000 that are laid out"
    );
    // The largest level that is laid out, on the stack of a test.
    sound(&picture(tasks(300), &star[..299]));
}

/// Names may hold what means something in each language.
#[test]
fn names_stay_texts() {
    let hostile = "</script><b>\"'`{{data}}#quot; \\ \u{1} &";
    let mut shapes = vec![shape(hostile, Kind::Branch, None), shape(hostile, Kind::Container, Some(0))];
    shapes[1].details.push((hostile.to_owned(), hostile.to_owned()));
    let picture = Picture { name: hostile.to_owned(), ..picture(shapes, &[]) };
    let html = picture.to_html().unwrap();
    assert_eq!((html.matches("</script>").count(), html.matches("<b>").count()), (2, 0));
    assert!(html.contains("{{data}}#quot;"));
    let svg = picture.to_svg().unwrap();
    assert!(!svg.contains("<b>") && !svg.contains('\u{1}'));
    assert!(!picture.to_mermaid().contains("<b>"));
    let labels = picture.to_dot();
    assert!(labels.contains("label=\"</script><b>\\\"'`{{data}}#quot; \\\\"), "{labels}");
}
