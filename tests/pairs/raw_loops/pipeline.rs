//! Loops over constants: doubles, integers, texts; a value from outside is used inside.

use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String, rate: f64, n: i64) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string(), rate.to_string(), n.to_string()])
}

#[pipeline]
fn raw_loops(p: &mut Scope, text: Value<String>) {
    p.for_each([0.1, 1e-7, 2.0], |p, rate| {
        p.task(work().text(text).rate(rate).n(1));
    });
    p.named("counts").for_each([1, 2, 3].at_most(2), |p, n| {
        p.task(work().text(text).rate(0.5).n(n));
    });
    p.for_each(["a", "é \"quoted\" \\ \n"], |p, item| {
        p.task(work().text(item).rate(0.5).n(1));
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(raw_loops)
}
