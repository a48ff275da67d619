//! A volume that all tasks of a run share.

use kfp_dsl::kubernetes::AccessMode;
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn workspace(p: &mut Scope) {
    p.config(
        PipelineConfig::new()
            .workspace(Workspace::of("10Gi").storage_class("fast").access_modes([AccessMode::ReadWriteMany])),
    );
    p.task(work().text(WORKSPACE_PATH));
    p.task(work().text(format!("{WORKSPACE_PATH}/features")));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(workspace)
}
