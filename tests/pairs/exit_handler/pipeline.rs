//! An exit task that is told how the tasks before it ended.

use kfp_dsl::prelude::*;

#[component(image = "ghcr.io/acme/pairs:1")]
fn notify(channel: String, status: FinalStatus) -> Result<()> {
    println!("{channel}: {status:?}");
    Ok(())
}

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn exit_handler(p: &mut Scope, channel: Value<String>, #[default("work")] text: Value<String>) {
    p.named("the work").finally(notify().channel(channel), |p| {
        let first = p.task(work().text(text));
        p.task(work().text("more")).after(&first);
    });
    p.task(work().text("beside"));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(exit_handler)
}
