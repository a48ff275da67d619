//! What the launcher hands to a component.

use kfp_ir::model::ExecutorInput;

/// An error of a component body: any error type, by `?`.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The result of a component body.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One execution of a component: what came in, and where results go.
#[derive(Debug, Default)]
pub struct Context {
    /// What the launcher passed.
    pub input: ExecutorInput,
}
