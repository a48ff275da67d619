//! Argo's objects as they stand in files, whoever wrote them: every field that Argo 4.1 knows, read and written.
//!
//! [`model`](crate::model) is the part that lowering emits; here is all of it, so that files by hand can be read, checked
//! and written again. Every field is optional, because absence, an empty list and a zero are three things in a file.
//! What Argo does not know is a finding with its place. YAML is read when `kfp-ir` has its feature `read`, JSON always.
//!
//! # Kubernetes' types
//! Containers, volumes, affinities and the like ([`kubernetes`]) are JSON values that were checked against a table of their
//! fields. The library for them, `k8s-openapi`, was measured and not taken: it adds 15 seconds and seven crates to a build on
//! two cores, and its readers drop fields that they do not know, which here is the one mistake worth finding. This crate with all
//! of the table is checked in two seconds.
//!
//! ```
//! use kfp_argo::object::{Object, read};
//! let text = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec: {entrypont: main}\n";
//! let source = read(text, None)?;
//! let Object::Workflow(workflow) = &source.objects[0] else { panic!("a workflow") };
//! assert!(workflow.spec.is_some());
//! assert_eq!(source.findings[0].help.as_deref(), Some("did you mean `entrypoint`?"));
//! # Ok::<(), kfp_ir::codec::ReadError>(())
//! ```

mod any;
mod data;
mod file;
pub mod kubernetes;
mod leaf;
mod message;
mod reader;
mod store;
mod template;
mod workflow;

use std::collections::BTreeMap;

pub use any::{AnyText, Empty};
pub use data::*;
pub use file::{Object, Source, read};
pub(crate) use kubernetes::*;
pub use leaf::*;
pub use store::*;
pub use template::*;
pub use workflow::*;

/// A map from text.
pub type Map<T> = BTreeMap<String, T>;
