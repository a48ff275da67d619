//! Exit tasks with settings: a notice that is always given, and a clean-up that tries again.

use std::time::Duration;

use kfp_dsl::kubernetes::Secret;
use kfp_dsl::prelude::*;

#[container_component]
fn run(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn exit_settings(p: &mut Scope, channel: Value<String>, #[default("64Mi")] memory: Value<String>) {
    let always = Settings::new().uncached().display_name("Tell everyone");
    p.finally(run().text(channel).with(&always), |p| {
        p.task(run().text("work"));
    });
    let careful = Settings::new()
        .retry(Retry::times(3).backoff(Duration::from_secs(30)))
        .cpu_limit("100m")
        .memory_limit(memory)
        .env("MODE", "all")
        .kubernetes(Secret::named("cleaner").env("token", "TOKEN"));
    p.finally(run().text("clean up").with(&careful), |p| {
        p.task(run().text("more work"));
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(exit_settings)
}
