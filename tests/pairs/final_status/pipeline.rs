//! Final statuses: of two exit handlers, one with a loop and a branch inside, and of a task that ignores failures.

use kfp_dsl::prelude::*;

#[component(image = "ghcr.io/acme/pairs:1")]
fn notify(channel: String, status: FinalStatus) -> Result<()> {
    println!("{channel}: {status:?}");
    Ok(())
}

#[component(image = "ghcr.io/acme/pairs:1")]
fn check(status: FinalStatus) -> Result<()> {
    println!("{status:?}");
    Ok(())
}

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn final_status(p: &mut Scope, channel: Value<String>) {
    p.finally(notify().channel(channel), |p| {
        p.for_each(["a", "b"], |p, item| {
            p.task(work().text(item));
        });
    });
    p.named("second").finally(notify().channel("fixed"), |p| {
        p.when(channel.ne(""), |p| {
            p.task(work().text(channel));
        });
    });
    let last = p.task(work().text("last"));
    p.task(check()).after(&last).ignore_upstream_failure();
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(final_status)
}
