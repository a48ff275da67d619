//! What of a container's program counts.

use std::borrow::Cow;

use crate::lang::exec::Exec;
use crate::model::ContainerSpec;

/// The image; or, of a Rust component whose author chose it, the code.
pub(super) struct Program<'c> {
    pub(super) image: Option<&'c str>,
    pub(super) code: Option<&'c str>,
    /// The command, without the digest of the code.
    pub(super) command: Cow<'c, [String]>,
}

impl<'c> Program<'c> {
    pub(super) fn of(container: &'c ContainerSpec) -> Self {
        let exec = Exec::of(&container.command).filter(|exec| exec.code.is_some());
        match exec {
            Some(exec) => {
                Program { image: None, code: exec.code, command: Exec { code: None, ..exec }.words().into() }
            }
            None => Program {
                image: Some(&container.image),
                code: None,
                command: container.command.as_slice().into(),
            },
        }
    }
}
