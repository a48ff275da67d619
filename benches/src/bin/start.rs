//! `start exec nothing --executor-input JSON`: a program whose component does nothing, so that what is measured from outside is
//! the way to its body and back.

use std::process::ExitCode;

use kfp_dsl::author::{ComponentCall, ComponentDef};
use kfp_dsl::prelude::*;

/// Does nothing.
#[component(image = "x")]
fn nothing(text: String) -> Result<()> {
    drop(text);
    Ok(())
}

fn definition<C: ComponentCall>(_: C) -> &'static ComponentDef {
    C::DEF
}

fn main() -> ExitCode {
    kfp_dsl::run::exec([definition(nothing())], std::env::args_os().skip(2))
}
