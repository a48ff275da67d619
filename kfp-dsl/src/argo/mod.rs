//! What Argo Workflows has and KFP has not: approvals, locks, work on Kubernetes objects.
//!
//! It becomes the `argo` part of the platform spec, which KFP accepts and ignores. A pipeline that is compiled for KFP may
//! use it where the author says what KFP does instead: an image and a command for an [`Approval`] or a [`Resource`],
//! [`best_effort`] for a setting. All else is an error there.
//!
//! ```
//! use kfp_dsl::argo::{Approval, Decision, Mutex};
//! use kfp_dsl::prelude::*;
//! use kfp_dsl::{BuildOptions, Target};
//!
//! #[container_component]
//! fn deploy(version: String) -> Container {
//!     Container::image("busybox").command(["deploy"]).args([version.to_string()])
//! }
//!
//! #[pipeline]
//! fn release(p: &mut Scope, version: Value<String>) {
//!     let asked = p.approval(Approval::ask(text!("Deploy {version}?")));
//!     p.when(asked.decision.eq(Decision::Approve), |p| {
//!         p.task(deploy().version(version)).argo(Mutex::named("production"));
//!     });
//! }
//!
//! let options = BuildOptions { target: Target::Argo41, ..BuildOptions::default() };
//! assert!(Pipeline::of(release).build(&options).is_ok());
//! // KFP has no approvals.
//! assert_eq!(Pipeline::of(release).build(&BuildOptions::default()).unwrap_err().0[0].code, "B134");
//! ```

mod approval;
mod cache;
mod condition;
mod hook;
mod pod;
mod resource;
mod setting;

pub use approval::{Approval, ApprovalOutputs, Decision};
pub use cache::{MaxCacheAge, UncountedInput};
pub use condition::{ObjectCondition, ObjectField, field};
pub use hook::{Hook, Phase};
pub use pod::{Mutex, PodPatch, PriorityClass, RetryOnOtherNode, Semaphore};
pub use resource::{MergeStrategy, Resource};
pub use setting::{ArgoSetting, BestEffort, Fragment, best_effort};
