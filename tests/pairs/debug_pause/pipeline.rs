//! Pods that wait for someone to look into them.

use kfp_dsl::DebugPause;
use kfp_dsl::prelude::*;

#[container_component]
fn work(text: String) -> Container {
    Container::image("busybox").command(["echo"]).args([text.to_string()])
}

#[pipeline]
fn debug_pause(p: &mut Scope) {
    p.task(work().text("after")).debug_pause(DebugPause::After);
    p.task(work().text("before")).debug_pause(DebugPause::Before);
    p.task(work().text("failure")).debug_pause(DebugPause::OnError);
    p.task(work().text("all")).env("A", "b").debug_pause(DebugPause::Before).debug_pause(DebugPause::After);
}

pub(crate) fn pipeline() -> Pipeline {
    Pipeline::of(debug_pause)
}
