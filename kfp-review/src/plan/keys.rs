//! The keys under which the engines look for results, as far as they are known before a run: with the producers of inputs in
//! place of what these give.

use std::collections::{BTreeMap, HashMap};

use kfp_ir::codec::value::to_value;
use kfp_ir::digest::{self, Digest};
use kfp_ir::fingerprint::{KeyInputs, cache_key};
use kfp_ir::flat::{Source, Task, TaskId, Work};
use kfp_ir::model::{Struct, Value};

use crate::view::View;

/// The key of a task with its producers in place of their outputs, and without them.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) whole: Digest,
    pub(super) fixed: Digest,
}

/// Whose keys they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    Kfp,
    Argo,
}

/// The keys of the tasks so far.
pub(super) struct Keys {
    engine: Engine,
    whole: HashMap<TaskId, Digest>,
}

impl Keys {
    pub(super) fn of(engine: Engine) -> Self {
        Keys { engine, whole: HashMap::new() }
    }

    /// Makes the key of a task, whose producers have theirs.
    pub(super) fn add(&mut self, view: &View<'_>, id: TaskId, task: &Task<'_>) -> Key {
        let [whole, fixed] =
            [true, false].map(|producers| Digest::of_value(&self.record(view, id, task, producers)));
        self.whole.insert(id, whole);
        Key { whole, fixed }
    }

    fn record(&self, view: &View<'_>, id: TaskId, task: &Task<'_>, producers: bool) -> Value {
        if self.engine == Engine::Argo {
            return self.argo_record(view, id, task, producers);
        }
        let source = |source: &Source<'_>| self.source(view, source, producers);
        let sources = |inputs: &BTreeMap<&str, Source<'_>>| -> Value {
            Value::Struct(inputs.iter().map(|(name, s)| ((*name).to_owned(), source(s))).collect())
        };
        let fixed = match task.work {
            Work::Container(container) => {
                to_value(&cache_key(task.component, container, &KeyInputs::default(), true))
                    .unwrap_or_default()
            }
            Work::Importer(importer) => to_value(importer).unwrap_or_default(),
            _ => Value::from(view.digests.of(id).map(|d| d.to_string())),
        };
        let claims = task.kubernetes.iter().flat_map(|k| &k.pvc_mount);
        let mut claims: Vec<String> = claims
            .filter_map(|mount| mount.pvc_name_parameter.as_ref())
            .map(|name| kfp_ir::codec::canonical::to_string(&source(&view.flat.source(id, name))))
            .collect();
        claims.sort();
        claims.dedup();
        Value::Struct(Struct::from_iter([
            ("fixed", fixed),
            ("parameters", sources(&task.parameters)),
            ("artifacts", sources(&task.artifacts)),
            ("claims", claims.into()),
        ]))
    }

    /// What `kfp_argo` makes keys of memoization of; the store is the same before and after.
    fn argo_record(&self, view: &View<'_>, id: TaskId, task: &Task<'_>, producers: bool) -> Value {
        let what = match task.work {
            Work::Container(container) => {
                let digest = digest::component(task.component, container, task.kubernetes);
                Value::from(digest.to_string())
            }
            Work::Importer(importer) => to_value(importer).unwrap_or_default(),
            _ => Value::from(view.digests.of(id).map(|digest| digest.to_string())),
        };
        let counted = |inputs: &BTreeMap<&str, Source<'_>>| -> Struct {
            let counted = inputs.iter().filter(|(name, _)| task.counts(name));
            counted.map(|(name, of)| ((*name).to_owned(), self.source(view, of, producers))).collect()
        };
        let mut parameters = counted(&task.parameters);
        let declared = task.component.input_definitions.iter().flat_map(|inputs| &inputs.parameters);
        for (name, input) in declared.filter(|(name, _)| task.counts(name)) {
            if let (None, Some(default)) = (parameters.get(name), &input.default_value) {
                parameters.insert(name.as_str(), Struct::from_iter([("constant", default.clone())]));
            }
        }
        let key = task.spec.caching_options.as_ref().map(|options| options.cache_key.clone());
        Value::Struct(Struct::from_iter([
            ("what", what),
            ("key", key.unwrap_or_default().into()),
            ("parameters", Value::Struct(parameters)),
            ("artifacts", Value::Struct(counted(&task.artifacts))),
        ]))
    }

    fn source(&self, view: &View<'_>, source: &Source<'_>, producers: bool) -> Value {
        let inside = |source: &Source<'_>| self.source(view, source, producers);
        let tagged = |tag: &str, value: Value| Value::Struct(Struct::from_iter([(tag, value)]));
        let producer = |id: &TaskId| {
            let key = self.whole.get(id).filter(|_| producers);
            Value::from(key.map(|digest| digest.to_string()))
        };
        match source {
            Source::Constant(value, _) => tagged("constant", value.clone().into_owned()),
            Source::Input(name) => {
                let value =
                    view.known.arguments.get(*name).or_else(|| crate::show::default(&view.flat, name));
                value.map_or_else(
                    || tagged("input", (*name).into()),
                    |value| tagged("constant", value.clone()),
                )
            }
            Source::Output(id, key) => {
                let output = if producers { Value::from(*key) } else { Value::Null };
                Value::List(vec![producer(id), output])
            }
            Source::Collected(of) => tagged("all", inside(of)),
            Source::OneOf(all) => tagged("first", Value::List(all.iter().map(inside).collect())),
            Source::Item(id) => {
                let task = view.flat.task(*id);
                let items = task.and_then(|task| task.items.as_ref()).map(inside).unwrap_or_default();
                let level = task.map_or(0, |task| task.loops);
                tagged("item", Value::List(vec![items, Value::Number(level as f64)]))
            }
            Source::Select(selector, of) => tagged(selector, inside(of)),
            Source::Status(id) => tagged("status", producer(id)),
            Source::Text(of) => inside(of),
            Source::Nothing => Value::Null,
        }
    }
}
