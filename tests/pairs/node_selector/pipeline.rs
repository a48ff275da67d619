//! Nodes by their labels, one by one and as JSON.

use kfp_dsl::kubernetes::NodeSelector;
use kfp_dsl::prelude::*;
use serde_json::json;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn node_selector(p: &mut Scope) {
    p.task(work().text("a"))
        .kubernetes(NodeSelector::label("disk", "ssd").and_label("topology.kubernetes.io/zone", "a"));
    p.task(work().text("c")).kubernetes(NodeSelector::json(json!({ "pool": "gpu" })));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(node_selector)
}
