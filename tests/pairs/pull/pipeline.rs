//! How images are pulled.

use kfp_dsl::kubernetes::{ImagePullPolicy, ImagePullSecret};
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn pull(p: &mut Scope) {
    p.task(work().text("a")).kubernetes(ImagePullPolicy::Always);
    p.task(work().text("b")).kubernetes(ImagePullPolicy::Never);
    p.task(work().text("c"))
        .kubernetes(ImagePullPolicy::IfNotPresent)
        .kubernetes(ImagePullSecret::named("registry"))
        .kubernetes(ImagePullSecret::named("mirror"));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(pull)
}
