//! Problems as a person reads them: with the line of the source that is meant.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::rc::Rc;

use kfp_ir::valid::Severity;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};

use super::source::Source;
use crate::Problem;

/// So many problems are shown with their source; the others take a line each.
const MAX_SNIPPETS: usize = 50;

/// Problems that say the same about several places or pipelines become one, which names the first place.
pub fn grouped(problems: Vec<Problem>) -> Vec<Problem> {
    let mut kept: Vec<(Problem, usize)> = Vec::new();
    let mut seen: HashMap<_, usize> = HashMap::new();
    for mut problem in problems {
        let key = (problem.code.clone(), problem.message.clone(), problem.help.clone());
        match seen.get(&key).and_then(|i| kept.get_mut(*i)) {
            Some((first, others)) => {
                *others += 1;
                problem.pipelines.retain(|p| !first.pipelines.contains(p));
                first.pipelines.append(&mut problem.pipelines);
            }
            None => {
                seen.insert(key, kept.len());
                kept.push((problem, 0));
            }
        }
    }
    let more = |(mut problem, others): (Problem, usize)| {
        // Each pipeline stands for one place.
        match (others + 1).saturating_sub(problem.pipelines.len().max(1)) {
            0 => {}
            1 => problem.message.push_str("\nand in one more place"),
            n => problem.message.push_str(&format!("\nand in {n} more places")),
        }
        problem
    };
    kept.into_iter().map(more).collect()
}

/// Renders problems; sources are read once.
pub struct Renderer {
    handler: GraphicalReportHandler,
    sources: HashMap<String, Option<Rc<Source>>>,
    shown: usize,
}

impl Renderer {
    /// Renders with or without colours.
    pub fn new(color: bool) -> Self {
        let styles = if color { ThemeStyles::ansi() } else { ThemeStyles::none() };
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme {
            characters: ThemeCharacters::unicode(),
            styles,
        })
        .with_width(100)
        .with_links(false)
        .with_break_words(false);
        Renderer { handler, sources: HashMap::new(), shown: 0 }
    }

    /// Gives the text of a file that is not to be read from disk.
    pub fn source(&mut self, name: impl Into<String>, text: impl Into<String>) {
        let name = name.into();
        self.sources.insert(name.clone(), Some(Rc::new(Source::new(name, text))));
    }

    /// The problems, one below the other.
    pub fn problems(&mut self, problems: &[Problem]) -> String {
        problems.iter().map(|problem| self.problem(problem)).collect()
    }

    fn problem(&mut self, problem: &Problem) -> String {
        self.shown += 1;
        let mut text = String::new();
        if self.shown <= MAX_SNIPPETS {
            let report = self.report(problem);
            if self.handler.render_report(&mut text, &report).is_ok() {
                text.push('\n');
                return text;
            }
        }
        format!("{problem}\n")
    }

    fn report(&mut self, problem: &Problem) -> Report {
        let mut labels = Vec::new();
        let mut source: Option<Rc<Source>> = None;
        // The code stands before the message: miette would give it a line of its own.
        let code = problem.code.as_ref().map(|code| format!("[{code}] ")).unwrap_or_default();
        let mut message = code + &problem.message;
        let mut elsewhere = Vec::new();
        for place in &problem.places {
            let known = self.load(&place.file);
            let token = known.as_ref().and_then(|s| s.token(place.line, place.column));
            match (known, token) {
                (Some(known), Some(token)) if source.as_ref().is_none_or(|s| Rc::ptr_eq(s, &known)) => {
                    let label = place.label.clone().or_else(|| problem.path.clone());
                    labels.push(LabeledSpan::new_with_span(label, token));
                    source = Some(known);
                }
                _ => elsewhere.push(format!("at {place}")),
            }
        }
        if let Some(pipelines) = problem.pipelines_text() {
            message.push_str(&format!("\n{pipelines}"));
        }
        for place in elsewhere {
            message.push_str(&format!("\n{place}"));
        }
        if let (true, Some(path)) = (labels.is_empty(), &problem.path) {
            message.push_str(&format!("\nin the IR at {path}"));
        }
        Report { message, severity: problem.severity, help: problem.help.clone(), source, labels }
    }

    /// The file as the compiler named it, seen from the current folder or one above: the compiler's paths start at
    /// the root of the workspace.
    fn load(&mut self, file: &str) -> Option<Rc<Source>> {
        if let Some(known) = self.sources.get(file) {
            return known.clone();
        }
        let source = std::env::current_dir()
            .ok()
            .and_then(|dir| dir.ancestors().map(|d| d.join(Path::new(file))).find(|p| p.is_file()))
            .and_then(|path| std::fs::read_to_string(path).ok())
            .map(|text| Rc::new(Source::new(file, text)));
        self.sources.insert(file.to_owned(), source.clone());
        source
    }
}

/// One problem in the form that miette draws.
#[derive(Debug)]
struct Report {
    message: String,
    severity: Severity,
    help: Option<String>,
    source: Option<Rc<Source>>,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|h| Box::new(h) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_deref().map(|s| s as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as _)
    }
}
