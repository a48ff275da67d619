//! What a change of a pipeline does, from two compiled files and no cluster.
//!
//! [`plan`] says which tasks an engine runs again and why, [`diff`] what has changed; [`picture`] shows it. All read IR, whoever compiled it, and
//! guess nothing: what cannot be known before a run is reported as unknown, with the reason.
//!
//! ```
//! use kfp_review::{Pipeline, View, plan};
//! # let text = include_str!("../../kfp-ir/tests/digest/chain.yaml");
//! let read = |text: &str| {
//!     let source = kfp_ir::codec::read(text, kfp_ir::codec::Format::Yaml)?;
//!     Ok::<_, Box<dyn std::error::Error>>(Pipeline::new(source.document)?)
//! };
//! let (old, new) = (read(text)?, read(&text.replace("defaultValue: 0.5", "defaultValue: 0.1"))?);
//! let plan = plan::plan(Some(&View::new(&old)?), &View::new(&new)?)?;
//! assert_eq!(plan.tasks[1].kfp.causes[0].to_string(), "argument `rate` 0.5 → 0.1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod cause;
pub mod compare;
pub mod diff;
mod explain;
mod matching;
pub mod picture;
pub mod plan;
pub mod result;
mod show;
pub mod testing;
mod view;

pub use result::RunResult;
pub use view::{Invalid, Pipeline, View};
