//! Texts put together from values: inputs, outputs, numbers, in lists and maps, inside branches and loops.

use std::collections::BTreeMap;

use kfp_dsl::prelude::*;

#[container_component]
fn make(text: String, out: Output<String>, n: Output<i64>) -> Container {
    Container::image("busybox").command(["make"]).args([text.to_string(), out.path(), n.path()])
}

#[container_component]
fn show(text: String, names: Vec<String>, options: BTreeMap<String, String>) -> Container {
    let args = [text.to_string(), names.to_string(), options.to_string()];
    Container::image("busybox").command(["echo"]).args(args)
}

#[pipeline]
fn strings(p: &mut Scope, bucket: Value<String>, rate: Value<f64>, #[default(false)] exact: Value<bool>) {
    let made = p.task(make().text(text!("s3://{bucket}/{bucket}-{rate}/\"it's\" {{x}}")));
    let options = [("a", text!("{} and {bucket}", made.out)), ("b", "plain".into())];
    p.task(
        show()
            .text(text!("{}:{}", made.out, made.n))
            .names(vec!["plain".into(), text!("{bucket}/a"), text!("{exact}")])
            .options(
                options.map(|(key, value)| (key.to_owned(), value)).into_iter().collect::<BTreeMap<_, _>>(),
            ),
    );
    p.when(made.n.gt(3), |p| {
        let options = BTreeMap::from([("k".to_owned(), text!("n is {n}", n = made.n))]);
        p.task(show().text(text!("{bucket}")).names(["x"]).options(options));
    });
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(strings)
}
