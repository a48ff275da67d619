//! Rules that the types cannot guarantee, checked before any back end runs.
//!
//! [`check`] finds everything at once. [`RULES`] lists what it looks for. The rules come from KFP's compiler, driver and
//! SDK, and from runs on a real backend.

mod argo;
mod check;
mod component;
mod condition;
mod context;
mod coverage;

mod executor;
mod finding;
mod info;
mod inputs;
mod iterator;
mod kubernetes;
pub mod kubernetes_names;
mod names;
mod one_of;
mod outputs;
mod pipeline;
mod placeholder;
mod platform;
mod quantity;
pub(crate) mod rules;
pub(crate) mod sharing;
mod size;
mod task;
mod task_config;
mod types;
mod weight;

pub use check::check;
pub use finding::{Checked, Finding, Position, Severity};
pub use info::{DagInfo, Info};
pub use rules::{RULES, Rule, rule};
pub use size::workflow_size;
