//! Artifacts: a file under a key known before the run, and beside it a parameter with uri, type and metadata.
//!
//! Every place is optional, since KFP only warns when a file is missing; without `optional` on all of them a missing
//! file stops the workflow, or lets it hang (`outputs` of a graph).

use kfp_ir::model::{ArtifactTypeSchema, ComponentOutputArtifact, TaskInputArtifact};
use kfp_ir::path::At;

use crate::expr::{Expr, Variable};
use crate::lower::facts::{Body, Facts};
use crate::lower::graph::{Form, Producer, Scope};
use crate::lower::ports::{DIR, INDEX, REPORT};
use crate::lower::source::{ArtifactSource, Carried, Place, Source};
use crate::lower::{Context, children, importer, looping};

/// The id of the workflow, as a plain tag.
const UID: &str = "{{workflow.uid}}";

/// An artifact, or a list of artifacts, as a task receives it.
#[derive(Clone, Debug)]
pub(super) struct Bag {
    pub(super) file: ArtifactSource,
    /// `{"artifacts": [{name, type, uri, metadata}]}`, as in an executor input. A list that a loop collected also has
    /// `prefix`, the uri of the folder with all of them.
    pub(super) record: Source,
    pub(super) nullable: bool,
}

impl<'c> Scope<'c> {
    /// Where an input artifact of a task comes from; `None` when there is none.
    pub(super) fn input_artifact(
        &self,
        cx: &mut Context<'_>,
        input: &TaskInputArtifact,
        tolerant: bool,
        path: &At<'_>,
    ) -> Option<Bag> {
        if let Some(name) = &input.component_input_artifact {
            if self.use_.absent.contains(name) {
                return None;
            }
            if self.is_root() {
                return self.given_by_uri(cx, name);
            }
            let ports = &self.facts.inputs;
            let (Some(file), Some(record)) = (ports.artifacts.get(name), ports.records.get(name)) else {
                let message = format!("the graph has no input artifact `{name}`");
                cx.report.error(
                    "AR106",
                    &path.key("componentInputArtifact"),
                    message,
                    "check the document first",
                );
                return None;
            };
            return Some(Bag {
                file: ArtifactSource::Input(file.clone()),
                record: Source::Json(Expr::Input(record.clone())),
                nullable: self.facts.artifact_optional(name),
            });
        }
        let from = input.task_output_artifact.as_ref()?;
        let path = path.key("taskOutputArtifact");
        let (producer, mut bag) = self.artifact(cx, &from.producer_task, &from.output_artifact_key, &path)?;
        if tolerant && !matches!(producer.form, Form::Import(_)) {
            bag.file = bag.file.when_succeeded(producer.name, cx.no_key());
            bag.record = bag.record.when_succeeded(producer.name, &kfp_ir::model::Value::Null);
            bag.nullable = true;
        }
        Some(bag)
    }

    /// An artifact that a run is given by its uri.
    fn given_by_uri(&self, cx: &Context<'_>, name: &str) -> Option<Bag> {
        let uri = Expr::Input(self.facts.inputs.records.get(name)?.clone());
        let spec = self.facts.spec.input_definitions.as_ref()?.artifacts.get(name)?;
        let record = record(name, spec.artifact_type.as_ref(), uri.clone().parsed(), Expr::Map(Vec::new()));
        let list = Expr::Map(vec![("artifacts".into(), Expr::List(vec![record]))]);
        let place = importer::computed(cx, uri.parsed());
        let record = Source::Computed(list);
        Some(Bag { file: ArtifactSource::Place(place), record, nullable: false })
    }

    /// An output artifact of a task of this graph.
    pub(super) fn artifact(
        &self,
        cx: &mut Context<'_>,
        task: &str,
        key: &str,
        path: &At<'_>,
    ) -> Option<(&Producer<'c>, Bag)> {
        let producer = self.producer(task);
        let found = producer.and_then(|producer| Some((producer, self.output_bag(cx, producer, key)?)));
        // A task that could not be lowered has been reported where it is.
        if found.is_none() && (producer.is_some() || cx.report.errors.is_empty()) {
            let message =
                format!("there is no task `{task}` with an output artifact `{key}` before this one");
            cx.report.error("AR106", path, message, "check the document first");
        }
        found
    }

    fn output_bag(&self, cx: &Context<'_>, producer: &Producer<'_>, key: &str) -> Option<Bag> {
        let facts = producer.facts;
        let ports = &facts.outputs;
        let task = producer.name.to_owned();
        let (artifact, record) = (ports.artifacts.get(key)?, ports.records.get(key)?);
        let sure = |file, record| Some(Bag { file, record, nullable: false });
        match &producer.form {
            Form::Import(import) => sure(ArtifactSource::Place(import.place.clone()), import.record.clone()),
            Form::Container => {
                let (uri, record) = self.stored(cx, producer, key, artifact)?;
                let file = if facts.chooses_uris() || (self.is_cut(cx) && producer.memoized) {
                    ArtifactSource::Place(importer::stored(cx, uri))
                } else if self.is_cut(cx) {
                    let key = format!("{}/{}/{artifact}", self.dir_text(cx), producer.name);
                    ArtifactSource::Place(Place::Key(Carried::Text(key)))
                } else {
                    ArtifactSource::Task { task, artifact: artifact.clone() }
                };
                sure(file, Source::Computed(record))
            }
            Form::Graph => {
                let record = Expr::Output { task: task.clone(), parameter: record.clone() };
                let uri = || record.clone().parsed().get("artifacts").at(Expr::Number(0.0)).get("uri");
                let one = !(producer.iterated || cx.collects_artifact(facts, key));
                let place = match cx.found_by_uri(facts, key) {
                    ByUri::Imported => Some(importer::computed(cx, uri())),
                    // What a loop stores is below one key, wherever a round says that it is.
                    ByUri::Chosen if producer.iterated => None,
                    ByUri::No if !(one && self.is_cut(cx)) => None,
                    ByUri::No | ByUri::Chosen => Some(importer::stored(cx, uri())),
                };
                if let Some(place) = place {
                    return sure(ArtifactSource::Place(place), Source::Json(record));
                }
                if one {
                    let file = ArtifactSource::Task { task, artifact: artifact.clone() };
                    return sure(file, Source::Json(record));
                }
                let inner = cx.key_below(facts, key)?;
                let mut below = vec![self.dir(cx), Expr::text(format!("/{}{inner}", producer.name))];
                let mut text = format!("{}/{}{inner}", self.dir_text(cx), producer.name);
                if let Some(index) = self.index_text() {
                    below.extend([Expr::text("/"), Expr::Input(INDEX.to_owned())]);
                    text = format!("{text}/{index}");
                }
                below.insert(0, Expr::text(cx.options.store.uri("")));
                let list = Expr::Map(vec![
                    ("artifacts".into(), record.parsed().get("artifacts")),
                    ("prefix".into(), Expr::concat(below)),
                ]);
                sure(ArtifactSource::Below(text), Source::Computed(list))
            }
        }
    }

    /// Whether tasks of this graph may run in several workflows: these find files by their keys.
    fn is_cut(&self, cx: &Context<'_>) -> bool {
        self.is_root() && cx.whole.is_some()
    }

    /// The uri of an artifact that a container stores, and all that is known of it.
    fn stored(
        &self,
        cx: &Context<'_>,
        producer: &Producer<'_>,
        key: &str,
        artifact: &str,
    ) -> Option<(Expr, Expr)> {
        let outputs = producer.facts.spec.output_definitions.as_ref()?;
        let spec = outputs.artifacts.get(key)?;
        let Body::Container(leaf) = &producer.facts.body else { return None };
        let mut uri = vec![Expr::text(cx.options.store.uri(""))];
        if producer.memoized {
            uri.push(Expr::Output { task: producer.name.to_owned(), parameter: DIR.to_owned() });
            uri.push(Expr::text("/"));
        } else {
            uri.extend([self.dir(cx), Expr::text(format!("/{}/", producer.name))]);
            if self.use_.looped {
                uri.extend([Expr::Input(INDEX.to_owned()), Expr::text("/")]);
            }
        }
        uri.push(Expr::text(artifact));
        let uri = Expr::concat(uri);
        let fixed = metadata(spec);
        let reported = leaf.whole.then(|| {
            let report =
                Expr::Output { task: producer.name.to_owned(), parameter: REPORT.to_owned() }.parsed();
            // A program need not report its artifacts: `first` of nothing is nothing, while an index would be an error.
            Expr::Call("first", vec![report.get("artifacts").get(key).get("artifacts")])
        });
        let (uri, metadata) = match reported {
            Some(reported) if leaf.chosen.uris => {
                let own = reported.clone().get("uri").or_else(Expr::text(""));
                let unsaid = own.clone().equals(Expr::text(""));
                (Expr::choose(unsaid, uri, own), reported.get("metadata").or_else(fixed))
            }
            Some(reported) => (uri, reported.get("metadata").or_else(fixed)),
            None => (uri, fixed),
        };
        let record = record(key, spec.artifact_type.as_ref(), uri.clone(), metadata);
        Some((uri, Expr::Map(vec![("artifacts".into(), Expr::List(vec![record]))])))
    }

    /// The file that a graph passes out, of those that may have been made.
    pub(super) fn exported(
        &self,
        cx: &mut Context<'_>,
        mut files: Vec<ArtifactSource>,
        path: &At<'_>,
    ) -> Option<ArtifactSource> {
        let elsewhere =
            |file: &ArtifactSource| matches!(file, ArtifactSource::Place(Place::Gcs(..) | Place::Http(_)));
        if files.iter().any(elsewhere) {
            let help = "import it in the graph that uses it, or from the store of the workflow";
            let message = "an artifact that is imported from another store cannot be passed out of a graph";
            cx.report.error("AR112", path, message, help);
            return None;
        }
        // Whoever reads it outside finds it by its uri.
        if files.iter().any(|file| matches!(file, ArtifactSource::Place(_))) {
            return None;
        }
        if files.len() <= 1 {
            return match files.pop()? {
                // Whoever reads a list takes the folder of all of them.
                ArtifactSource::Below(_) => None,
                file => Some(file),
            };
        }
        let mut choices = Vec::new();
        for file in files {
            let ArtifactSource::Task { task, artifact } = file else {
                cx.report.error(
                    "AR112",
                    path,
                    "one of several artifacts is a list, or an input: Argo cannot choose among them",
                    "choose among artifacts that tasks store",
                );
                return None;
            };
            choices.push((task, artifact));
        }
        Some(ArtifactSource::OneOf(choices))
    }
}

/// How an artifact is found that has no fixed key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ByUri {
    /// It has one.
    No,
    /// An importer names its uri; outside the store the run stops.
    Imported,
    /// A component may choose its uri; outside the store nothing is read.
    Chosen,
}

/// The runtime form of an artifact, as in an executor input.
pub(super) fn record(name: &str, kind: Option<&ArtifactTypeSchema>, uri: Expr, metadata: Expr) -> Expr {
    Expr::Map(vec![
        ("name".into(), Expr::text(name)),
        ("type".into(), schema(kind)),
        ("uri".into(), uri),
        ("metadata".into(), metadata),
    ])
}

/// The type of an artifact.
pub(super) fn schema(kind: Option<&ArtifactTypeSchema>) -> Expr {
    let mut fields = Vec::new();
    if let Some(kind) = kind {
        let named = [
            ("schemaTitle", kind.schema_title.as_deref()),
            ("schemaUri", kind.schema_uri.as_deref()),
            ("instanceSchema", kind.instance_schema.as_deref()),
            ("schemaVersion", Some(kind.schema_version.as_str()).filter(|v| !v.is_empty())),
        ];
        fields
            .extend(named.into_iter().filter_map(|(name, text)| Some((name.to_owned(), Expr::text(text?)))));
    }
    Expr::Map(fields)
}

/// The metadata that every artifact of this output has from the start.
pub(super) fn metadata(spec: &ComponentOutputArtifact) -> Expr {
    let fields = spec.metadata.iter().flat_map(|m| &m.0);
    Expr::Map(fields.map(|(k, v)| (k.clone(), Expr::constant(v))).collect())
}

impl Context<'_> {
    /// The start of all keys of a run.
    pub(super) fn root_key(&self) -> String {
        let prefix = &self.options.store.prefix;
        let uid = if self.whole.is_some() { children::RUN_UID } else { UID };
        if prefix.is_empty() { uid.to_owned() } else { format!("{prefix}/{uid}") }
    }

    /// The same as an expression.
    pub(super) fn root_key_expr(&self) -> Expr {
        let prefix = &self.options.store.prefix;
        let uid = self.run(Variable::WorkflowUid);
        if prefix.is_empty() { uid } else { Expr::concat([Expr::text(format!("{prefix}/")), uid]) }
    }

    /// A key of the run under which nothing is stored.
    pub(super) fn no_key(&self) -> Expr {
        Expr::concat([self.root_key_expr(), Expr::text("/.nothing")])
    }

    /// Whether that output of a component is what a loop inside it collected.
    fn collects_artifact(&self, component: &Facts<'_>, output: &str) -> bool {
        let mut at = (component, output);
        loop {
            let Some((_, iterated, next)) = self.artifact_from(at.0, at.1) else { return false };
            if iterated {
                return true;
            }
            at = next;
        }
    }

    /// Whether that output of a component is, or may be, something that is found by its uri only.
    fn found_by_uri(&self, component: &Facts<'_>, output: &str) -> ByUri {
        let mut open = vec![(component, output)];
        let mut found = ByUri::No;
        while let Some((component, output)) = open.pop() {
            let graph = match &component.body {
                Body::Importer(_) => {
                    found = found.max(ByUri::Imported);
                    continue;
                }
                Body::Container(leaf) if leaf.chosen.uris => return ByUri::Chosen,
                Body::Graph(graph) => graph,
                Body::Container(_) | Body::Unknown => continue,
            };
            let outputs = graph.dag.outputs.as_ref().and_then(|o| o.artifacts.get(output));
            for selector in outputs.iter().flat_map(|o| &o.artifact_selectors) {
                let task = graph.dag.tasks.get(&selector.producer_subtask);
                let Some(task) = task.filter(|t| !looping::is(t)) else { continue };
                let next = super::facts::component_name(task).and_then(|name| self.components.get(name));
                open.extend(next.map(|next| (next, selector.output_artifact_key.as_str())));
            }
        }
        found
    }

    /// The same for a parameter.
    pub(super) fn collects_parameter(&self, component: &str, output: &str) -> bool {
        let mut at = (component, output);
        loop {
            let Some(Body::Graph(graph)) = self.components.get(at.0).map(|f| &f.body) else { return false };
            let outputs = graph.dag.outputs.as_ref().map(|o| &o.parameters);
            let selector = outputs.and_then(|o| o.get(at.1)).and_then(|s| s.value_from_parameter.as_ref());
            let Some(selector) = selector else { return false };
            let Some(task) = graph.dag.tasks.get(&selector.producer_subtask) else { return false };
            if looping::is(task) {
                return true;
            }
            let Some(next) = super::facts::component_name(task) else { return false };
            at = (next, &selector.output_parameter_key);
        }
    }

    /// The key of an output below that of its component, with a slash in front, without indexes and without its own
    /// name: the folder under which all loops store it.
    fn key_below(&self, component: &Facts<'_>, output: &str) -> Option<String> {
        let mut key = String::new();
        let mut at = (component, output);
        while let Some((task, _, next)) = self.artifact_from(at.0, at.1) {
            key = format!("{key}/{task}");
            at = next;
        }
        matches!(at.0.body, Body::Container(_)).then_some(key)
    }

    /// The task of a graph that gives an output artifact, whether it is a loop, and the output of its component.
    fn artifact_from<'s>(
        &'s self,
        component: &Facts<'s>,
        output: &str,
    ) -> Option<(String, bool, (&'s Facts<'s>, &'s str))> {
        let Body::Graph(graph) = &component.body else { return None };
        let selectors = &graph.dag.outputs.as_ref()?.artifacts.get(output)?.artifact_selectors;
        let [selector] = selectors.as_slice() else { return None };
        let position = graph.position(&selector.producer_subtask)?;
        let (_, task) = graph.tasks.get(position)?;
        let name = graph.names.get(position)?.clone();
        let next = self.components.get(super::facts::component_name(task)?)?;
        Some((name, looping::is(task), (next, selector.output_artifact_key.as_str())))
    }
}
