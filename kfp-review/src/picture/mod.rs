//! Pictures of a pipeline: nested pipelines, branches and loops as boxes with their tasks inside.
//!
//! [`Picture::new`] says what is to be seen; [`mermaid`](Picture::to_mermaid) and [`dot`](Picture::to_dot) leave the
//! places to the program that draws, [`svg`](Picture::to_svg) and [`html`](Picture::to_html) come with places of our own.
//!
//! A link joins two tasks of one graph, as in the IR: what a task inside a branch receives enters through the border of
//! the branch. So no link crosses a border.

mod alike;
mod build;
mod dot;
mod html;
mod layout;
mod mermaid;
mod svg;
#[cfg(test)]
mod tests;

pub use layout::{LayoutError, MAX_LEVEL, MAX_SHAPES};

use crate::diff::Fate;
use crate::plan::State;

/// What a shape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A task that runs a container.
    Container,
    /// A task that registers an artifact.
    Importer,
    /// A task that runs on something else, or on nothing.
    Other,
    /// A pipeline inside the pipeline.
    Pipeline,
    /// A graph of branches and nothing else.
    Choice,
    /// Tasks that run when a condition holds.
    Branch,
    /// Tasks that run once for each item.
    Loop,
    /// Tasks with the same neighbours, put together to keep the picture small. No graph of the pipeline.
    Alike,
}

impl Kind {
    /// The name in JSON and in the classes of SVG.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Container => "container",
            Kind::Importer => "importer",
            Kind::Other => "other",
            Kind::Pipeline => "pipeline",
            Kind::Choice => "choice",
            Kind::Branch => "branch",
            Kind::Loop => "loop",
            Kind::Alike => "alike",
        }
    }

    /// Whether others are inside.
    pub fn is_box(self) -> bool {
        matches!(self, Kind::Pipeline | Kind::Choice | Kind::Branch | Kind::Loop | Kind::Alike)
    }
}

/// A task, or a box around tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The name that people see.
    pub name: String,
    /// The names from the top down, joined by `/`; nothing for tasks put together.
    pub path: String,
    /// What it stands for.
    pub kind: Kind,
    /// The box around it.
    pub parent: Option<usize>,
    /// The condition of a branch, the items of a loop, the image of a task.
    pub note: String,
    /// What happens to a task when it runs again, if an earlier version is known.
    pub state: Option<State>,
    /// What became of a task since the earlier version.
    pub fate: Option<Fate>,
    /// More about it: a name and a text each.
    pub details: Vec<(String, String)>,
}

/// What goes along a link, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// Artifacts, and perhaps parameters.
    Artifact,
    /// Parameters, or how the other task ended.
    Parameter,
    /// Nothing but the order.
    Order,
}

impl LinkKind {
    /// The name in JSON and in the classes of SVG.
    pub fn name(self) -> &'static str {
        match self {
            LinkKind::Artifact => "artifact",
            LinkKind::Parameter => "parameter",
            LinkKind::Order => "order",
        }
    }
}

/// One shape waits for another beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The one that comes first.
    pub from: usize,
    /// The one that waits.
    pub to: usize,
    /// What goes along.
    pub kind: LinkKind,
    /// The types of the artifacts.
    pub types: Vec<String>,
    /// All that goes along: `output → input`.
    pub names: Vec<String>,
}

/// What is to be seen of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The name of the pipeline.
    pub name: String,
    /// All shapes; a box comes before what is inside.
    pub shapes: Vec<Shape>,
    /// All links.
    pub links: Vec<Link>,
    /// Whether states and fates are known.
    pub compared: bool,
    /// Paths of tasks that the earlier version had and this one has not.
    pub gone: Vec<String>,
}

impl Picture {
    /// The shapes inside each shape; at the end those at the top.
    pub(crate) fn children(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.shapes.len() + 1];
        for (id, shape) in self.shapes.iter().enumerate() {
            let at = shape.parent.unwrap_or(self.shapes.len());
            if let Some(inside) = children.get_mut(at) {
                inside.push(id);
            }
        }
        children
    }

    /// The number of tasks that do something.
    pub fn tasks(&self) -> usize {
        self.shapes.iter().filter(|shape| !shape.kind.is_box()).count()
    }
}

impl Shape {
    /// What a box says about itself before its name.
    pub(crate) fn word(&self) -> &'static str {
        match self.kind {
            Kind::Pipeline => "pipeline",
            Kind::Choice => "branches",
            Kind::Branch => "if",
            Kind::Loop => "for each",
            Kind::Alike => "",
            Kind::Importer => "import",
            Kind::Container | Kind::Other => "",
        }
    }

    /// The lines of text in a picture without room for more.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.name.clone()];
        let note = [self.word(), &self.note].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>();
        if self.kind.is_box() && !note.is_empty() || self.kind == Kind::Importer {
            lines.push(shorten(&note.join(" "), 60));
        }
        let marks: Vec<&str> =
            self.fate.map(Fate::name).into_iter().chain(self.state.map(State::name)).collect();
        if !marks.is_empty() {
            lines.push(marks.join(", "));
        }
        lines
    }
}

/// At most so many characters, the last one an ellipsis where some are left out.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{start}…")
}

/// The colour of a state, dark enough for text on white.
pub(crate) fn colour(state: State) -> &'static str {
    match state {
        State::Hit => "#15803d",
        State::Run => "#c2410c",
        State::Unknown => "#a16207",
        State::Never => "#7e22ce",
    }
}

/// The colour of what became of a task.
pub(crate) fn fate_colour(fate: Fate) -> &'static str {
    match fate {
        Fate::Added => "#15803d",
        Fate::Removed => "#b91c1c",
        Fate::Renamed | Fate::Moved => "#1d4ed8",
        Fate::Changed => "#c2410c",
    }
}
