//! Fields of the pod as variables.

use kfp_dsl::kubernetes::FieldPath;
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn field_path(p: &mut Scope) {
    p.task(work().text("a"))
        .kubernetes(FieldPath::of("metadata.name").env("POD_NAME"))
        .kubernetes(FieldPath::of("spec.nodeName").env("NODE"))
        .kubernetes(FieldPath::of("metadata.labels['team']").env("TEAM"));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(field_path)
}
