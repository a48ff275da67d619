//! Reading whole files: from bytes to a [`Document`], with the place of everything in it.

use crate::codec::error::{ReadError, code};
use crate::codec::field::Element as _;
use crate::codec::json;
use crate::codec::node::{Data, Node, shorten};
use crate::codec::reading::Reading;
use crate::model::{Document, PipelineSpec, PlatformSpec};
use crate::path::{At, IrPath, Step};
use crate::valid::{Finding, Position};

/// A text form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// YAML: a pipeline, and a second document if there are platform settings.
    #[cfg(feature = "read")]
    Yaml,
    /// JSON: a pipeline, or `{"pipeline_spec": .., "platform_spec": ..}` as the KFP client sends it.
    Json,
}

/// A document that was read from a file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The document.
    pub document: Document,
    /// Warnings: what other readers may see differently, and what KFP ignores.
    pub findings: Vec<Finding>,
    /// Where everything is in the text.
    pub places: Places,
}

impl Source {
    /// Gives each finding about this document its line and column.
    pub fn locate(&self, findings: &mut [Finding]) {
        self.places.locate(findings);
    }
}

/// Finds the parts of a document in its text.
///
/// It keeps the text and parses it again when asked: most files have no findings, and large ones have millions of
/// values.
#[derive(Clone, Debug)]
pub struct Places {
    text: String,
    format: Format,
}

impl Places {
    /// Where that part is, or the nearest part around it that exists. For many parts use [`Places::locate`].
    pub fn find(&self, path: &IrPath) -> Option<Position> {
        let mut cx = Reading::of(&self.text);
        let parts = documents(&self.text, self.format, &mut cx)?;
        parts.offset(path).and_then(|offset| cx.position(offset))
    }

    /// Gives each finding without a position the one of its path.
    pub fn locate(&self, findings: &mut [Finding]) {
        if findings.iter().all(|f| f.position.is_some()) {
            return;
        }
        let mut cx = Reading::of(&self.text);
        let Some(parts) = documents(&self.text, self.format, &mut cx) else { return };
        for finding in findings.iter_mut().filter(|f| f.position.is_none()) {
            finding.position = parts.offset(&finding.path).and_then(|offset| cx.position(offset));
        }
    }
}

/// Reads a document from text.
///
/// # Errors
///
/// Everything that is wrong with the text, with line and column: see [`ReadError`].
///
/// ```
/// # #[cfg(feature = "read")] {
/// use kfp_ir::codec::{Format, read};
/// let error = read("pipelineInfo:\n  nam: hello\nroot: {}\n", Format::Yaml).unwrap_err();
/// let finding = &error.findings[0];
/// assert_eq!(finding.path.to_string(), "pipelineInfo.nam");
/// assert_eq!(finding.position.map(|p| (p.line, p.column)), Some((2, 3)));
/// assert_eq!(finding.help.as_deref(), Some("did you mean `name`?"));
/// # }
/// ```
pub fn read(text: &str, format: Format) -> Result<Source, ReadError> {
    let mut cx = Reading::of(text);
    let document = documents(text, format, &mut cx).and_then(|parts| parts.read(&mut cx));
    let failed = cx.failed();
    let findings = cx.findings;
    match document {
        Some(document) if !failed => {
            Ok(Source { document, findings, places: Places { text: text.to_owned(), format } })
        }
        _ => Err(ReadError { findings }),
    }
}

/// Reads a document from the bytes of a file; without a format, text that starts with `{` is JSON.
///
/// # Errors
///
/// As [`read`], and for bytes that are not UTF-8.
pub fn read_bytes(bytes: &[u8], format: Option<Format>) -> Result<Source, ReadError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            read(text, format.unwrap_or_else(|| guess(text)))
        }
        Err(error) => {
            let valid = error.valid_up_to();
            let text = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
            let mut cx = Reading::of(&text);
            let byte = bytes.get(valid).copied().unwrap_or_default();
            let message = format!("not UTF-8: the byte 0x{byte:02x} cannot be read");
            let help = Some("save the file as UTF-8; a compiled binary has its own reader".to_owned());
            cx.error(code::ENCODING, valid, At::default(), message, help);
            Err(ReadError { findings: cx.findings })
        }
    }
}

#[cfg(feature = "read")]
pub(super) fn guess(text: &str) -> Format {
    if text.trim_start().starts_with('{') { Format::Json } else { Format::Yaml }
}

#[cfg(not(feature = "read"))]
pub(super) fn guess(_: &str) -> Format {
    Format::Json
}

/// The parts of a file, told apart by their keys and not by their order, as KFP's API server does.
#[derive(Default)]
struct Parts<'a> {
    pipeline: Option<Node<'a>>,
    platform: Option<Node<'a>>,
}

fn documents<'a>(text: &'a str, format: Format, cx: &mut Reading<'_>) -> Option<Parts<'a>> {
    let mut parts = Parts::default();
    let nodes = match format {
        #[cfg(feature = "read")]
        Format::Yaml => super::yaml_read::parse(text, cx)?,
        Format::Json => vec![json::parse(text, cx)?],
    };
    for node in &nodes {
        around(node, cx);
    }
    if cx.failed() {
        return None;
    }
    for node in nodes.into_iter().flat_map(unwrap) {
        let is_platform = get(&node, "platforms").is_some() && get(&node, "pipelineInfo").is_none();
        let (slot, name) = match is_platform {
            true => (&mut parts.platform, "platform specs"),
            false => (&mut parts.pipeline, "pipelines"),
        };
        if slot.is_some() {
            let message = format!("more than one document with {name}");
            let help = "a file holds one pipeline, and one document of platform settings".to_owned();
            cx.error(code::DOCUMENTS, node.offset, At::default(), message, Some(help));
            return None;
        }
        *slot = Some(node);
    }
    if parts.pipeline.is_none() {
        let help = "a pipeline has `pipelineInfo` and `root`".to_owned();
        cx.error(code::DOCUMENTS, 0, At::default(), "no pipeline in this text".to_owned(), Some(help));
        return None;
    }
    Some(parts)
}

/// The objects of KFP's API hold a pipeline, and much else: one finding, not one for each of their fields.
fn around(node: &Node<'_>, cx: &mut Reading<'_>) {
    let Some(inner) = get(node, "pipeline_spec").or_else(|| get(node, "pipelineSpec")) else { return };
    let Data::Map(entries) = &node.data else { return };
    let other = entries.iter().find(|(key, _)| !is_part(&key.text));
    if let (Some((other, _)), Data::Map(_)) = (other, &inner.data) {
        let message = format!("this is an object around a pipeline: it has `{}`, too", shorten(&other.text));
        let help = "keep what is under its `pipeline_spec`, such as with `jq .pipeline_spec`".to_owned();
        cx.error(code::DOCUMENTS, other.offset, At::default(), message, Some(help));
    }
}

fn is_part(key: &str) -> bool {
    matches!(key, "pipeline_spec" | "pipelineSpec" | "platform_spec" | "platformSpec")
}

/// `{"pipeline_spec": .., "platform_spec": ..}` is two documents.
fn unwrap(node: Node<'_>) -> Vec<Node<'_>> {
    if get(&node, "pipeline_spec").is_none() && get(&node, "pipelineSpec").is_none() {
        return vec![node];
    }
    match node.data {
        Data::Map(entries) if entries.iter().all(|(key, _)| is_part(&key.text)) => {
            let empty = |value: &Node<'_>| matches!(&value.data, Data::Map(entries) if entries.is_empty());
            let parts = entries.into_iter().map(|(_, value)| value);
            parts.filter(|value| !value.is_null() && !empty(value)).collect()
        }
        _ => vec![node],
    }
}

fn get<'n, 'a>(node: &'n Node<'a>, key: &str) -> Option<&'n Node<'a>> {
    match &node.data {
        Data::Map(entries) => entries.iter().find(|(k, _)| k.text == key).map(|(_, v)| v),
        _ => None,
    }
}

impl Parts<'_> {
    fn read(mut self, cx: &mut Reading<'_>) -> Option<Document> {
        let top = At::default();
        let pipeline = self.pipeline.as_mut().and_then(|node| PipelineSpec::read(node, top, cx));
        let platform = self.platform.as_mut().map(|node| PlatformSpec::read(node, top, cx));
        let platform = platform.map_or(Some(None), |p| p.map(Some))?;
        Some(Document { pipeline: pipeline?, platform: platform.filter(|p| !p.platforms.is_empty()) })
    }

    fn offset(&self, path: &IrPath) -> Option<usize> {
        let first = path.0.first();
        let in_platform = matches!(first, Some(Step::Key(key)) if key == "platforms");
        let mut node = if in_platform { self.platform.as_ref()? } else { self.pipeline.as_ref()? };
        let mut offset = node.offset;
        for step in &path.0 {
            let next = match (step, &node.data) {
                (Step::Key(key), Data::Map(entries)) => {
                    let same = |text: &str| text == key || super::reading::json_name(text) == *key;
                    entries.iter().find(|(k, _)| same(&k.text)).map(|(k, v)| (k.offset, v))
                }
                (Step::Index(index), Data::List(items)) => items.get(*index).map(|item| (item.offset, item)),
                _ => None,
            };
            let Some((at, inner)) = next else { break };
            offset = at;
            node = inner;
        }
        Some(offset)
    }
}
