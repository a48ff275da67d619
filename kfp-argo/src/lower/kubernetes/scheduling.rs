//! Where a pod runs: selectors, tolerations, affinity.

use kfp_ir::model::platform::kubernetes::{
    KubernetesExecutorConfig, NodeAffinityTerm, PodAffinityTerm, SelectorRequirement,
    Toleration as IrToleration,
};
use kfp_ir::model::{Struct, Value};
use kfp_ir::path::IrPath;

use super::names::{argument, fixed};
use crate::expr::Expr;
use crate::loss::Report;
use crate::lower::container::plain;
use crate::lower::entry::{Entry, Patch, list};
use crate::lower::instance::Use;
use crate::model::{
    Affinity, LabelSelector, NodeAffinity, NodeSelector, NodeSelectorTerm, PodAffinity, PodTerm,
    PreferredPod, PreferredTerm, Requirement, Template, Toleration,
};

/// Puts what decides about the node into the template, and into the patch what only a run knows.
pub(super) fn lower(
    report: &mut Report,
    config: &KubernetesExecutorConfig,
    use_: &Use,
    template: &mut Template,
    patch: &mut Patch,
    path: &IrPath,
) {
    if let Some(selector) = &config.node_selector {
        template.node_selector = selector.labels.clone();
        match selector.node_selector_json.as_ref().map(|input| setting("nodeSelector", 0, input, use_)) {
            Some(Setting::Known(Value::Struct(labels))) => {
                template.node_selector.extend(labels.0.iter().map(|(k, v)| (k.clone(), plain(v))));
            }
            Some(Setting::Late(entry)) => patch.pod.push(("nodeSelector".to_owned(), entry)),
            Some(Setting::Known(_)) => no_object(report, &path.key("nodeSelector")),
            None => {}
        }
    }
    tolerations(config, use_, template, patch);
    node_affinity(report, config, use_, template, patch, path);
    pod_affinity(config, template);
}

/// A setting that is one JSON value.
enum Setting {
    Known(Value),
    Late(Entry),
}

fn setting(field: &str, i: usize, input: &kfp_ir::model::TaskInputParameter, use_: &Use) -> Setting {
    match fixed(input) {
        Some(Value::String(json)) => {
            Setting::Known(serde_json::from_str::<serde_json::Value>(json).map_or(Value::Null, Value::from))
        }
        Some(value) => Setting::Known(value.clone()),
        None => {
            let argument = argument(field, i);
            let sure = use_.given.contains(&argument);
            let json = Expr::Input(argument);
            let value = json.clone().parsed();
            Setting::Late(if sure { Entry::Always(value) } else { Entry::unless_null(&json, value) })
        }
    }
}

fn no_object(report: &mut Report, path: &IrPath) {
    report.error("AR115", path, "the setting is not a JSON object", "write it as an object");
}

/// A patch replaces the whole list, so all of it is in one place.
fn tolerations(config: &KubernetesExecutorConfig, use_: &Use, template: &mut Template, patch: &mut Patch) {
    let mut known = Vec::new();
    let mut late = Vec::new();
    for (i, toleration) in config.tolerations.iter().enumerate() {
        let Some(input) = &toleration.toleration_json else {
            known.push(fixed_toleration(toleration));
            continue;
        };
        match setting("tolerations", i, input, use_) {
            Setting::Known(Value::List(all)) => known.extend(all.iter().map(json_toleration)),
            Setting::Known(Value::Null) => {}
            Setting::Known(one) => known.push(json_toleration(&one)),
            Setting::Late(_) => {
                let json = Expr::Input(argument("tolerations", i));
                // One toleration, a list of them, or nothing: brackets aside, a list is its items.
                let one = json.clone().parsed();
                let is = |name: &str| Expr::Call("type", vec![one.clone()]).equals(Expr::text(name));
                let list = json.clone();
                let inner = Expr::Call("trimSuffix", vec![trim_prefix(list, "["), Expr::text("]")]);
                let nothing = Expr::choose(is("nil"), Expr::text(""), json);
                late.push(Entry::Maybe(Expr::choose(is("array"), inner, nothing)));
            }
        }
    }
    if late.is_empty() {
        template.tolerations = known;
        return;
    }
    let json = |t: &Toleration| serde_json::to_value(t).map(Value::from).unwrap_or_default();
    let mut all: Vec<Entry> = known.iter().map(|t| Entry::Always(Expr::constant(&json(t)))).collect();
    all.extend(late);
    patch.pod.push(("tolerations".to_owned(), Entry::Always(list(all))));
}

fn trim_prefix(text: Expr, prefix: &str) -> Expr {
    Expr::Call("trimPrefix", vec![text, Expr::text(prefix)])
}

fn node_affinity(
    report: &mut Report,
    config: &KubernetesExecutorConfig,
    use_: &Use,
    template: &mut Template,
    patch: &mut Patch,
    path: &IrPath,
) {
    let mut affinity = NodeAffinity::default();
    let mut whole = Vec::new();
    for (i, term) in config.node_affinity.iter().enumerate() {
        if let Some(input) = &term.node_affinity_json {
            match setting("nodeAffinity", i, input, use_) {
                Setting::Known(Value::Struct(given)) => known(&given, &mut affinity),
                Setting::Known(_) => no_object(report, &path.key("nodeAffinity").index(i)),
                Setting::Late(entry) => whole.push(entry),
            }
            continue;
        }
        let preference = node_term(term);
        match term.weight {
            Some(weight) => affinity.preferred.push(PreferredTerm { weight, preference }),
            None => {
                affinity
                    .required
                    .get_or_insert_with(NodeSelector::default)
                    .node_selector_terms
                    .push(preference);
            }
        }
    }
    if whole.len() > 1 || (!whole.is_empty() && affinity != NodeAffinity::default()) {
        let message = "a node affinity as one JSON value beside another one cannot be put together";
        let help = "give one JSON value, or all expressions one by one";
        report.error("AR115", path.key("nodeAffinity"), message, help);
        return;
    }
    if let Some(entry) = whole.pop() {
        let nodes = crate::lower::entry::object(vec![("nodeAffinity", entry)]);
        patch.pod.push(("affinity".to_owned(), Entry::Always(nodes)));
    }
    if affinity != NodeAffinity::default() {
        template.affinity.get_or_insert_default().node_affinity = Some(affinity);
    }
}

/// A node affinity in its JSON form.
fn known(given: &Struct, affinity: &mut NodeAffinity) {
    let required = fields(given.0.get("requiredDuringSchedulingIgnoredDuringExecution"));
    for term in items(required.and_then(|r| r.0.get("nodeSelectorTerms"))) {
        affinity.required.get_or_insert_with(NodeSelector::default).node_selector_terms.push(json_term(term));
    }
    for term in items(given.0.get("preferredDuringSchedulingIgnoredDuringExecution")) {
        let term = fields(Some(term));
        let weight = term.and_then(|t| number(t.0.get("weight"))).unwrap_or_default();
        let preference = term.and_then(|t| t.0.get("preference")).map(json_term).unwrap_or_default();
        affinity
            .preferred
            .push(PreferredTerm { weight: i32::try_from(weight).unwrap_or_default(), preference });
    }
}

fn fields(value: Option<&Value>) -> Option<&Struct> {
    if let Some(Value::Struct(fields)) = value { Some(fields) } else { None }
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let items = if let Some(Value::List(items)) = value { items.as_slice() } else { &[] };
    items.iter()
}

#[expect(clippy::cast_possible_truncation, reason = "weights and seconds are whole numbers")]
fn number(value: Option<&Value>) -> Option<i64> {
    if let Some(Value::Number(number)) = value { Some(*number as i64) } else { None }
}

fn json_term(term: &Value) -> NodeSelectorTerm {
    let all = |key: &str| {
        let requirement = |given: &Value| {
            let given = fields(Some(given));
            let text = |key: &str| given.and_then(|g| g.0.get(key)).map(plain).unwrap_or_default();
            let values = items(given.and_then(|g| g.0.get("values"))).map(plain).collect();
            Requirement { key: text("key"), operator: text("operator"), values }
        };
        items(fields(Some(term)).and_then(|t| t.0.get(key))).map(requirement).collect()
    };
    NodeSelectorTerm { match_expressions: all("matchExpressions"), match_fields: all("matchFields") }
}

fn pod_affinity(config: &KubernetesExecutorConfig, template: &mut Template) {
    let mut near = PodAffinity::default();
    let mut apart = PodAffinity::default();
    for term in &config.pod_affinity {
        let side = if term.anti == Some(true) { &mut apart } else { &mut near };
        let pods = pod_term(term);
        match term.weight {
            Some(weight) => side.preferred.push(PreferredPod { weight, pod_affinity_term: pods }),
            None => side.required.push(pods),
        }
    }
    for (side, is_near) in [(near, true), (apart, false)] {
        if side != PodAffinity::default() {
            let affinity: &mut Affinity = template.affinity.get_or_insert_default();
            let field = if is_near { &mut affinity.pod_affinity } else { &mut affinity.pod_anti_affinity };
            *field = Some(side);
        }
    }
}

fn requirements(all: &[SelectorRequirement]) -> Vec<Requirement> {
    let one = |r: &SelectorRequirement| Requirement {
        key: r.key.clone(),
        operator: r.operator.clone(),
        values: r.values.clone(),
    };
    all.iter().map(one).collect()
}

fn pod_term(term: &PodAffinityTerm) -> PodTerm {
    let selector = |labels: &std::collections::BTreeMap<String, String>,
                    expressions: &[SelectorRequirement]| {
        let selector =
            LabelSelector { match_labels: labels.clone(), match_expressions: requirements(expressions) };
        (selector != LabelSelector::default()).then_some(selector)
    };
    PodTerm {
        label_selector: selector(&term.match_pod_labels, &term.match_pod_expressions),
        namespaces: term.namespaces.clone(),
        namespace_selector: selector(&term.match_namespace_labels, &term.match_namespace_expressions),
        topology_key: term.topology_key.clone(),
    }
}

fn fixed_toleration(toleration: &IrToleration) -> Toleration {
    Toleration {
        key: toleration.key.clone(),
        operator: toleration.operator.clone(),
        value: toleration.value.clone(),
        effect: toleration.effect.clone(),
        toleration_seconds: toleration.toleration_seconds,
    }
}

fn json_toleration(value: &Value) -> Toleration {
    let Value::Struct(fields) = value else { return Toleration::default() };
    let text = |key: &str| fields.0.get(key).map(plain).unwrap_or_default();
    Toleration {
        key: text("key"),
        operator: text("operator"),
        value: text("value"),
        effect: text("effect"),
        toleration_seconds: number(fields.0.get("tolerationSeconds")),
    }
}

fn node_term(term: &NodeAffinityTerm) -> NodeSelectorTerm {
    NodeSelectorTerm {
        match_expressions: requirements(&term.match_expressions),
        match_fields: requirements(&term.match_fields),
    }
}
