//! Where a value comes from, in the form that is hashed: producers by their digests, never by their names.

use std::collections::BTreeMap;

use crate::digest::Digest;
use crate::flat::{Flat, Source, Task, TaskId};
use crate::lang::placeholder::{Placeholder, Segment, Template};
use crate::model::{Struct, TaskInputParameter, Value};

/// How many constants may stand inside each other's placeholders; deeper ones stay text.
const MAX_INSIDE: usize = 4;

pub(super) struct Sources<'f, 'a> {
    flat: &'f Flat<'a>,
    given: &'f BTreeMap<String, Value>,
    pub(super) digests: Vec<Digest>,
}

fn tagged(tag: &str, value: impl Into<Value>) -> Value {
    Value::Struct(Struct::from_iter([(tag, value.into())]))
}

impl<'f, 'a> Sources<'f, 'a> {
    pub(super) fn new(flat: &'f Flat<'a>, given: &'f BTreeMap<String, Value>) -> Self {
        Sources { flat, given, digests: vec![Digest::of_bytes(&[]); flat.tasks().len()] }
    }

    /// A value that is written in the graph around a task.
    pub(super) fn around(&self, id: TaskId, given: &TaskInputParameter) -> Value {
        self.value(&self.flat.source(id, given))
    }

    pub(super) fn digest(&self, id: TaskId) -> Digest {
        self.digests.get(id).copied().unwrap_or_else(|| Digest::of_bytes(&[]))
    }

    pub(super) fn value(&self, source: &Source<'_>) -> Value {
        self.inside(source, 0)
    }

    fn inside(&self, source: &Source<'_>, depth: usize) -> Value {
        match source {
            Source::Constant(value, giver) => self.constant(value, *giver, depth),
            Source::Input(name) => self.input(name),
            Source::Output(id, key) => Value::Struct(Struct::from_iter([
                ("task", Value::from(self.digest(*id).to_string())),
                ("output", Value::from(*key)),
            ])),
            Source::Collected(each) => tagged("all", self.inside(each, depth)),
            Source::OneOf(all) => {
                tagged("first", Value::List(all.iter().map(|s| self.inside(s, depth)).collect()))
            }
            Source::Item(id) => {
                let task = self.flat.task(*id);
                let items = task.and_then(|t| t.items.as_ref()).map(|items| self.inside(items, depth));
                let level = task.map_or(0, |t| t.loops);
                Value::Struct(Struct::from_iter([
                    ("item", Value::from(Digest::of_value(&items.unwrap_or_default()).to_string())),
                    ("level", Value::from(i64::try_from(level).unwrap_or(i64::MAX))),
                ]))
            }
            Source::Select(text, of) => Value::Struct(Struct::from_iter([
                ("select", Value::from(*text)),
                ("of", self.inside(of, depth)),
            ])),
            Source::Status(id) => tagged("status", self.digest(*id).to_string()),
            Source::Text(value) => self.inside(value, depth),
            Source::Nothing => tagged("constant", Value::Null),
        }
    }

    /// An input of the pipeline: its value, where it is known.
    fn input(&self, name: &str) -> Value {
        let root = self.flat.document().pipeline.root.as_ref();
        let declared = root.and_then(|root| root.input_definitions.as_ref());
        let default = declared.and_then(|d| d.parameters.get(name)?.default_value.as_ref());
        match self.given.get(name).or(default) {
            Some(value) => tagged("constant", value.clone()),
            None => tagged("input", name),
        }
    }

    fn constant(&self, value: &Value, giver: Option<TaskId>, depth: usize) -> Value {
        match giver.and_then(|id| self.flat.task(id)) {
            Some(task) if depth < MAX_INSIDE && has_inputs(value) => {
                tagged("template", self.template(value, task, depth))
            }
            _ => tagged("constant", value.clone()),
        }
    }

    /// A value with placeholders of inputs. A text is a list that starts with `text`, a list one that starts with `list`.
    fn template(&self, value: &Value, task: &Task<'_>, depth: usize) -> Value {
        match value {
            Value::String(text) => self.text(text, task, depth, |_| true),
            Value::List(items) => {
                let items = items.iter().map(|item| self.template(item, task, depth));
                Value::List(std::iter::once(Value::from("list")).chain(items).collect())
            }
            Value::Struct(Struct(fields)) => Value::Struct(
                fields.iter().map(|(k, v)| (k.clone(), self.template(v, task, depth))).collect(),
            ),
            other => other.clone(),
        }
    }

    /// Text, and in place of the placeholders of the chosen inputs their sources.
    fn text(&self, text: &str, task: &Task<'_>, depth: usize, chosen: impl Fn(&str) -> bool) -> Value {
        let mut parts = vec![Value::from("text")];
        let mut plain = String::new();
        for segment in Template::parse(text).segments {
            let source = match &segment {
                Segment::Placeholder(Placeholder::InputParameter(name), _) if chosen(name) => {
                    task.parameters.get(name.as_str())
                }
                _ => None,
            };
            if let Some(source) = source {
                if !plain.is_empty() {
                    parts.push(std::mem::take(&mut plain).into());
                }
                parts.push(self.inside(source, depth + 1));
            } else {
                plain.push_str(&Template { segments: vec![segment] }.to_string());
            }
        }
        if !plain.is_empty() {
            parts.push(plain.into());
        }
        Value::List(parts)
    }

    /// Text of a container. Names of declared inputs belong to the interface and stay; the SDK also refers to inputs that
    /// the component does not declare and that are named after other tasks.
    pub(super) fn undeclared(&self, task: &Task<'_>, text: &str) -> Value {
        let declared = |name: &str| {
            task.component.input_definitions.as_ref().is_some_and(|d| d.parameters.contains_key(name))
        };
        let stays = |p: &Placeholder| match p {
            Placeholder::InputParameter(name) => {
                declared(name) || !task.parameters.contains_key(name.as_str())
            }
            _ => true,
        };
        if Template::parse(text).placeholders().all(stays) {
            return text.into();
        }
        tagged("template", self.text(text, task, 0, |name| !declared(name)))
    }

    /// A condition, with sources in place of its inputs: those of a graph are named after other tasks.
    pub(super) fn condition(&self, task: &Task<'_>, condition: &str) -> Value {
        let mut parts = Vec::new();
        let mut rest = condition;
        let mut plain = String::new();
        while let Some((before, after)) = rest.split_once("inputs.parameter_values[") {
            plain.push_str(before);
            let name = after.chars().next().filter(|q| matches!(q, '\'' | '"')).and_then(|quote| {
                let (name, end) = after.get(1..)?.split_once(quote)?;
                Some((name, end.strip_prefix(']')?))
            });
            match name.and_then(|(name, end)| Some((task.parameters.get(name)?, end))) {
                Some((source, end)) => {
                    parts.push(std::mem::take(&mut plain).into());
                    parts.push(self.value(source));
                    rest = end;
                }
                None => {
                    plain.push_str("inputs.parameter_values[");
                    rest = after;
                }
            }
        }
        plain.push_str(rest);
        parts.push(plain.into());
        Value::List(parts)
    }
}

/// Whether a text inside has a placeholder of an input parameter.
fn has_inputs(value: &Value) -> bool {
    let mut texts = value.texts().filter(|text| text.contains("{{$"));
    texts
        .any(|text| Template::parse(text).placeholders().any(|p| matches!(p, Placeholder::InputParameter(_))))
}
