//! How tasks run: resources, accelerator, retries, environment, caching, display name, timeout.

use std::time::Duration;

use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline(display_name = "All the settings")]
fn settings(p: &mut Scope) {
    p.task(work().text("big"))
        .cpu_request("500m")
        .cpu_limit("2")
        .memory_request("512Mi")
        .memory_limit("2Gi")
        .accelerator("nvidia.com/gpu", 2);
    let patient =
        Retry::times(3).backoff(Duration::from_secs(30)).factor(1.5).max_backoff(Duration::from_secs(600));
    p.task(work().text("careful")).retry(patient).env("A", "b").env("B", "d").env("A", "c").uncached();
    p.task(work().text("named"))
        .display_name("Named: \"work\"")
        .cache_key("key")
        .timeout(Duration::from_secs(60));
    p.task(work().text("plain")).retries(2);
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(settings)
}
