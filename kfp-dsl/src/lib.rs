//! Typed machine-learning pipelines in Rust, compiled to KFP IR.
//!
//! A component is a Rust function that runs in a container ([`macro@component`]) or a container that a function
//! describes ([`macro@container_component`]). A pipeline ([`macro@pipeline`]) is a function that adds tasks to a
//! [`Scope`]. What types can rule out does not compile; the rest is reported when the pipeline is built, all at once.
//!
//! ```
//! use kfp_dsl::prelude::*;
//!
//! const IMAGE: &str = "ghcr.io/acme/churn:1.4.0";
//!
//! /// Fits a model.
//! #[component(image = IMAGE)]
//! fn train(data: Input<Dataset>, #[default(0.1)] rate: f64, model: Output<Model>) -> Result<f64> {
//!     let rows = std::fs::read_to_string(data.path())?;
//!     std::fs::write(model.path(), format!("{} {rate}", rows.len()))?;
//!     Ok(0.9)
//! }
//!
//! /// Deploys a model.
//! #[container_component]
//! fn deploy(model: Input<Model>) -> Container {
//!     Container::image("ghcr.io/acme/deployer:2").command(["deploy"]).args([model.uri()])
//! }
//!
//! /// Trains a model and deploys it when it is good enough.
//! #[pipeline]
//! fn churn(p: &mut Scope, data: Value<Dataset>, #[default(0.8)] threshold: Value<f64>) {
//!     let trained = p.task(train().data(data)).cpu(4).memory("16Gi").retries(2);
//!     p.when(trained.output.ge(threshold), |p| {
//!         p.task(deploy().model(trained.model));
//!     });
//! }
//!
//! let built = Pipeline::of(churn).build(&Default::default())?;
//! assert_eq!(built.document.pipeline.components.len(), 3);
//! # Ok::<(), kfp_dsl::BuildErrors>(())
//! ```

pub mod argo;
pub mod author;
pub mod kinds;
pub mod kubernetes;
pub mod prelude;
pub mod run;
pub mod testing;

#[doc(hidden)]
pub mod __private;

pub use author::composed::{InText, RunFact, Text, placeholders};
pub use author::{
    BuildError, BuildErrors, BuildOptions, Built, Bundle, Call, Collected, Comparable, Cond, Configured,
    Constant, Container, ContainerArgument, Count, DebugPause, FieldParameter, ImporterCall, ImporterOutputs,
    IntoCond, IntoInput, IntoMetadata, IntoPipeline, Item, Items, Limited, Names, Ordered, OutputParameter,
    Pipeline, PipelineArgument, PipelineConfig, PipelineReturns, Placeholder, Printed, Quantity, Retry,
    Returned, Returns, Scope, Set, SettingText, Settings, StructParameter, Task, TaskConfigPassthrough,
    TimeBucket, TimeBucketOutputs, Unset, Value, WORKSPACE_PATH, When, Workspace, concat, importer,
};
#[cfg(feature = "import")]
pub use kfp_dsl_macros::import_component;
pub use kfp_dsl_macros::{Artifact, Bundle, Outputs, Parameter, component, container_component, pipeline};
pub use kfp_ir::target::Target;
pub use kinds::{
    Artifact, ArtifactType, ClassificationMetrics, Dataset, FinalStatus, Html, Kind, KindSpec, Markdown,
    Metrics, Model, Parameter, SlicedClassificationMetrics, SpecificArtifact, TaskConfig, ValueError,
};
/// A text that the engine puts together in the run: a format string over values, as in `format!`.
///
/// `{name}` is a [`Value`] of that name; `{}` and `{name}` may also be given behind the string. What can stand there says
/// [`InText`]. Values are printed as KFP prints them: texts as they are, numbers in their shortest form, `true` and
/// `false`. A brace is written `{{` or `}}`.
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn store(to: String, tags: Vec<String>) -> Container {
///     Container::image("busybox").command(["store"]).args([to.to_string(), tags.to_string()])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope, bucket: Value<String>, run: Value<i64>) {
///     let tags = vec![text!("run-{run}"), "fixed".into()];
///     p.task(store().to(text!("s3://{bucket}/{}/model", run)).tags(tags));
/// }
/// ```
#[macro_export]
macro_rules! text {
    ($($tokens:tt)*) => { $crate::__private::text!($crate; $($tokens)*) };
}

pub use run::{Argument, Context, Error, Input, Output, Result};
