//! Which nodes a pod runs on: selectors, tolerations, affinity. What only a run knows is a patch of the pod.

use kfp_ir::model::platform::kubernetes::{
    KubernetesExecutorConfig, NodeAffinityTerm, SelectorRequirement, Toleration as IrToleration,
};
use kfp_ir::model::{Struct, TaskInputParameter, Value};
use kfp_ir::path::IrPath;

use crate::expr::Expr;
use crate::loss::Report;
use crate::lower::container::plain;
use crate::lower::kubernetes::{argument, fixed};
use crate::model::{
    Affinity, NodeAffinity, NodeSelector, NodeSelectorTerm, PreferredTerm, Requirement, Template, Toleration,
};
use crate::text;

/// A setting that is given as JSON.
enum Json {
    Fixed(Value),
    /// Only a run knows it.
    Late(Expr),
}

/// Sets where the pod runs. `patch` collects the parts of its specification that a run decides.
pub(super) fn lower(
    report: &mut Report,
    config: &KubernetesExecutorConfig,
    template: &mut Template,
    patch: &mut Vec<(String, Expr)>,
    path: &IrPath,
) {
    if let Some(selector) = &config.node_selector {
        template.node_selector = selector.labels.clone();
        match selector.node_selector_json.as_ref().map(|json| read(json, "nodeSelector", 0)) {
            Some(Json::Fixed(Value::Struct(labels))) => {
                template.node_selector.extend(labels.0.iter().map(|(k, v)| (k.clone(), plain(v))));
            }
            Some(Json::Fixed(_)) => {
                let path = path.key("nodeSelector").key("nodeSelectorJson");
                not_an_object(report, &path, "node selector");
            }
            // Kubernetes merges it with the labels that are known.
            Some(Json::Late(labels)) => patch.push(("nodeSelector".into(), labels)),
            None => {}
        }
    }
    tolerations(report, config, template, patch, &path.key("tolerations"));
    affinity(report, config, template, patch, &path.key("nodeAffinity"));
}

fn read(input: &TaskInputParameter, field: &str, i: usize) -> Json {
    match fixed(input) {
        Some(Value::String(json)) => {
            Json::Fixed(serde_json::from_str(json).map_or(Value::Null, |json| text::value(&json)))
        }
        Some(value) => Json::Fixed(value.clone()),
        None => Json::Late(Expr::Input(argument(field, i)).parsed()),
    }
}

fn not_an_object(report: &mut Report, path: &IrPath, what: &str) {
    report.error(
        "AR115",
        path,
        format!("the {what} is not a JSON object"),
        "write an object as Kubernetes has it",
    );
}

/// A patch replaces the whole list, so one that a run decides has to be the only one.
fn alone(report: &mut Report, path: &IrPath, count: usize, what: &str) {
    if count > 1 {
        let message = format!("a {what} of the run replaces the other {count} of the task");
        report.error("AR115", path, message, "give all of them in one value");
    }
}

fn tolerations(
    report: &mut Report,
    config: &KubernetesExecutorConfig,
    template: &mut Template,
    patch: &mut Vec<(String, Expr)>,
    path: &IrPath,
) {
    for (i, toleration) in config.tolerations.iter().enumerate() {
        let Some(json) = &toleration.toleration_json else {
            template.tolerations.push(fixed_toleration(toleration));
            continue;
        };
        let path = path.index(i).key("tolerationJson");
        match read(json, "tolerations", i) {
            Json::Fixed(Value::List(all)) => template.tolerations.extend(all.iter().map(json_toleration)),
            Json::Fixed(one @ Value::Struct(_)) => template.tolerations.push(json_toleration(&one)),
            Json::Fixed(_) => not_an_object(report, &path, "toleration"),
            Json::Late(value) => {
                alone(report, &path, config.tolerations.len(), "toleration");
                let is_list = Expr::Call("type", vec![value.clone()]).equals(Expr::text("array"));
                let list = Expr::choose(is_list, value.clone(), Expr::List(vec![value]));
                patch.push(("tolerations".into(), list));
            }
        }
    }
}

fn affinity(
    report: &mut Report,
    config: &KubernetesExecutorConfig,
    template: &mut Template,
    patch: &mut Vec<(String, Expr)>,
    path: &IrPath,
) {
    let mut affinity = NodeAffinity::default();
    let mut require = |term| {
        affinity.required.get_or_insert_with(NodeSelector::default).node_selector_terms.push(term);
    };
    let mut preferred = Vec::new();
    for (i, term) in config.node_affinity.iter().enumerate() {
        let Some(json) = &term.node_affinity_json else {
            let preference = node_term(term);
            match term.weight {
                Some(weight) => preferred.push(PreferredTerm { weight, preference }),
                None => require(preference),
            }
            continue;
        };
        let path = path.index(i).key("nodeAffinityJson");
        match read(json, "nodeAffinity", i) {
            Json::Fixed(Value::Struct(given)) => {
                let required = fields(given.0.get("requiredDuringSchedulingIgnoredDuringExecution"));
                list(required.and_then(|r| r.0.get("nodeSelectorTerms")))
                    .map(json_term)
                    .for_each(&mut require);
                for given in list(given.0.get("preferredDuringSchedulingIgnoredDuringExecution")) {
                    let given = fields(Some(given));
                    let weight = given.and_then(|g| number(g.0.get("weight"))).unwrap_or_default();
                    let preference = given.and_then(|g| g.0.get("preference"));
                    preferred.push(PreferredTerm {
                        weight: i32::try_from(weight).unwrap_or_default(),
                        preference: preference.map(json_term).unwrap_or_default(),
                    });
                }
            }
            Json::Fixed(_) => not_an_object(report, &path, "node affinity"),
            Json::Late(value) => {
                alone(report, &path, config.node_affinity.len(), "node affinity");
                patch.push(("affinity".into(), Expr::Map(vec![("nodeAffinity".into(), value)])));
            }
        }
    }
    affinity.preferred = preferred;
    if affinity != NodeAffinity::default() {
        template.affinity = Some(Affinity { node_affinity: Some(affinity) });
    }
}

fn fields(value: Option<&Value>) -> Option<&Struct> {
    if let Some(Value::Struct(fields)) = value { Some(fields) } else { None }
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
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
            let values = list(given.and_then(|g| g.0.get("values"))).map(plain).collect();
            Requirement { key: text("key"), operator: text("operator"), values }
        };
        list(fields(Some(term)).and_then(|t| t.0.get(key))).map(requirement).collect()
    };
    NodeSelectorTerm { match_expressions: all("matchExpressions"), match_fields: all("matchFields") }
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
    let all = |requirements: &[SelectorRequirement]| {
        let one = |r: &SelectorRequirement| Requirement {
            key: r.key.clone(),
            operator: r.operator.clone(),
            values: r.values.clone(),
        };
        requirements.iter().map(one).collect()
    };
    NodeSelectorTerm {
        match_expressions: all(&term.match_expressions),
        match_fields: all(&term.match_fields),
    }
}
