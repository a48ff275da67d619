//! How long a run may take, and how long it is kept; where artifacts go.

use std::time::Duration;

use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn ttl(p: &mut Scope) {
    p.config(
        PipelineConfig::new()
            .ttl(Duration::from_secs(3600))
            .ttl_after_success(Duration::from_secs(60))
            .ttl_after_failure(Duration::from_secs(7200))
            .active_deadline(Duration::from_secs(86400))
            .workspace(Workspace::of("500Mi"))
            .pipeline_root("gs://bucket/root"),
    );
    p.task(work().text("a"));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(ttl)
}
