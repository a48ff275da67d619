//! Node selectors, tolerations and affinities as JSON, known now and from the run.

use std::collections::BTreeMap;

use kfp_dsl::kubernetes::{NodeAffinity, NodeSelector, Toleration};
use kfp_dsl::prelude::*;
use serde_json::json;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn json_settings(
    p: &mut Scope,
    memory: Value<String>,
    labels: Value<BTreeMap<String, String>>,
    tolerations: Value<Vec<serde_json::Value>>,
    toleration: Value<BTreeMap<String, String>>,
    affinity: Value<BTreeMap<String, serde_json::Value>>,
) {
    p.task(work().text("a"))
        .memory_limit(memory)
        .kubernetes(NodeSelector::json(labels))
        .kubernetes(Toleration::list(tolerations))
        .kubernetes(NodeAffinity::json(affinity));
    p.task(work().text("b")).kubernetes(Toleration::json(toleration));
    p.task(work().text("c")).kubernetes(NodeAffinity::json(json!({
        "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{ "matchExpressions": [{ "key": "gpu", "operator": "Exists" }] }],
        },
        "preferredDuringSchedulingIgnoredDuringExecution": [{
            "weight": 5,
            "preference": {
                "matchFields": [{ "key": "metadata.name", "operator": "In", "values": ["node-1"] }],
            },
        }],
    })));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(json_settings)
}
