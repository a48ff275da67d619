//! Pull secrets with names from the run.

use kfp_dsl::kubernetes::ImagePullSecret;
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn pull_secret_dynamic(p: &mut Scope, name: Value<String>) {
    p.task(work().text("a")).kubernetes(ImagePullSecret::named(name));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(pull_secret_dynamic)
}
