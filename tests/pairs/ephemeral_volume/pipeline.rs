//! Volumes that live as long as the pod, from a storage class.

use kfp_dsl::kubernetes::{AccessMode, EphemeralVolume};
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn ephemeral_volume(p: &mut Scope) {
    p.task(work().text("a")).kubernetes(EphemeralVolume::new("scratch", "/scratch", "5Gi")).kubernetes(
        EphemeralVolume::new("fast", "/fast", "1Gi")
            .access_modes([AccessMode::ReadWriteOncePod])
            .storage_class("fast")
            .label("team", "risk")
            .annotation("a", "b c"),
    );
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(ephemeral_volume)
}
