//! Placeholders: the `{{$...}}` in arguments and constants that a run replaces by values.

use std::fmt;

/// A value that a run puts in place of a `{{$...}}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placeholder {
    /// `{{$}}`: the whole executor input as JSON.
    ExecutorInput,
    /// `{{$.inputs.parameters['x']}}`: the value of an input parameter.
    InputParameter(String),
    /// `{{$.inputs.artifacts['x']...}}`: something about an input artifact.
    InputArtifact(String, ArtifactPart),
    /// `{{$.outputs.parameters['x'].output_file}}`: the file into which an output parameter is written.
    OutputParameterFile(String),
    /// `{{$.outputs.artifacts['x']...}}`: something about an output artifact.
    OutputArtifact(String, ArtifactPart),
    /// `{{$.outputs.output_file}}`: the file into which the executor output is written.
    OutputFile,
    /// `{{$.pipeline_root}}`: where the artifacts of the run are stored.
    PipelineRoot,
    /// `{{$.pipeline_job_...}}` and `{{$.pipeline_task_...}}`: something about the run or the task.
    Run(RunField),
    /// `{{$.workspace_path}}`: where the workspace volume of the run is mounted.
    WorkspacePath,
}

/// What a placeholder says about an artifact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArtifactPart {
    /// `.uri`: its address in the object store.
    Uri,
    /// `.path`: its file or folder inside the container.
    Path,
    /// `.metadata`: all its metadata as JSON; `.metadata['k']`: one entry.
    Metadata(Option<String>),
    /// Nothing behind the name: the whole list of artifacts.
    List,
}

/// What a placeholder says about the run or the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RunField {
    /// The display name of the run.
    JobName,
    /// The name of the run as a resource.
    JobResourceName,
    /// The id of the run.
    JobId,
    /// When the run was created.
    JobCreateTime,
    /// When the run was scheduled.
    JobScheduleTime,
    /// The name of the task.
    TaskName,
    /// The id of the task.
    TaskId,
}

impl RunField {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::JobName,
        Self::JobResourceName,
        Self::JobId,
        Self::JobCreateTime,
        Self::JobScheduleTime,
        Self::TaskName,
        Self::TaskId,
    ];

    /// The name in the text of the placeholder.
    pub fn name(self) -> &'static str {
        match self {
            Self::JobName => "pipeline_job_name",
            Self::JobResourceName => "pipeline_job_resource_name",
            Self::JobId => "pipeline_job_uuid",
            Self::JobCreateTime => "pipeline_job_create_time_utc",
            Self::JobScheduleTime => "pipeline_job_schedule_time_utc",
            Self::TaskName => "pipeline_task_name",
            Self::TaskId => "pipeline_task_uuid",
        }
    }

    /// Whether no two runs have the same.
    pub fn is_unique(self) -> bool {
        matches!(self, Self::JobResourceName | Self::JobId | Self::JobCreateTime | Self::TaskId)
    }
}

impl Placeholder {
    /// Reads a whole placeholder in the spelling that KFP resolves: `{{$.inputs.parameters['x']}}`.
    pub fn parse(text: &str) -> Option<Self> {
        match Template::parse(text).segments.as_slice() {
            [Segment::Placeholder(placeholder, Quote::Single)] => Some(placeholder.clone()),
            _ => None,
        }
    }

    /// The name of the input that it reads, if it reads one.
    pub fn input(&self) -> Option<&str> {
        match self {
            Self::InputParameter(name) | Self::InputArtifact(name, _) => Some(name),
            _ => None,
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, quote: Quote) -> fmt::Result {
        let q = quote.mark();
        match self {
            Self::ExecutorInput => f.write_str("{{$}}"),
            Self::InputParameter(name) => write!(f, "{{{{$.inputs.parameters[{q}{name}{q}]}}}}"),
            Self::InputArtifact(name, part) => write_artifact(f, "inputs", name, part, q),
            Self::OutputParameterFile(name) => {
                write!(f, "{{{{$.outputs.parameters[{q}{name}{q}].output_file}}}}")
            }
            Self::OutputArtifact(name, part) => write_artifact(f, "outputs", name, part, q),
            Self::OutputFile => f.write_str("{{$.outputs.output_file}}"),
            Self::PipelineRoot => f.write_str("{{$.pipeline_root}}"),
            Self::Run(field) => write!(f, "{{{{$.{}}}}}", field.name()),
            Self::WorkspacePath => f.write_str("{{$.workspace_path}}"),
        }
    }
}

fn write_artifact(
    f: &mut fmt::Formatter<'_>,
    side: &str,
    name: &str,
    part: &ArtifactPart,
    q: char,
) -> fmt::Result {
    write!(f, "{{{{$.{side}.artifacts[{q}{name}{q}]")?;
    match part {
        ArtifactPart::Uri => f.write_str(".uri")?,
        ArtifactPart::Path => f.write_str(".path")?,
        ArtifactPart::Metadata(None) => f.write_str(".metadata")?,
        ArtifactPart::Metadata(Some(key)) => write!(f, ".metadata[{q}{key}{q}]")?,
        ArtifactPart::List => {}
    }
    f.write_str("}}")
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, Quote::Single)
    }
}

/// The quotes around the names of a placeholder. KFP resolves only single ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quote {
    /// `['x']`, as the SDK writes them; also of a placeholder without names.
    #[default]
    Single,
    /// `["x"]`.
    Double,
}

impl Quote {
    fn mark(self) -> char {
        match self {
            Self::Single => '\'',
            Self::Double => '"',
        }
    }
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Text that stays as it is.
    Text(String),
    /// Something to be replaced, with the quotes it was written in.
    Placeholder(Placeholder, Quote),
}

/// Text with placeholders in it. Every string is one: what is not a known placeholder is text.
///
/// ```
/// use kfp_ir::lang::placeholder::{Placeholder, Template};
///
/// let template = Template::parse("--lr={{$.inputs.parameters['lr']}}");
/// assert_eq!(template.placeholders().next(), Some(&Placeholder::InputParameter("lr".into())));
/// assert_eq!(template.to_string(), "--lr={{$.inputs.parameters['lr']}}");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Template {
    /// The pieces in order; two texts never follow each other in a parsed template.
    pub segments: Vec<Segment>,
}

impl Template {
    /// Splits a string into text and placeholders. Printing the result gives the same string.
    pub fn parse(text: &str) -> Self {
        // Most texts are one piece.
        let mut segments = Vec::with_capacity(1);
        let mut plain = 0;
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| find(rest, "{{$")) {
            let start = at + found;
            let body = text.get(start + 3..).unwrap_or_default();
            let Some((placeholder, quote, length)) = read(body) else {
                at = start + 3;
                continue;
            };
            if let Some(before) = text.get(plain..start).filter(|t| !t.is_empty()) {
                segments.push(Segment::Text(before.to_owned()));
            }
            segments.push(Segment::Placeholder(placeholder, quote));
            at = start + 3 + length;
            plain = at;
        }
        if let Some(rest) = text.get(plain..).filter(|t| !t.is_empty()) {
            segments.push(Segment::Text(rest.to_owned()));
        }
        segments.shrink_to_fit();
        Template { segments }
    }

    /// The placeholders in order.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.segments.iter().filter_map(|s| match s {
            Segment::Placeholder(p, _) => Some(p),
            Segment::Text(_) => None,
        })
    }

    /// The text, when there is nothing to replace.
    pub fn as_text(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [] => Some(""),
            [Segment::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Adds text, joined to the text before it.
    pub fn push_text(&mut self, text: &str) {
        match self.segments.last_mut() {
            _ if text.is_empty() => {}
            Some(Segment::Text(last)) => last.push_str(text),
            _ => self.segments.push(Segment::Text(text.to_owned())),
        }
    }

    /// Adds all pieces of another template.
    pub fn append(&mut self, other: Template) {
        for segment in other.segments {
            match segment {
                Segment::Text(text) => self.push_text(&text),
                placeholder => self.segments.push(placeholder),
            }
        }
    }
}

impl From<Placeholder> for Template {
    fn from(placeholder: Placeholder) -> Self {
        Template { segments: vec![Segment::Placeholder(placeholder, Quote::Single)] }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Text(text) => f.write_str(text),
            Segment::Placeholder(placeholder, quote) => placeholder.write(f, *quote),
        })
    }
}

/// Reads what follows `{{$`, up to and with the closing braces; gives the number of bytes read, too.
fn read(body: &str) -> Option<(Placeholder, Quote, usize)> {
    let mut rest = body;
    let mut quote = Quote::Single;
    let placeholder = if eat(&mut rest, ".inputs.parameters") {
        Placeholder::InputParameter(index(&mut rest, &mut quote)?)
    } else if eat(&mut rest, ".inputs.artifacts") {
        let name = index(&mut rest, &mut quote)?;
        Placeholder::InputArtifact(name, part(&mut rest, quote)?)
    } else if eat(&mut rest, ".outputs.parameters") {
        let name = index(&mut rest, &mut quote)?;
        eat(&mut rest, ".output_file").then_some(())?;
        Placeholder::OutputParameterFile(name)
    } else if eat(&mut rest, ".outputs.artifacts") {
        let name = index(&mut rest, &mut quote)?;
        Placeholder::OutputArtifact(name, part(&mut rest, quote)?)
    } else if let Some(field) = eat(&mut rest, ".").then_some(rest) {
        let name = field.get(..find(field, "}}")?)?;
        rest = field.get(name.len()..)?;
        match name {
            "outputs.output_file" => Placeholder::OutputFile,
            "pipeline_root" => Placeholder::PipelineRoot,
            "workspace_path" => Placeholder::WorkspacePath,
            _ => Placeholder::Run(RunField::ALL.iter().copied().find(|f| f.name() == name)?),
        }
    } else {
        Placeholder::ExecutorInput
    };
    eat(&mut rest, "}}").then_some(())?;
    Some((placeholder, quote, body.len() - rest.len()))
}

/// Whether a text has no placeholder, told without taking it apart. A text of which this is not true may still turn out to have none.
///
/// ```
/// use kfp_ir::lang::placeholder::is_plain;
///
/// assert!(is_plain("alpine:3.22"));
/// assert!(!is_plain("{{$.inputs.parameters['image']}}"));
/// ```
pub fn is_plain(text: &str) -> bool {
    find(text, "{{$").is_none()
}

/// Where a token starts. [`str::find`] prepares a search first, which takes longer than to read a short text.
pub(crate) fn find(text: &str, token: &str) -> Option<usize> {
    let first = token.chars().next()?;
    let mut candidates = text.match_indices(first).map(|(at, _)| at);
    candidates.find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(token)))
}

fn eat(rest: &mut &str, token: &str) -> bool {
    let after = rest.strip_prefix(token);
    *rest = after.unwrap_or(rest);
    after.is_some()
}

/// `['name']` or `["name"]`. There is no escape in KFP: the name ends at the first closing mark and bracket.
fn index(rest: &mut &str, quote: &mut Quote) -> Option<String> {
    let (style, close) = if eat(rest, "['") {
        (Quote::Single, "']")
    } else if eat(rest, "[\"") {
        (Quote::Double, "\"]")
    } else {
        return None;
    };
    let length = find(rest, close)?;
    let name = rest.get(..length)?;
    (!name.is_empty() && find(name, "{{").is_none()).then_some(())?;
    *quote = style;
    *rest = rest.get(length + close.len()..)?;
    Some(name.to_owned())
}

fn part(rest: &mut &str, quote: Quote) -> Option<ArtifactPart> {
    if eat(rest, ".uri") {
        Some(ArtifactPart::Uri)
    } else if eat(rest, ".path") {
        Some(ArtifactPart::Path)
    } else if eat(rest, ".metadata") {
        if !rest.starts_with('[') {
            return Some(ArtifactPart::Metadata(None));
        }
        let mut style = quote;
        let key = index(rest, &mut style)?;
        (style == quote).then_some(ArtifactPart::Metadata(Some(key)))
    } else {
        Some(ArtifactPart::List)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all() -> Vec<Placeholder> {
        use ArtifactPart::*;
        let x = || "x".to_owned();
        let parts = || [Uri, Path, Metadata(None), Metadata(Some("k".into())), List];
        let mut all = vec![
            Placeholder::ExecutorInput,
            Placeholder::InputParameter(x()),
            Placeholder::OutputParameterFile(x()),
            Placeholder::OutputFile,
            Placeholder::PipelineRoot,
            Placeholder::WorkspacePath,
        ];
        all.extend(parts().map(|p| Placeholder::InputArtifact(x(), p)));
        all.extend(parts().map(|p| Placeholder::OutputArtifact(x(), p)));
        all.extend(RunField::ALL.iter().map(|f| Placeholder::Run(*f)));
        all
    }

    #[test]
    fn every_placeholder_reads_back() {
        for placeholder in all() {
            assert_eq!(Placeholder::parse(&placeholder.to_string()), Some(placeholder));
        }
    }

    #[test]
    fn texts_of_the_sdk() {
        for (text, expected) in [
            ("{{$}}", Placeholder::ExecutorInput),
            ("{{$.inputs.parameters['a b']}}", Placeholder::InputParameter("a b".into())),
            ("{{$.inputs.parameters['it's']}}", Placeholder::InputParameter("it's".into())),
            ("{{$.outputs.parameters['o'].output_file}}", Placeholder::OutputParameterFile("o".into())),
            (
                "{{$.inputs.artifacts['m'].metadata['k']}}",
                Placeholder::InputArtifact("m".into(), ArtifactPart::Metadata(Some("k".into()))),
            ),
            ("{{$.pipeline_job_uuid}}", Placeholder::Run(RunField::JobId)),
            ("{{$.workspace_path}}", Placeholder::WorkspacePath),
        ] {
            assert_eq!(Placeholder::parse(text).as_ref(), Some(&expected), "{text}");
            assert_eq!(expected.to_string(), text);
        }
    }

    #[test]
    fn quotes_are_kept() {
        let text = "a {{$.inputs.artifacts[\"m\"].metadata[\"k\"]}}{{$}} b";
        let template = Template::parse(text);
        assert_eq!(template.placeholders().count(), 2);
        assert_eq!(template.to_string(), text);
    }

    #[test]
    fn what_is_unknown_stays_text() {
        for text in [
            "",
            "{{",
            "{{$",
            "{{$}",
            "{{ $ }}",
            "{{$.unknown}}",
            "{{$.inputs.parameters[x]}}",
            "{{$.inputs.parameters['x'].uri}}",
            "{{$.inputs.parameters['']}}",
            "{{workflow.name}}",
        ] {
            assert_eq!(Template::parse(text).as_text(), Some(text));
        }
        let template = Template::parse("{{$.inputs.parameters['a{{$}}");
        assert_eq!(template.placeholders().collect::<Vec<_>>(), [&Placeholder::ExecutorInput]);
    }

    proptest! {
        #[test]
        fn printing_gives_the_same_string(pieces in prop::collection::vec(prop_oneof![
            prop::sample::select(all()).prop_map(|p| p.to_string()),
            "[{}$.'\"\\[\\]a-c]{0,8}",
            ".{0,4}",
        ], 0..8)) {
            let text = pieces.concat();
            let template = Template::parse(&text);
            prop_assert_eq!(template.to_string(), text);
            prop_assert!(!template.segments.windows(2).any(|w| matches!(w, [Segment::Text(_), Segment::Text(_)])));
        }
    }
}
