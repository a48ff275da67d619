//! Two tolerations as JSON from the run, beside one that is known.

use std::collections::BTreeMap;

use kfp_dsl::kubernetes::Toleration;
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn json_tolerations(
    p: &mut Scope,
    several: Value<Vec<serde_json::Value>>,
    one: Value<BTreeMap<String, String>>,
) {
    p.task(work().text("a"))
        .kubernetes(Toleration::exists("spot"))
        .kubernetes(Toleration::list(several))
        .kubernetes(Toleration::json(one));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(json_tolerations)
}
