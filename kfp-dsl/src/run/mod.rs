//! Inside the container: KFP's executor contract for Rust components.
//!
//! KFP and raw Argo run `<binary> exec <component> --executor-input '{{$}}'`. [`exec`] reads that, runs the body of the
//! component and writes what came out where the engine picks it up. A body sees [`Input`] and [`Output`] handles and
//! plain Rust values, nothing of the contract.
//!
//! # Where artifacts are
//!
//! By the rules of KFP's launcher (`backend/src/v2/component/launcher_v2.go`), and two more for runs without one:
//!
//! | artifact | path |
//! |---|---|
//! | in the workspace of the run (`metadata._kfp_workspace`) | `/kfp-workspace/.artifacts/` and the path of the uri below |
//! | `customPath` | that path |
//! | `gs://b/p`, `minio://b/p`, `s3://b/p` | `/gcs/b/p`, `/minio/b/p`, `/s3/b/p` |
//! | `oci://r/i:t` | `/oci/r_i:t/models`, a volume that the launcher shares with the image |
//! | `file:///p`, and a uri without a scheme | `/p`, taken literally (nothing is percent-decoded); the uri itself |
//!
//! An output anywhere else is an error before the body starts. An input anywhere else has its uri only.
//!
//! # What is written
//!
//! When the body has returned: `outputs.outputFile` with all parameters and the name, uri and metadata of each output
//! artifact, and each parameter once more at its own `outputFile` (text as it is, all else as JSON). All files are
//! written beside their place and renamed. When the body fails or panics nothing is written, and what it made at the
//! paths of its output artifacts is removed, unless something was there before.

mod argument;
mod check;
mod classification;
mod context;
mod exec;
mod execute;
mod failure;
mod fill;
mod input;
mod into_value;
mod invocation;
mod locate;
mod metrics;
mod output;
mod publish;

pub use argument::{Argument, Returned, finish};
pub use classification::{ClassificationError, Count};
pub use context::{Context, Error, Result};
pub use exec::exec;
pub use execute::execute;
pub use failure::Failure;
pub use input::Input;
pub use into_value::IntoValue;
pub use metrics::Slice;
pub use output::Output;
