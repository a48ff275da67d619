//! KFP IR lowered to plain Argo Workflows: no launcher, no driver, one pod per task.
//!
//! [`lower()`] takes a checked document and gives a [`Workflow`](model::Workflow) that Argo runs by itself, with the list
//! of what Argo cannot express as KFP does ([`Loss`]). What cannot be lowered is a [`LowerError`] that names the place
//! in the document; nothing is dropped in silence.
//!
//! # How values travel
//! Every parameter between templates is *safe JSON text*: compact JSON in which `{{` and DEL are escaped, so that Argo,
//! which scans its own substitutions again, can neither expand nor break it. `--parameter` values of a run are JSON,
//! too: a text argument is given as `name="\"hello\""`. A task reads values by `fromJSON` in expression tags only, and
//! `when` is always an expression tag.
//!
//! # How outputs are captured
//! * A component that receives the whole executor input (`{{$}}`: Python functions, Rust components) reports in the
//!   file `outputs.outputFile`, captured as the output parameter `kfp-out`; each output parameter may also be written to its
//!   own `outputFile`. The report wins, as in the KFP launcher.
//! * Any other component writes the files that its placeholders name, captured one by one. Argo cuts one trailing line
//!   break from such a text.
//! * Artifacts are stored under `<prefix>/{{workflow.uid}}/<path of the task>[/<loop indexes>]/<output>`, known before the
//!   run. Beside a file travels a parameter with its uri, type and metadata wherever a component asks for them.

//!
//! # What a component must not do
//! The key of an artifact is fixed before the run: a program that stores an output elsewhere (`set_path`, another uri in
//! its report) stores a file that no other task finds. Uris that a Python function makes by `dsl.get_uri` are below the
//! folder of its task, which is stored as a whole then, and are read from its report. Arguments are limited to 128 KiB each,
//! as on KFP, except for Rust components: these get the executor input as a file.
//!
//! ```
//! use kfp_argo::{Options, Profile, lower, to_yaml};
//! use kfp_ir::model::*;
//! use kfp_ir::{Document, valid};
//!
//! let hello = ContainerSpec { image: "busybox".into(), command: vec!["echo".into(), "hello".into()], ..Default::default() };
//! let executor = ExecutorSpec { container: Some(hello), ..Default::default() };
//! let component = ComponentSpec { executor_label: Some("exec-hello".into()), ..Default::default() };
//! let task = PipelineTaskSpec {
//!     component_ref: Some(ComponentRef { name: "comp-hello".into() }),
//!     ..Default::default()
//! };
//! let dag = DagSpec { tasks: [("hello".into(), task)].into(), ..Default::default() };
//! let document = Document {
//!     pipeline: PipelineSpec {
//!         pipeline_info: Some(PipelineInfo { name: "hello".into(), ..Default::default() }),
//!         schema_version: "2.1.0".into(),
//!         deployment_spec: Some(DeploymentConfig { executors: [("exec-hello".into(), executor)].into(), ..Default::default() }),
//!         components: [("comp-hello".into(), component)].into(),
//!         root: Some(ComponentSpec { dag: Some(dag), ..Default::default() }),
//!         ..Default::default()
//!     },
//!     platform: None,
//! };
//!
//! let options = Options::new(Profile::V4_1);
//! let info = valid::check(&document, &options.profile.target()).info.expect("a sound document");
//! let lowered = lower(&document, &info, &options).expect("nothing in it is beyond Argo");
//! assert_eq!(lowered.stats.pods.to_string(), "1");
//! assert!(to_yaml(&lowered.manifests).unwrap().contains("entrypoint: main"));
//! ```

pub mod codes;
mod differences;
pub mod expr;
pub mod features;
mod fit;
pub mod lint;
mod loss;
pub mod lower;
pub mod model;
mod names;
pub mod object;
mod options;
mod size;
mod text;
mod yaml;

pub use differences::Differences;
pub use loss::{Exactness, Loss, LowerError, LowerErrors};
pub use lower::{Lowered, PodCount, Stats, lower};
pub use options::{
    ArtifactStore, Concurrency, Limits, Memoize, ObjectKind, Options, PodGc, Profile, Schedule, Scheme,
    Security, Shards,
};
pub use size::{NODE_BYTES, Size};
pub use text::json as to_json;
pub use yaml::to_yaml;
