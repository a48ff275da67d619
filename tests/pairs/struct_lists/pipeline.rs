//! Loops over lists of structs, given and made; fields of their items as arguments and in a condition.

use kfp_dsl::prelude::*;

#[derive(Clone, Debug, Parameter)]
pub(crate) struct Job {
    title: String,
    rate: String,
}

#[container_component]
fn plan(jobs: Output<Vec<Job>>) -> Container {
    Container::image("busybox").command(["plan"]).args([jobs.path()])
}

#[container_component]
fn work(name: String, rate: String) -> Container {
    Container::image("busybox").command(["echo"]).args([name.to_string(), rate.to_string()])
}

#[pipeline]
fn struct_lists(p: &mut Scope, jobs: Value<Vec<Job>>) {
    p.for_each(jobs, |p, job| {
        let JobFields { title, rate } = job.fields();
        p.task(work().name(title).rate(rate));
    });
    let made = p.task(plan());
    p.for_each(made.jobs, |p, job| {
        let title = job.fields().title;
        p.when(title.eq("x"), |p| {
            p.task(work().name(title).rate("fixed"));
        });
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(struct_lists)
}
