//! What the xtask does: the same as the command `compile` of the pipelines' own program.

use std::io::Write;

/// Where the compiled pipelines are.
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/compiled");

/// Writes the compiled pipelines, or with `check` compares them; returns the exit code.
pub fn compile(check: bool, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let mut args = vec!["committed", "compile", "--pipeline", "hello", "--out", FOLDER];
    if check {
        args.push("--check");
    }
    ladder::app().run_from(args, out, err)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_committed_is_up_to_date() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = super::compile(true, &mut out, &mut err);
        assert_eq!(code, 0, "{}{}", String::from_utf8_lossy(&out), String::from_utf8_lossy(&err));
    }
}
