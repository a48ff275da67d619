//! Cleaning up whatever happens: the last task runs after the body, also when the body failed.

use kfp_dsl::prelude::*;

use crate::IMAGE;

/// Takes a lease on a shared machine.
#[component(image = IMAGE)]
pub fn acquire(machine: String) -> Result<String> {
    Ok(format!("{machine}-lease"))
}

/// Works, or fails when told to.
#[component(image = IMAGE)]
pub fn work(lease: String, fail: bool) -> Result<()> {
    if fail { Err(format!("told to fail, holding {lease}").into()) } else { Ok(()) }
}

/// Gives the machine back.
#[container_component]
pub fn release(machine: String) -> Container {
    Container::image("busybox:1.37").command(["echo", "released"]).args([machine.to_string()])
}

/// Uses a shared machine and gives it back.
#[pipeline(name = "exit-handler")]
pub fn exit_handler(p: &mut Scope, machine: Value<String>, #[default(false)] fail: Value<bool>) {
    p.finally(release().machine(machine), |p| {
        let lease = p.task(acquire().machine(machine)).output;
        p.task(work().lease(lease).fail(fail)).retries(1);
    });
}
