//! A picture as a Mermaid flowchart, which GitHub and GitLab draw inside Markdown.

use std::fmt::Write as _;

use crate::picture::{Kind, LinkKind, Picture, Shape, colour, fate_colour};
use crate::plan::State;

impl Picture {
    /// A Mermaid flowchart. Mermaid refuses texts of more than 50,000 characters and more than 500 links unless its page is
    /// set up for more.
    pub fn to_mermaid(&self) -> String {
        let mut out = String::from("flowchart TB\n");
        let children = self.children();
        // A shape, or the end of a box.
        let mut open: Vec<(usize, usize, bool)> = Vec::new();
        let inside = |id: usize| children.get(id).map_or(&[][..], Vec::as_slice);
        open.extend(inside(self.shapes.len()).iter().rev().map(|id| (*id, 1, false)));
        while let Some((id, depth, is_end)) = open.pop() {
            let Some(shape) = self.shapes.get(id) else { continue };
            let indent = "  ".repeat(depth);
            if is_end {
                let _ = writeln!(out, "{indent}end");
            } else if shape.kind.is_box() && !inside(id).is_empty() {
                let _ = writeln!(out, "{indent}subgraph n{id}[\"{}\"]", label(shape));
                open.push((id, depth, true));
                open.extend(inside(id).iter().rev().map(|id| (*id, depth + 1, false)));
            } else {
                let (start, end) = if shape.kind == Kind::Importer { ("([", "])") } else { ("[", "]") };
                let _ = writeln!(out, "{indent}n{id}{start}\"{}\"{end}", label(shape));
            }
        }
        for link in &self.links {
            let arrow = match link.kind {
                LinkKind::Artifact => "==>",
                LinkKind::Parameter => "-->",
                LinkKind::Order => "-.->",
            };
            let types = link.types.join(", ");
            let text = if types.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&types)) };
            let _ = writeln!(out, "  n{} {arrow}{text} n{}", link.from, link.to);
        }
        self.classes(&mut out);
        out
    }

    fn classes(&self, out: &mut String) {
        let mut class = |name: &str, style: String, which: &dyn Fn(&Shape) -> bool| {
            let found = self.shapes.iter().enumerate().filter(|(_, shape)| which(shape));
            let names: Vec<String> = found.map(|(id, _)| format!("n{id}")).collect();
            if !names.is_empty() {
                let _ = writeln!(out, "  classDef {name} {style}\n  class {} {name}", names.join(","));
            }
        };
        class("branch", "fill:#fff7ed,stroke:#fdba74".to_owned(), &|s| s.kind == Kind::Branch);
        class("loop", "fill:#f5f3ff,stroke:#c4b5fd".to_owned(), &|s| s.kind == Kind::Loop);
        for state in State::ALL {
            let style = format!("stroke:{},stroke-width:2px", colour(state));
            class(state.name(), style, &|s| s.state == Some(state));
        }
        for fate in [crate::diff::Fate::Added, crate::diff::Fate::Changed] {
            let style = format!("color:{}", fate_colour(fate));
            class(fate.name(), style, &|s| s.fate == Some(fate));
        }
    }
}

fn label(shape: &Shape) -> String {
    let lines: Vec<String> = shape.lines().iter().map(|line| escaped(line)).collect();
    lines.join("<br/>")
}

/// Text inside quotes: Mermaid reads its own entities there, which begin with `#`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | ';' => {
                let _ = write!(out, "#{};", c as u32);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
