//! Build time: what an author calls, and how it becomes IR.

mod build;
mod bundle;
mod call;
pub mod codes;
mod component;
pub(crate) mod composed;
mod condition;
mod container;
pub(crate) mod emit;
mod error;
mod field;
pub(crate) mod graph;
mod importer;
mod input;
mod inside;
mod items;
pub(crate) mod literal;
mod nested;
mod pipeline;
mod pipeline_config;
mod placeholder;
mod record;
mod returns;
mod scope;
pub(crate) mod setting_text;
mod settings;
mod task;
mod task_config;
mod time_bucket;
mod value;

pub use build::{BuildOptions, Built, Names};
pub use bundle::{Bundle, Leaves};
pub use call::{Arguments, Call, Callee, Configured, Outgoing, Parts, Returned, Set, TaskOutputs, Unset};
pub use component::{Body, ComponentCall, ComponentDef, InputDef, OutputDef};
pub use condition::{Comparable, Cond, IntoCond, Ordered};
pub use container::Container;
pub use error::{BuildError, BuildErrors, Note, Place};
pub use field::{FieldParameter, OutputParameter, literal, literals, not_a_literal, struct_fields};
pub use importer::{ImporterCall, ImporterOutputs, IntoMetadata, importer};
pub use input::{Constant, Given, IntoInput, constant, imported_default};
pub use items::{Item, Items, Limited, LoopItems};
pub use literal::Literal;
pub use pipeline::{
    IntoPipeline, NamedOutputs, Pipeline, PipelineArgument, PipelineCall, PipelineDef, PipelineReturns,
};
pub use pipeline_config::{PipelineConfig, WORKSPACE_PATH, Workspace};
pub use placeholder::{ContainerArgument, Placeholder, Printed, concat};
pub use returns::Returns;
pub use scope::{Scope, When};
pub use setting_text::{SettingSource, SettingText};
pub use settings::{Count, DebugPause, Quantity, Retry, Settings};
pub use task::Task;
pub use task_config::TaskConfigPassthrough;
pub use time_bucket::{TimeBucket, TimeBucketOutputs};
pub use value::{Collected, FieldCursor, Integer, StructParameter, Value};
