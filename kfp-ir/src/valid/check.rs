//! The whole check, and what it learns on the way: the order of tasks.

use std::collections::BTreeMap;

use crate::graph;
use crate::model::{ComponentSpec, Document};
use crate::path::{At, IrPath, Step};
use crate::target::Target;
use crate::valid::context::Context;
use crate::valid::{
    Checked, DagInfo, Info, Severity, component, executor, pipeline, platform, rules, sharing, size,
};

/// Finds everything that is wrong with a document for an engine.
///
/// The findings are in document order. Back ends need the [`Info`], which is there only without errors.
///
/// ```
/// use kfp_ir::target::Target;
/// use kfp_ir::{Document, valid};
///
/// let checked = valid::check(&Document::default(), &Target::Kfp217);
/// assert!(checked.info.is_none());
/// let codes: Vec<&str> = checked.findings.iter().map(|f| f.code).collect();
/// assert_eq!(codes, ["IR102", "IR100", "IR101"]);
/// ```
pub fn check(document: &Document, target: &Target) -> Checked {
    let mut cx = Context::new(document, *target);
    pipeline::check(&mut cx);
    let top = At::default();
    let at = top.key("components");
    for (name, component) in &cx.pipeline.components {
        component::check(&mut cx, &at.key(name), name, component);
    }
    executor::check(&mut cx);
    platform::check(&mut cx);
    sharing::check(&mut cx);
    size::check(&mut cx);
    let info = info(&mut cx);
    let mut findings = cx.findings;
    // The platform settings are the second document of a file; everything else is written in the order of its keys.
    let second = |path: &IrPath| matches!(path.0.first(), Some(Step::Key(key)) if key == "platforms");
    findings.sort_by_cached_key(|f| (second(&f.path), f.path.clone(), f.code, f.message.clone()));
    findings.dedup();
    let failed = findings.iter().any(|f| f.severity == Severity::Error);
    Checked { info: (!failed).then_some(info), findings }
}

/// The order of all tasks; circles become findings.
fn info(cx: &mut Context<'_>) -> Info {
    let top = At::default();
    let components_at = top.key("components");
    if let Err(cycles) = graph::order(&graph::components(cx.pipeline)) {
        for cycle in cycles {
            let first = cycle.0.first().map_or("", String::as_str);
            let message = format!("components contain each other: {cycle}");
            cx.report(rules::COMPONENT_CYCLE, &components_at.key(first), message, None);
        }
    }
    let mut info = Info::default();
    if let Some(root) = &cx.pipeline.root {
        info.root = order(cx, &top.key("root"), root).unwrap_or_default();
    }
    let components = &cx.pipeline.components;
    let orders = components
        .iter()
        .filter_map(|(name, c)| Some((name.clone(), order(cx, &components_at.key(name), c)?)));
    info.components = orders.collect::<BTreeMap<_, _>>();
    info
}

fn order(cx: &mut Context<'_>, at: &At<'_>, component: &ComponentSpec) -> Option<DagInfo> {
    match graph::analyse(component.dag.as_ref()?) {
        Ok(info) => Some(info),
        Err(cycles) => {
            let dag = at.key("dag");
            let at = dag.key("tasks");
            for cycle in cycles {
                let first = cycle.0.first().map_or("", String::as_str);
                let message = format!("tasks wait for each other: {cycle}");
                let help = "each waits for the one before it; leave one of these dependencies out".to_owned();
                cx.report(rules::TASK_CYCLE, &at.key(first), message, Some(help));
            }
            None
        }
    }
}
