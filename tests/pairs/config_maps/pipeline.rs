//! Config maps as variables and as files, with names from the run.

use kfp_dsl::kubernetes::ConfigMap;
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn config_maps(p: &mut Scope, name: Value<String>) {
    p.task(work().text("a"))
        .kubernetes(ConfigMap::named("load").env("level", "LOG_LEVEL").mount("/etc/load"));
    p.task(work().text("b"))
        .kubernetes(ConfigMap::named(name).env("level", "LOG_LEVEL").mount("/etc/load").optional());
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(config_maps)
}
