//! Volume claims that the pipeline creates and deletes.

use std::collections::BTreeMap;

use kfp_dsl::kubernetes::{AccessMode, CreatePvc, DeletePvc, PvcMount};
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn pvc(p: &mut Scope, size: Value<String>) {
    let claim = p.task(CreatePvc::with_suffix("-data", size).access_modes([AccessMode::ReadWriteMany]));
    let used = p.task(work().text("a")).kubernetes(PvcMount::new(claim.name, "/data"));
    p.task(DeletePvc::named(claim.name)).after(&used);
    p.task(
        CreatePvc::named("copy", "5Gi")
            .access_modes([AccessMode::ReadWriteOnce, AccessMode::ReadOnlyMany])
            .storage_class("fast")
            .annotations(BTreeMap::from([("a".to_owned(), "b")]))
            .data_source("snapshot.storage.k8s.io", "VolumeSnapshot", "snap"),
    );
    p.task(CreatePvc::named("own", "1Gi").volume("pv-1"));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(pvc)
}
