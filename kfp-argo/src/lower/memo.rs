//! Memoization: what an earlier run has made, in place of a pod.
//!
//! The key is a hash of all that decides what a pod makes: what the component does ([`digest::component`]), the store, the
//! author's `cacheKey`, and the JSON texts of all inputs, with uri and metadata of artifacts. Texts of a run enter a hash and
//! nothing else, so none of them can break the key or be read as a tag.
//!
//! Artifacts stay under the key of the run that made them. So a memoized template tells where that is, as the output
//! [`DIR`], and readers take uris from there, in the run that made them and in all that follow.

use std::collections::BTreeSet;
use std::time::Duration;

use kfp_ir::digest;
use kfp_ir::model::PipelineTaskSpec;
use kfp_ir::path::{At, IrPath};
use kfp_ir::target::WORKSPACE_PATH;

use crate::expr::{Expr, Variable};
use crate::lower::Context;
use crate::lower::facts::{Body, Facts};
use crate::lower::graph::Scope;
use crate::lower::leaf::Leaf;
use crate::lower::plan::{Plan, Task};
use crate::lower::ports::DIR;
use crate::lower::source::{ArtifactSource, Carried};
use crate::model::{Artifact, Cache, LocalObjectReference, Memoize, Parameter, Template};
use crate::names;

/// The author's cache key of a task whose results are kept, empty where there is none; `None` for a task that runs every time.
pub(super) fn key_of(
    cx: &mut Context<'_>,
    scope: &Scope<'_>,
    task: &PipelineTaskSpec,
    name: &str,
    child: &Facts<'_>,
    arguments: &[(String, Carried)],
    path: &At<'_>,
) -> Option<String> {
    let Body::Container(leaf) = &child.body else { return None };
    let own = task.caching_options.as_ref().filter(|options| options.enable_cache);
    let key = match own {
        Some(options) => options.cache_key.clone(),
        // The task in the graph around a component that is looped over says nothing itself.
        None => scope.use_.memo.clone()?,
    };
    cx.options.memoize.as_ref()?;
    let reason = if leaf.instead.is_some() {
        Some("no container runs for it".to_owned())
    } else if child.stores && scope.collected(name) {
        Some("a loop collects its files in one folder".to_owned())
    } else {
        let uncounted = uncounted(cx, child, leaf);
        let counted = arguments.iter().filter(|(argument, _)| !uncounted.contains(argument));
        let bound = counted.into_iter().find(|(_, given)| is_of_the_run(given));
        bound.map(|(argument, _)| format!("`{argument}` is another one in each run"))
    };
    match reason {
        None => {
            cx.memoized += 1;
            Some(key)
        }
        Some(reason) => {
            cx.runs_again += 1;
            let message = format!("the task runs every time, with the same result: {reason}");
            cx.report.differs("AR201", path, message, "");
            None
        }
    }
}

/// Whether a value differs from run to run whatever the tasks before have made.
fn is_of_the_run(value: &Carried) -> bool {
    match value {
        Carried::Text(text) => text.contains("{{workflow.") || text.contains(WORKSPACE_PATH),
        Carried::Tag(expr) => expr.any(&|part| match part {
            Expr::Variable(variable) => *variable != Variable::LoopIndex,
            Expr::Input(input) => input == DIR,
            Expr::Text(text) => text.contains(WORKSPACE_PATH),
            _ => false,
        }),
    }
}

/// Lets the template take the result of an earlier pod.
pub(super) fn lower(
    cx: &mut Context<'_>,
    facts: &Facts<'_>,
    leaf: &Leaf<'_>,
    cache_key: &str,
    template: &mut Template,
) {
    let Some(options) = &cx.options.memoize else { return };
    if facts.stores {
        let dir = Some(format!("{{{{inputs.parameters.{DIR}}}}}"));
        template.outputs.parameters.push(Parameter { value: dir, ..Parameter::named(DIR) });
    }
    let store = &cx.options.store;
    let repository = store.repository.as_ref().map(|(map, key)| format!("{map}/{key}"));
    let known = [
        digest::component(facts.spec, leaf.container, cx.kubernetes.of(leaf.label)).to_string(),
        cache_key.to_owned(),
        store.uri(""),
        repository.unwrap_or_default(),
    ];
    let uncounted = uncounted(cx, facts, leaf);
    let inputs = template.inputs.parameters.iter().map(|parameter| &parameter.name);
    let given =
        inputs.filter(|name| *name != DIR && !uncounted.contains(name)).map(|name| Expr::Input(name.clone()));
    let all = Expr::List(known.map(Expr::text).into_iter().chain(given).collect());
    let hash = Expr::Call("sprig.sha256sum", vec![all.json()]);
    let shard = match options.shards.digits() {
        0 => String::new(),
        n => format!("-{}", Expr::Call("sprig.trunc", vec![Expr::Number(n.into()), hash.clone()]).tag()),
    };
    template.memoize = Some(Box::new(Memoize {
        key: hash.tag(),
        max_age: max_age(cx, options, leaf).map(|age| format!("{}s", age.as_secs())).unwrap_or_default(),
        cache: Cache {
            config_map: LocalObjectReference {
                name: format!("{}-{{{{workflow.namespace}}}}{shard}", options.cache),
            },
        },
    }));
}

/// The names in the template of inputs that do not decide about the result, as the author says.
fn uncounted<'f>(cx: &Context<'_>, facts: &'f Facts<'_>, leaf: &Leaf<'_>) -> BTreeSet<&'f String> {
    let settings = cx.components.argo(leaf.label);
    let inputs = facts.inputs.parameters.iter().chain(&facts.inputs.records);
    let chosen = inputs.filter(|(name, _)| settings.is_some_and(|argo| argo.is_uncounted(name)));
    chosen.map(|(_, name)| name).collect()
}

/// How old a result may be: as the author says of the task, or less, as whoever lowers it says of all.
fn max_age(cx: &Context<'_>, options: &crate::Memoize, leaf: &Leaf<'_>) -> Option<Duration> {
    let cache = cx.components.argo(leaf.label).and_then(|argo| argo.cache.as_ref());
    let own =
        cache.and_then(|cache| u64::try_from(cache.max_age_seconds).ok()).filter(|seconds| *seconds > 0);
    own.map(Duration::from_secs).into_iter().chain(options.max_age).min()
}

/// The name of the only task of a graph around a container that is started again when it fails.
const ATTEMPTS: &str = "attempts";

/// A graph around a memoized container with several attempts, to be memoized in its place.
///
/// Argo takes the tasks behind a node of attempts for attempts when an earlier result stands in for it, and never ends the
/// graph (4.0.5, `getRetryNodeChildrenIds`).
pub(super) fn around(cx: &mut Context<'_>, leaf: &mut Template) -> Option<Plan> {
    leaf.retry_strategy.as_ref()?;
    let memoize = Some(leaf.memoize.take()?);
    let inner = cx.instances.reserve(&format!("{}-{ATTEMPTS}", leaf.name));
    let name = std::mem::replace(&mut leaf.name, inner.clone());
    let names = |parameters: &[Parameter]| parameters.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
    let passed = |artifact: &&Artifact| artifact.raw.is_none();
    let files =
        |artifacts: &[Artifact]| artifacts.iter().filter(passed).map(|a| a.name.clone()).collect::<Vec<_>>();
    let (parameters, artifacts) = (names(&leaf.inputs.parameters), files(&leaf.inputs.artifacts));
    let (values, made) = (names(&leaf.outputs.parameters), files(&leaf.outputs.artifacts));
    let given = |name: &String| (name.clone(), Carried::Tag(Expr::Input(name.clone())));
    let output = |name: String| (name.clone(), Expr::Output { task: ATTEMPTS.to_owned(), parameter: name });
    let file =
        |name: String| (name.clone(), ArtifactSource::Task { task: ATTEMPTS.to_owned(), artifact: name });
    let task = Task {
        name: ATTEMPTS.to_owned(),
        template: inner,
        parameters: parameters.iter().map(given).collect(),
        artifacts: artifacts.iter().map(|name| (name.clone(), ArtifactSource::Input(name.clone()))).collect(),
        ..Task::default()
    };
    Some(Plan {
        name,
        parameters,
        artifacts,
        memoize,
        tasks: vec![task],
        outputs: values.into_iter().map(output).collect(),
        artifact_outputs: made.into_iter().map(file).collect(),
        ..Plan::default()
    })
}

/// Checks the options, and says what to know about the store of results.
pub(super) fn report(cx: &mut Context<'_>) {
    let Some(options) = cx.options.memoize.as_ref() else { return };
    let sound = names::object(&options.cache, 100);
    if sound != options.cache {
        let message = format!("`{}` is no name for config maps", options.cache);
        let help = format!("choose `{sound}`: lower-case letters, digits and hyphens, at most 100");
        cx.report.error("AR120", IrPath::default(), message, &help);
    }
    if options.max_age.is_some_and(|age| age.as_secs() == 0) {
        let help = "allow a second at least, or any age";
        cx.report.error("AR120", IrPath::default(), "no result is younger than no time at all", help);
    }
    if cx.memoized > 0 {
        let maps = options.shards.name();
        let message = format!(
            "results of earlier runs are taken from {maps} config map{} of 1 MiB: a task whose result finds no room fails",
            if maps == "1" { "" } else { "s" }
        );
        let help = "delete old ones (`kubectl delete configmap -l workflows.argoproj.io/configmap-type=Cache`), or let the controller do it (`CACHE_GC_PERIOD`)";
        cx.report.differs("AR219", IrPath::new(["root"]), message, help);
    }
}
