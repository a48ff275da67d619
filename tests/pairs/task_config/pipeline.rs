//! A component that receives the settings of its task.

use kfp_dsl::TaskConfigPassthrough as Pass;
use kfp_dsl::kubernetes::{NodeAffinity, NodeSelector, PvcMount, Requirement, Toleration};
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[component(
    image = "ghcr.io/acme/pairs:1",
    task_config = [
        Pass::resources(),
        Pass::env().applied(),
        Pass::tolerations(),
        Pass::node_selector(),
        Pass::affinity(),
        Pass::volumes().applied(),
    ],
)]
fn launch(nodes: i64, config: TaskConfig) -> Result<()> {
    println!("{nodes} {config:?}");
    Ok(())
}

#[pipeline]
fn task_config(p: &mut Scope) {
    p.task(launch().nodes(2))
        .cpu_limit("4")
        .memory_request("8Gi")
        .env("EPOCHS", "3")
        .kubernetes(NodeSelector::label("pool", "gpu"))
        .kubernetes(Toleration::exists("gpu"))
        .kubernetes(NodeAffinity::required([Requirement::exists("gpu")]))
        .kubernetes(PvcMount::new("data", "/data"));
    p.task(work().text("a"));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(task_config)
}
