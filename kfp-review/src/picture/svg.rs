//! A picture as SVG, which needs nothing but itself.

use std::fmt::Write as _;

use crate::picture::dot::box_colours;
use crate::picture::layout::{LEAF, Layout, Place, Point, TITLE, has_labels, text_width, title_note};
use crate::picture::{Kind, LayoutError, LinkKind, Picture, Shape, colour, fate_colour};
use crate::plan::State;

/// Space around the picture, and the height of the explanation of its colours.
const AROUND: f64 = 12.0;
const LEGEND: f64 = 30.0;

impl Picture {
    /// The picture as SVG.
    ///
    /// # Errors
    /// It is too large to be laid out.
    pub fn to_svg(&self) -> Result<String, LayoutError> {
        let layout = Layout::new(self)?;
        let legend = self.legend();
        let (width, height) = (
            layout.width.max(legend.1) + 2.0 * AROUND,
            layout.height + 2.0 * AROUND + if legend.0.is_empty() { 0.0 } else { LEGEND },
        );
        let mut out = String::new();
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" \
             font-family=\"Helvetica, Arial, sans-serif\">\n<title>{2}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
            n(width),
            n(height),
            escaped(&self.name)
        );
        if !legend.0.is_empty() {
            let _ = writeln!(
                out,
                "<g transform=\"translate({} {})\">{}</g>",
                n(AROUND),
                n(height - LEGEND),
                legend.0
            );
        }
        let _ = writeln!(out, "<g transform=\"translate({0} {0})\">", n(AROUND));
        out.push_str(&self.body(&layout));
        out.push_str("</g>\n</svg>\n");
        Ok(out)
    }

    /// Shapes and links, without the frame around them. Links are drawn over the boxes that they are in.
    pub(super) fn body(&self, layout: &Layout) -> String {
        let mut out = String::new();
        let corners = self.corners(layout);
        let counts = self.counts();
        let _ = writeln!(out, "{MARKERS}");
        for (id, (shape, place)) in self.shapes.iter().zip(&layout.places).enumerate() {
            if shape.kind.is_box() {
                let corner = corners.get(id).copied().unwrap_or_default();
                box_of(&mut out, id, shape, place, corner, counts.get(id).map_or("", String::as_str));
            }
        }
        let mut on_level = vec![0_usize; self.shapes.len() + 1];
        let level =
            |from: usize| self.shapes.get(from).and_then(|shape| shape.parent).unwrap_or(self.shapes.len());
        for link in &self.links {
            if let Some(count) = on_level.get_mut(level(link.from)) {
                *count += 1;
            }
        }
        for (id, (link, way)) in self.links.iter().zip(&layout.ways).enumerate() {
            let at = level(link.from);
            let corner = corners.get(at).copied().unwrap_or_default();
            let (colour, width, dash) = match link.kind {
                LinkKind::Artifact => ("#334155", "1.7", ""),
                LinkKind::Parameter => ("#94a3b8", "1.2", ""),
                LinkKind::Order => ("#94a3b8", "1.2", " stroke-dasharray=\"5 4\""),
            };
            let points: Vec<Point> =
                way.iter().map(|p| Point { x: p.x + corner.x, y: p.y + corner.y }).collect();
            let mut about = link.types.join(", ");
            for name in link.names.iter().take(12) {
                let _ = write!(about, "\n{name}");
            }
            if link.kind == LinkKind::Order {
                about.push_str("order only");
            }
            let marker = if link.kind == LinkKind::Artifact { "dark" } else { "light" };
            let _ = writeln!(
                out,
                "<g class=\"link {}\" id=\"l{id}\"><path d=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{dash} \
                 marker-end=\"url(#{marker})\"><title>{}</title></path>",
                link.kind.name(),
                path(&points),
                escaped(about.trim())
            );
            if has_labels(on_level.get(at).copied().unwrap_or_default()) && !link.types.is_empty() {
                let text = link.types.join(", ");
                let middle = middle(&points);
                let _ = write!(
                    out,
                    "<text x=\"{}\" y=\"{}\" font-size=\"11\" text-anchor=\"middle\" fill=\"#475569\" stroke=\"#ffffff\" \
                     stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
                    n(middle.x),
                    n(middle.y + 4.0),
                    escaped(&text)
                );
            }
            out.push_str("</g>\n");
        }
        for (id, (shape, place)) in self.shapes.iter().zip(&layout.places).enumerate() {
            if !shape.kind.is_box() {
                let corner = corners.get(id).copied().unwrap_or_default();
                leaf(&mut out, id, shape, place, corner);
            }
        }
        out
    }

    /// Where each shape begins on the whole picture; the last one is the picture itself.
    fn corners(&self, layout: &Layout) -> Vec<Point> {
        let mut corners = vec![Point::default(); self.shapes.len() + 1];
        for (id, (shape, place)) in self.shapes.iter().zip(&layout.places).enumerate() {
            let around = shape.parent.and_then(|id| corners.get(id)).copied().unwrap_or_default();
            if let Some(corner) = corners.get_mut(id) {
                *corner = Point { x: around.x + place.x, y: around.y + place.y };
            }
        }
        corners
    }

    /// What is inside each box, in a few words: how many tasks, and how many in each state.
    fn counts(&self) -> Vec<String> {
        let mut sums = vec![(0_usize, [0_usize; State::ALL.len()]); self.shapes.len()];
        // A box comes before what is inside.
        for (id, shape) in self.shapes.iter().enumerate().rev() {
            let (mut count, mut states) = sums.get(id).copied().unwrap_or_default();
            if !shape.kind.is_box() {
                count = 1;
                states = State::ALL.map(|state| usize::from(shape.state == Some(state)));
            }
            if let Some((sum, of_states)) = shape.parent.and_then(|parent| sums.get_mut(parent)) {
                *sum += count;
                of_states.iter_mut().zip(states).for_each(|(sum, count)| *sum += count);
            }
        }
        let text = |(count, states): (usize, [usize; State::ALL.len()])| {
            let s = if count == 1 { "" } else { "s" };
            let states = State::ALL.iter().zip(states).filter(|(_, count)| *count > 0);
            let states: Vec<String> =
                states.map(|(state, count)| format!("{count} {}", state.name())).collect();
            let all = format!("{count} task{s}");
            if states.is_empty() { all } else { states.join(", ") }
        };
        sums.into_iter().map(text).collect()
    }

    /// What the colours mean, and how wide that is; nothing where nothing is compared.
    pub(super) fn legend(&self) -> (String, f64) {
        if !self.compared {
            return (String::new(), 0.0);
        }
        let mut out = String::new();
        let mut x = 4.0;
        let texts = [
            (State::Hit, "hit: the earlier result is used"),
            (State::Run, "run"),
            (State::Unknown, "unknown until tasks before it have run"),
            (State::Never, "never cached"),
        ];
        for (state, text) in texts {
            let _ = write!(
                out,
                "<rect x=\"{}\" y=\"5\" width=\"10\" height=\"10\" rx=\"2\" fill=\"{}\"/><text x=\"{}\" y=\"14\" font-size=\"12\" fill=\"#334155\">{text}</text>",
                n(x),
                colour(state),
                n(x + 15.0)
            );
            x += 33.0 + text_width(text) * 0.95;
        }
        (out, x)
    }
}

/// The heads of arrows.
const MARKERS: &str = "<defs>\
<marker id=\"dark\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#334155\"/></marker>\
<marker id=\"light\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#94a3b8\"/></marker>\
</defs>";

fn box_of(out: &mut String, id: usize, shape: &Shape, place: &Place, corner: Point, inside: &str) {
    let (fill, line) =
        if shape.kind == Kind::Alike { ("#ffffff", "#94a3b8") } else { box_colours(shape.kind) };
    let dash = if shape.kind == Kind::Alike { " stroke-dasharray=\"3 3\"" } else { "" };
    start(out, id, shape, corner);
    let _ = write!(
        out,
        "<rect class=\"frame\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"{fill}\" stroke=\"{line}\"{dash}/>\
         <g class=\"fold\"><text class=\"sign\" x=\"12\" y=\"21\" font-size=\"12\" fill=\"#475569\">▾</text>\
         <text class=\"name\" x=\"26\" y=\"20\" font-size=\"13\" font-weight=\"bold\" fill=\"#1e293b\">{}</text></g>",
        n(place.width),
        n(place.height),
        escaped(&fitted(&shape.name, place.width - 40.0))
    );
    let _ = write!(
        out,
        "<text class=\"note\" x=\"26\" y=\"{}\" font-size=\"11\" fill=\"#64748b\">{}</text>\
         <text class=\"count\" x=\"26\" y=\"{}\" font-size=\"11\" fill=\"#64748b\" visibility=\"hidden\">{}</text>",
        n(TITLE - 1.0),
        escaped(&title_note(shape)),
        n(TITLE - 1.0),
        escaped(inside)
    );
    if let Some(fate) = shape.fate {
        badge(out, fate.name(), fate_colour(fate), place.width);
    }
    out.push_str("</g>\n");
}

fn leaf(out: &mut String, id: usize, shape: &Shape, place: &Place, corner: Point) {
    start(out, id, shape, corner);
    let line = shape.state.map_or("#94a3b8", colour);
    let (fill, round) = if shape.kind == Kind::Importer { ("#f0f9ff", 22) } else { ("#ffffff", 6) };
    let _ = write!(
        out,
        "<rect class=\"frame\" width=\"{}\" height=\"{}\" rx=\"{round}\" fill=\"{fill}\" stroke=\"{line}\"/>",
        n(place.width),
        n(place.height)
    );
    if let Some(state) = shape.state {
        let _ = write!(
            out,
            "<rect x=\"3\" y=\"6\" width=\"4\" height=\"{}\" rx=\"2\" fill=\"{}\"/>",
            n(place.height - 12.0),
            colour(state)
        );
    }
    let room = place.width - 24.0;
    let badge_room = shape.fate.map_or(0.0, |fate| text_width(fate.name()) * 0.8 + 10.0);
    let _ = write!(
        out,
        "<text x=\"14\" y=\"20\" font-size=\"13\" fill=\"#0f172a\">{}</text>",
        escaped(&fitted(&shape.name, room - badge_room))
    );
    let state = shape.state.map(|state| state.name()).unwrap_or_default();
    let word = shape.word();
    let about = match (state, word) {
        ("", "") => image_name(&shape.note),
        ("", word) => format!("{word} {}", shape.note),
        (state, "") => format!("{state} · {}", image_name(&shape.note)),
        (state, word) => format!("{state} · {word}"),
    };
    let _ = write!(
        out,
        "<text x=\"14\" y=\"36\" font-size=\"11\" fill=\"#64748b\">{}</text>",
        escaped(&fitted(&about, room / 0.88))
    );
    if let Some(fate) = shape.fate {
        badge(out, fate.name(), fate_colour(fate), place.width);
    }
    out.push_str("</g>\n");
}

fn start(out: &mut String, id: usize, shape: &Shape, corner: Point) {
    let _ = write!(
        out,
        "<g class=\"shape {}\" id=\"s{id}\" transform=\"translate({} {})\"><title>{}</title>",
        shape.kind.name(),
        n(corner.x),
        n(corner.y),
        escaped(if shape.path.is_empty() { &shape.name } else { &shape.path })
    );
}

fn badge(out: &mut String, text: &str, colour: &str, width: f64) {
    let _ = write!(
        out,
        "<text class=\"badge\" x=\"{}\" y=\"18\" font-size=\"10\" text-anchor=\"end\" fill=\"{colour}\">{text}</text>",
        n(width - 8.0)
    );
}

/// The image without the registry, which says least.
fn image_name(image: &str) -> String {
    let name = image.rsplit('/').next().unwrap_or(image);
    match name.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => name.to_owned(),
    }
}

/// As much of a text as there is room for. Long names of compilers differ at the end, so the middle is left out.
fn fitted(text: &str, room: f64) -> String {
    if text_width(text) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let mut keep = letters.len();
    while keep > 4 {
        keep -= 1;
        let (head, tail) = (keep - keep / 3, keep / 3);
        let short: String = letters
            .iter()
            .take(head)
            .chain(std::iter::once(&'…'))
            .chain(letters.iter().skip(letters.len() - tail))
            .collect();
        if text_width(&short) <= room {
            return short;
        }
    }
    letters.iter().take(4).collect()
}

/// A curve through points that leaves and arrives upright.
pub(super) fn path(points: &[Point]) -> String {
    let mut out = String::new();
    let mut before: Option<Point> = None;
    for point in points {
        match before {
            None => _ = write!(out, "M{} {}", n(point.x), n(point.y)),
            Some(p) => {
                let bend = (point.y - p.y) / 2.0;
                let _ = write!(
                    out,
                    "C{} {} {} {} {} {}",
                    n(p.x),
                    n(p.y + bend),
                    n(point.x),
                    n(point.y - bend),
                    n(point.x),
                    n(point.y)
                );
            }
        }
        before = Some(*point);
    }
    out
}

fn middle(points: &[Point]) -> Point {
    let half = points.len() / 2;
    match (points.get(half.wrapping_sub(1)), points.get(half)) {
        (Some(a), Some(b)) if points.len().is_multiple_of(2) => {
            Point { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 }
        }
        (_, Some(b)) => *b,
        _ => Point::default(),
    }
}

/// A number of pixels, to a tenth.
pub(super) fn n(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // XML has no other control characters.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{fffd}'),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The size of a box that is folded.
pub(super) const FOLDED: (f64, f64) = LEAF;
