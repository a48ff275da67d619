//! Empty volumes: on disk, in memory, as shared memory.

use kfp_dsl::kubernetes::{EmptyDir, SharedMemory};
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn empty_dir(p: &mut Scope) {
    p.task(work().text("a"))
        .kubernetes(EmptyDir::new("cache", "/cache"))
        .kubernetes(EmptyDir::new("fast", "/fast").in_memory().size_limit("1Gi"))
        .kubernetes(EmptyDir::new("pages", "/pages").in_huge_pages())
        .kubernetes(SharedMemory::of("8Gi"));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(empty_dir)
}
