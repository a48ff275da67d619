//! From planned templates to objects: cut what is too large, merge what is equal, check the limits.

use std::collections::{BTreeMap, HashMap};

use kfp_ir::path::IrPath;

use crate::fit;
use crate::lower::equal::Firsts;
use crate::lower::plan::{Plan, Planned, Task};
use crate::lower::stats::{PodCount, Stats};
use crate::lower::{Context, Finished, alike, children, object, print, stats};
use crate::model::{Arguments, LifecycleHook, Manifest, Template};
use crate::size::bytes;

/// The objects, or errors in the report.
pub(super) fn finish(
    cx: &mut Context<'_>,
    entrypoint: &str,
    arguments: Arguments,
    planned: Vec<Planned>,
) -> Option<Finished> {
    let mut fitted = Vec::with_capacity(planned.len());
    for template in planned {
        match template {
            Planned::Graph(plan) => {
                let parts = cut(cx, plan)?;
                fitted.extend(parts.into_iter().map(Planned::Graph));
            }
            leaf => fitted.push(leaf),
        }
    }
    let hooked: Vec<String> = cx.run_hooks.values().map(|hook| hook.template.clone()).collect();
    let order = users_last(&fitted, entrypoint, &hooked);
    let in_order: Vec<&Planned> = order.iter().filter_map(|i| fitted.get(*i)).collect();
    let pods = stats::pods(&in_order);
    check_depth(cx, &in_order);
    let scheme = cx.options.store.scheme;
    let root = fitted.iter().find_map(|template| match template {
        Planned::Graph(plan) if plan.name == entrypoint => Some(plan.clone()),
        _ => None,
    });
    let printed: Vec<Template> = fitted
        .into_iter()
        .map(|template| match template {
            Planned::Graph(plan) => print::graph(plan, scheme),
            Planned::Leaf(leaf) => *leaf,
        })
        .collect();
    let templates = merged(printed, &order, &mut cx.run_hooks);
    let templates = alike::merge(templates, &mut cx.run_hooks, cx.options.limits.templates);
    let count = templates.len();
    let tasks = templates.iter().filter_map(|t| t.dag.as_ref()).map(|d| d.tasks.len()).sum();
    check_templates(cx, &templates);
    let limit = cx.options.limits.bytes;
    let size = |manifests: &[Manifest]| manifests.iter().map(bytes).max().unwrap_or_default();
    let stats = |pods, bytes| Stats { templates: count, tasks, pods, bytes };
    let Some(whole) = cx.whole else {
        let manifests = object::manifests(cx, entrypoint, arguments, templates);
        let bytes = size(&manifests);
        return Some(match bytes > limit {
            true => Finished::TooLarge(bytes),
            false => Finished::Objects(manifests, stats(pods, bytes)),
        });
    };
    if let Some((manifests, children)) =
        root.and_then(|root| children::split(cx, root, &arguments, &templates))
        && size(&manifests) <= limit
    {
        let pods = PodCount { fixed: pods.fixed + children as u64, ..pods };
        let bytes = size(&manifests);
        return Some(Finished::Objects(manifests, stats(pods, bytes)));
    }
    cx.report.error(
        "AR117",
        IrPath::default(),
        format!(
            "the workflow has {whole} bytes, {} more than the {limit} that fit into a cluster",
            whole - limit
        ),
        "use loops for what repeats, or run parts of it as pipelines of their own",
    );
    None
}

fn cut(cx: &mut Context<'_>, plan: Plan) -> Option<Vec<Plan>> {
    let limit = cx.options.limits.tasks;
    if plan.tasks.len() <= limit {
        return Some(vec![plan]);
    }
    let (path, number) = (plan.path.key("dag").key("tasks"), plan.tasks.len());
    let instances = &mut cx.instances;
    match fit::cut(plan, limit, &mut |base| instances.reserve(base)) {
        Ok(parts) => {
            if parts.len() > 1 {
                cx.report.differs(
                    "AR204",
                    &path,
                    format!(
                        "{number} tasks are cut into {} graphs, since Argo takes {limit} in one: a part starts when all parts that it needs are over",
                        parts.len() - 1
                    ),
                    "nest pipelines where the pipeline has natural parts",
                );
            }
            Some(parts)
        }
        Err(reason) => {
            let message = format!("{number} tasks are more than the {limit} that Argo takes, and {reason}");
            cx.report.error("AR119", &path, message, "move some of them into a pipeline of their own");
            None
        }
    }
}

/// The positions of all templates that the entrypoint needs, each behind those that it uses.
fn users_last(templates: &[Planned], entrypoint: &str, hooked: &[String]) -> Vec<usize> {
    let named = templates.iter().enumerate().map(|(i, template)| match template {
        Planned::Graph(plan) => (plan.name.as_str(), i),
        Planned::Leaf(leaf) => (leaf.name.as_str(), i),
    });
    let positions: HashMap<&str, usize> = named.collect();
    let uses = |i: usize| -> Vec<usize> {
        match templates.get(i) {
            Some(Planned::Graph(plan)) => plan
                .tasks
                .iter()
                .flat_map(Task::templates)
                .filter_map(|t| positions.get(t).copied())
                .collect(),
            _ => Vec::new(),
        }
    };
    let mut order = Vec::with_capacity(templates.len());
    let mut seen = vec![false; templates.len()];
    let roots = std::iter::once(entrypoint).chain(hooked.iter().map(String::as_str));
    let mut open: Vec<(usize, bool)> =
        roots.filter_map(|root| positions.get(root)).map(|i| (*i, false)).collect();
    while let Some((i, done)) = open.pop() {
        if done {
            order.push(i);
            continue;
        }
        match seen.get_mut(i) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        open.push((i, true));
        let mut used = uses(i);
        used.dedup();
        open.extend(used.into_iter().rev().map(|u| (u, false)));
    }
    order
}

/// The templates without repetitions, in their first order. Of equal ones the first name stays.
fn merged(
    mut templates: Vec<Template>,
    order: &[usize],
    hooks: &mut BTreeMap<String, LifecycleHook>,
) -> Vec<Template> {
    // The names are set aside: templates that differ in nothing else are equal.
    let mut names: Vec<String> = templates.iter_mut().map(|t| std::mem::take(&mut t.name)).collect();
    // From the name of each template to the first one that is equal, known for all used templates before their users.
    let mut same_as: HashMap<String, usize> = HashMap::new();
    let mut firsts = Firsts::default();
    // Of each group of equal templates the first in order, and the first of all.
    let mut best: Vec<Option<usize>> = vec![None; templates.len()];
    for &i in order {
        let Some(template) = templates.get_mut(i) else { continue };
        redirect(template, |name| same_as.get(name).and_then(|first| names.get(*first)));
        let Some(template) = templates.get(i) else { continue };
        let first = firsts.of(template, i, |first| templates.get(first));
        if let Some(best) = best.get_mut(first) {
            *best = Some(best.map_or(i, |best| best.min(i)));
        }
        if let Some(name) = names.get(i) {
            same_as.insert(name.clone(), first);
        }
    }
    let chosen = |name: &str| names.get((*best.get(*same_as.get(name)?)?)?);
    let mut keep: Vec<usize> = best.iter().copied().flatten().collect();
    keep.sort_unstable();
    for i in &keep {
        if let Some(template) = templates.get_mut(*i) {
            redirect(template, chosen);
        }
    }
    for hook in hooks.values_mut() {
        if let Some(name) = chosen(&hook.template) {
            hook.template.clone_from(name);
        }
    }
    let mut kept = Vec::with_capacity(keep.len());
    for i in keep {
        let (Some(template), Some(name)) = (templates.get_mut(i), names.get_mut(i)) else { continue };
        kept.push(Template { name: std::mem::take(name), ..std::mem::take(template) });
    }
    kept
}

fn redirect<'n>(template: &mut Template, name_for: impl Fn(&str) -> Option<&'n String>) {
    for task in template.dag.iter_mut().flat_map(|d| &mut d.tasks) {
        let hooks = task.hooks.values_mut().map(|hook| &mut hook.template);
        for template in std::iter::once(&mut task.template).chain(hooks) {
            if let Some(name) = name_for(template).filter(|name| *name != template) {
                template.clone_from(name);
            }
        }
    }
}

/// Argo stops a workflow whose templates call each other more deeply.
const DEEPEST: usize = 100;

/// Checks how deeply templates call each other; each stands behind those that it uses.
fn check_depth(cx: &mut Context<'_>, in_order: &[&Planned]) {
    let mut depths: HashMap<&str, usize> = HashMap::new();
    let mut deepest = 0;
    for template in in_order {
        let (name, depth) = match template {
            Planned::Leaf(leaf) => (leaf.name.as_str(), 1),
            Planned::Graph(plan) => {
                let inner = plan.tasks.iter().flat_map(Task::templates).filter_map(|t| depths.get(t)).max();
                (plan.name.as_str(), 1 + inner.copied().unwrap_or(0))
            }
        };
        depths.insert(name, depth);
        deepest = deepest.max(depth);
    }
    if deepest > DEEPEST {
        cx.report.error(
            "AR121",
            IrPath::new(["components"]),
            format!("graphs are nested {deepest} deep, and Argo stops at {DEEPEST}"),
            "nest pipelines, loops and branches less deeply; a loop counts twice",
        );
    }
}

fn check_templates(cx: &mut Context<'_>, templates: &[Template]) {
    let limits = cx.options.limits;
    if templates.len() > limits.templates {
        cx.report.error(
            "AR116",
            IrPath::new(["components"]),
            format!("the workflow needs {} different templates, and Argo takes {}", templates.len(), limits.templates),
            "let tasks share components, and pass what differs as inputs; a cluster with the minimal resource definitions has no limit (`Limits::templates`)",
        );
    }
    for template in templates {
        let inputs = template.inputs.parameters.len();
        if inputs > limits.parameters {
            cx.report.error(
                "AR118",
                IrPath::new(["components"]),
                format!(
                    "the template `{}` has {inputs} inputs, and Argo takes {}",
                    template.name, limits.parameters
                ),
                "pass them as one map",
            );
        }
    }
}
