//! Nodes that a task needs or prefers.

use kfp_dsl::kubernetes::{NodeAffinity, Requirement};
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn node_affinity(p: &mut Scope) {
    p.task(work().text("a"))
        .kubernetes(NodeAffinity::required([
            Requirement::is_in("zone", ["a", "b"]),
            Requirement::exists("gpu"),
            Requirement::does_not_exist("spot"),
        ]))
        .kubernetes(
            NodeAffinity::preferred(
                80,
                [
                    Requirement::greater_than("memory", 40),
                    Requirement::less_than("age", 3),
                    Requirement::not_in("zone", ["c"]),
                ],
            )
            .and_fields([Requirement::is_in("metadata.name", ["node-1"])]),
        );
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(node_affinity)
}
