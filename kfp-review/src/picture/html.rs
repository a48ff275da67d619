//! A picture as one page that needs nothing from elsewhere: fold, search, zoom, and what is known of each task.

use serde_json::{Value, json};

use crate::picture::layout::{Layout, MARGIN};
use crate::picture::svg::{FOLDED, escaped};
use crate::picture::{LayoutError, Picture};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

impl Picture {
    /// The picture as an HTML page.
    ///
    /// # Errors
    /// It is too large to be laid out.
    pub fn to_html(&self) -> Result<String, LayoutError> {
        let layout = Layout::new(self)?;
        let shapes: Vec<Value> = self
            .shapes
            .iter()
            .zip(&layout.places)
            .map(|(shape, place)| {
                json!({
                    "name": shape.name, "path": shape.path, "kind": shape.kind.name(), "parent": shape.parent,
                    "x": tenth(place.x), "y": tenth(place.y), "w": tenth(place.width), "h": tenth(place.height),
                    "state": shape.state.map(|s| s.name()), "fate": shape.fate.map(|f| f.name()),
                    "details": shape.details,
                })
            })
            .collect();
        let links: Vec<Value> = self
            .links
            .iter()
            .zip(&layout.ways)
            .map(|(link, way)| {
                let way: Vec<[f64; 2]> = way.iter().map(|p| [tenth(p.x), tenth(p.y)]).collect();
                json!({
                    "from": link.from, "to": link.to, "kind": link.kind.name(), "types": link.types,
                    "names": link.names, "way": way,
                })
            })
            .collect();
        let data = json!({
            "name": self.name, "compared": self.compared, "gone": self.gone, "folded": [FOLDED.0, FOLDED.1],
            "margin": MARGIN, "width": tenth(layout.width), "height": tenth(layout.height),
            "shapes": shapes, "links": links,
        });
        // Nothing of a pipeline may end the script that holds it.
        let data = data.to_string().replace('<', "\\u003c");
        let tasks = self.tasks();
        let gone = match self.gone.as_slice() {
            [] => String::new(),
            gone => format!("removed: {}", gone.join(", ")),
        };
        let parts = [
            ("{{style}}", STYLE.to_owned()),
            ("{{name}}", escaped(&self.name)),
            ("{{tasks}}", format!("{tasks} task{}", if tasks == 1 { "" } else { "s" })),
            ("{{gone}}", escaped(&gone)),
            ("{{legend}}", self.legend().0),
            ("{{script}}", SCRIPT.to_owned()),
            ("{{data}}", data),
            ("{{picture}}", self.body(&layout)),
        ];
        Ok(filled(PAGE, &parts))
    }
}

fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// The page with its parts. What is filled in is not looked at again: names may hold anything.
fn filled(page: &str, parts: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(page.len() + parts.iter().map(|(_, text)| text.len()).sum::<usize>());
    let mut rest = page;
    while let Some(at) = rest.find("{{") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match parts.iter().find_map(|(mark, text)| Some((from.strip_prefix(mark)?, text))) {
            Some((after, text)) => {
                out.push_str(text);
                rest = after;
            }
            None => {
                out.push_str("{{");
                rest = from.strip_prefix("{{").unwrap_or_default();
            }
        }
    }
    out + rest
}
