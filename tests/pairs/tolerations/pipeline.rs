//! Taints that a task tolerates.

use kfp_dsl::kubernetes::{Effect, Toleration};
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn tolerations(p: &mut Scope) {
    p.task(work().text("a"))
        .kubernetes(Toleration::equal("team", "risk").effect(Effect::NoSchedule))
        .kubernetes(Toleration::exists("spot").effect(Effect::NoExecute).seconds(300))
        .kubernetes(Toleration::everything())
        .kubernetes(Toleration::exists("x").effect(Effect::PreferNoSchedule));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(tolerations)
}
