//! What the macros call. No part of the public API: it changes without notice.

pub use crate::author::composed::{InText, Text};
pub use crate::author::{
    Arguments, Body, Bundle, Call, Comparable, ComponentCall, ComponentDef, Constant, Container,
    ContainerArgument, FieldCursor, FieldParameter, Given, InputDef, IntoInput, Item, Leaves, Literal,
    NamedOutputs, Outgoing, OutputDef, OutputParameter, Parts, PipelineArgument, PipelineCall, PipelineDef,
    PipelineReturns, Placeholder, Returned, Returns, Scope, Set, StructParameter, TaskConfigPassthrough,
    TaskOutputs, Unset, Value, constant, imported_default, literal, literals, not_a_literal, struct_fields,
};
pub use crate::kinds::{ArtifactType, FieldDef, Kind, KindSpec, Parameter, SpecificArtifact, ValueError};
pub use crate::run::{Argument, Context, Result, Returned as Values, finish};
pub use kfp_dsl_macros::{imported_component, text};
pub use kfp_ir::model::{ParameterType, Struct, Value as IrValue};
/// An alias, so that messages name the type where it is from.
pub type Json = serde_json::Value;
