//! Fields of struct items, constant ones and those of a list that a task makes.

use kfp_dsl::prelude::*;

#[derive(Clone, Debug, Parameter)]
pub(crate) struct Job {
    rate: f64,
    epochs: f64,
}

#[container_component]
fn list_jobs(out: Output<Vec<Job>>) -> Container {
    Container::image("busybox").command(["jobs"]).args([out.path()])
}

#[container_component]
fn work(rate: f64, text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([rate.to_string(), text.to_string()])
}

#[pipeline]
fn fields(p: &mut Scope, text: Value<String>) {
    p.for_each([Job { rate: 0.5, epochs: 1.5 }, Job { rate: 0.25, epochs: 2.5 }], |p, job| {
        p.task(work().rate(job.fields().rate).text(text));
        p.task(work().rate(job.fields().epochs).text("constant"));
    });
    let listed = p.task(list_jobs());
    p.for_each(listed.out, |p, job| {
        p.task(work().rate(job.fields().rate).text(text));
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(fields)
}
