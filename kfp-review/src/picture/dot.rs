//! A picture in the language of Graphviz.

use std::fmt::Write as _;

use crate::picture::{Kind, LinkKind, Picture, Shape, colour, fate_colour};

impl Picture {
    /// A directed graph for `dot`.
    pub fn to_dot(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "digraph {} {{", quoted(&self.name));
        out.push_str("  compound=true; rankdir=TB; fontname=\"Helvetica\"; newrank=true;\n");
        out.push_str("  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\", fontsize=11];\n");
        out.push_str("  edge [fontname=\"Helvetica\", fontsize=9, color=\"#475569\"];\n");
        let children = self.children();
        let inside = |id: usize| children.get(id).map_or(&[][..], Vec::as_slice);
        let mut open: Vec<(usize, usize, bool)> = Vec::new();
        open.extend(inside(self.shapes.len()).iter().rev().map(|id| (*id, 1, false)));
        while let Some((id, depth, is_end)) = open.pop() {
            let Some(shape) = self.shapes.get(id) else { continue };
            let indent = "  ".repeat(depth);
            if is_end {
                let _ = writeln!(out, "{indent}}}");
            } else if shape.kind.is_box() && !inside(id).is_empty() {
                let style = if shape.kind == Kind::Alike { "dashed,rounded" } else { "rounded,filled" };
                let (fill, line) = box_colours(shape.kind);
                let _ = writeln!(out, "{indent}subgraph cluster_{id} {{");
                let _ = writeln!(
                    out,
                    "{indent}  label={}; labeljust=l; style=\"{style}\"; fillcolor=\"{fill}\"; color=\"{line}\";",
                    label(shape)
                );
                open.push((id, depth, true));
                open.extend(inside(id).iter().rev().map(|id| (*id, depth + 1, false)));
            } else {
                let _ = writeln!(out, "{indent}n{id} [label={}{}];", label(shape), node_style(shape));
            }
        }
        // A link of a cluster is one of a node inside that is cut off at the border.
        let node = |id: usize, last: bool| {
            let mut at = id;
            while let Some(next) = if last { inside(at).last() } else { inside(at).first() } {
                at = *next;
            }
            at
        };
        for link in &self.links {
            let (from, to) = (node(link.from, true), node(link.to, false));
            let mut style = match link.kind {
                LinkKind::Artifact => "penwidth=1.6".to_owned(),
                LinkKind::Parameter => "penwidth=0.8".to_owned(),
                LinkKind::Order => "style=dashed".to_owned(),
            };
            if !link.types.is_empty() {
                let _ = write!(style, ", label={}", quoted(&link.types.join(", ")));
            }
            if from != link.from {
                let _ = write!(style, ", ltail=cluster_{}", link.from);
            }
            if to != link.to {
                let _ = write!(style, ", lhead=cluster_{}", link.to);
            }
            let _ = writeln!(out, "  n{from} -> n{to} [{style}];");
        }
        out.push_str("}\n");
        out
    }
}

/// The colours of a box: area and border.
pub(super) fn box_colours(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Branch => ("#fff7ed", "#fdba74"),
        Kind::Loop => ("#f5f3ff", "#c4b5fd"),
        _ => ("#f8fafc", "#cbd5e1"),
    }
}

fn node_style(shape: &Shape) -> String {
    let mut style = String::new();
    if shape.kind == Kind::Importer {
        style.push_str(", fillcolor=\"#f0f9ff\"");
    }
    if let Some(state) = shape.state {
        let _ = write!(style, ", color=\"{}\", penwidth=2", colour(state));
    }
    if let Some(fate) = shape.fate {
        let _ = write!(style, ", fontcolor=\"{}\"", fate_colour(fate));
    }
    style
}

fn label(shape: &Shape) -> String {
    quoted(&shape.lines().join("\n"))
}

/// A string of `dot`. A backslash begins an escape there, such as that of a line break.
fn quoted(text: &str) -> String {
    let text =
        text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\r', '\t'], " ").replace('\n', "\\n");
    format!("\"{text}\"")
}
