//! The users that tasks run as.

use kfp_dsl::kubernetes::SecurityContext;
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn security_context(p: &mut Scope) {
    p.task(work().text("a"))
        .kubernetes(SecurityContext::new().run_as_user(1000).run_as_group(3000).run_as_non_root(true));
    p.task(work().text("b")).kubernetes(SecurityContext::new().run_as_user(0));
    p.task(work().text("c")).kubernetes(SecurityContext::new().run_as_non_root(false));
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(security_context)
}
