//! `start exec nothing --executor-input JSON`: a program whose component does nothing, so that what is measured from outside is
//! the way to its body and back.

use std::process::ExitCode;

use kfp_app::App;
use kfp_dsl::prelude::*;

/// Does nothing.
#[component(image = "x")]
fn nothing(text: String) -> Result<()> {
    drop(text);
    Ok(())
}

#[pipeline]
fn once(p: &mut Scope, text: Value<String>) {
    p.task(nothing().text(text));
}

fn main() -> ExitCode {
    App::new().pipeline(once).run()
}
