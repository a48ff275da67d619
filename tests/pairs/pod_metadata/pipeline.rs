//! Labels and annotations of pods.

use kfp_dsl::kubernetes::PodMetadata;
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn pod_metadata(p: &mut Scope) {
    p.task(work().text("a")).kubernetes(
        PodMetadata::new()
            .label("team", "risk")
            .label("example.com/stage", "test")
            .annotation("sidecar.istio.io/inject", "false"),
    );
    p.task(work().text("b")).kubernetes(PodMetadata::new().annotation("note", "two words"));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(pod_metadata)
}
