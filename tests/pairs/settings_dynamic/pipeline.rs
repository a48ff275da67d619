//! Resources and accelerators from values of the run: an input of the pipeline, the output of a task.

use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[container_component]
fn make(out: Output<String>) -> Container {
    Container::image("busybox").command(["touch"]).args([out.path()])
}

#[pipeline]
fn settings_dynamic(p: &mut Scope, cpu: Value<String>, kind: Value<String>, count: Value<String>) {
    let made = p.task(make());
    p.task(work().text(made.out))
        .cpu_limit(cpu)
        .cpu_request("500m")
        .memory(made.out)
        .accelerator(kind, count);
    p.task(work().text("fixed count")).accelerator(kind, 2);
    p.when(cpu.eq("2"), |p| {
        p.task(work().text(cpu)).cpu_limit(cpu);
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(settings_dynamic)
}
