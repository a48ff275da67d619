//! Making and deleting volume claims, as tasks.

use std::collections::BTreeMap;

use kfp_ir::model::{ParameterType, Struct, Value as IrValue};

use super::AccessMode;
use super::check::is_size;
use crate::author::graph::Argument;
use crate::author::{
    Arguments, Body, Call, ComponentDef, Constant, Container, Given, InputDef, IntoInput, Outgoing,
    OutputDef, Parts, TaskOutputs, Value,
};
use crate::kinds::KindSpec;

const TEXT: KindSpec = KindSpec::parameter(ParameterType::String);
const STRUCT: KindSpec = KindSpec::parameter(ParameterType::Struct);

const fn optional(name: &'static str, kind: KindSpec, docs: &'static str) -> InputDef {
    InputDef { name, kind, optional: true, default: None, docs }
}

const fn required(name: &'static str, kind: KindSpec, docs: &'static str) -> InputDef {
    InputDef { name, kind, optional: false, default: None, docs }
}

/// The inputs in the order of [`Position`].
static CREATE_INPUTS: [InputDef; 8] = [
    required("access_modes", KindSpec::parameter(ParameterType::List), "How the volume may be used."),
    required("size", TEXT, "The size of the volume, such as `5Gi`."),
    optional("pvc_name", TEXT, "The name of the claim."),
    optional("pvc_name_suffix", TEXT, "What follows the name of the run in the name of the claim."),
    InputDef {
        default: Some(|| Ok(IrValue::String(String::new()))),
        ..optional("storage_class_name", TEXT, "The storage class; empty takes a volume that exists.")
    },
    optional("volume_name", TEXT, "The volume that exists."),
    optional("annotations", STRUCT, "Annotations of the claim."),
    optional("data_source", STRUCT, "The snapshot or claim that the volume is copied from."),
];

#[derive(Clone, Copy)]
enum Position {
    AccessModes,
    Size,
    Name,
    Suffix,
    StorageClass,
    Volume,
    Annotations,
    DataSource,
}

static CREATE: ComponentDef = ComponentDef {
    name: "createpvc",
    docs: "Creates a volume claim.",
    inputs: &CREATE_INPUTS,
    outputs: &[OutputDef { name: "name", kind: TEXT, docs: "" }],
    returns: &[],
    body: Body::Container(|| Container::image("argostub/createpvc")),
    task_config: &[],
    module: module_path!(),
    file: file!(),
    line: line!(),
};

static DELETE: ComponentDef = ComponentDef {
    name: "deletepvc",
    docs: "Deletes a volume claim.",
    inputs: &[required("pvc_name", TEXT, "The name of the claim.")],
    outputs: &[],
    returns: &[],
    body: Body::Container(|| Container::image("argostub/deletepvc")),
    task_config: &[],
    module: module_path!(),
    file: file!(),
    line: line!(),
};

/// A task that creates a volume claim: KFP's `CreatePVC`. Its output `name` goes to [`PvcMount`](super::PvcMount) and
/// [`DeletePvc`].
///
/// KFP's driver creates the claim without a pod. Plain Argo has nothing for it (`AR103`): there, create the claim outside
/// of the pipeline, or use an [`EphemeralVolume`](super::EphemeralVolume) or a workspace.
///
/// ```
/// use kfp_dsl::kubernetes::{AccessMode, CreatePvc};
/// use kfp_dsl::prelude::*;
///
/// #[pipeline]
/// fn demo(p: &mut Scope, size: Value<String>) {
///     let shared = CreatePvc::with_suffix("-data", size).access_modes([AccessMode::ReadWriteMany]);
///     let claim = p.task(shared.storage_class("nfs"));
///     let _: Value<String> = claim.name;
/// }
/// ```
#[must_use = "a claim is created by the task that `p.task(..)` makes of this"]
#[derive(Clone, Debug)]
pub struct CreatePvc(Arguments);

impl CreatePvc {
    /// A claim of that name and size, for [`AccessMode::ReadWriteOnce`].
    pub fn named(name: impl IntoInput<String>, size: impl IntoInput<String>) -> Self {
        CreatePvc(Arguments::new()).set(Position::Name, name.into_input()).sized(size)
    }

    /// A claim of that size, for [`AccessMode::ReadWriteOnce`]; its name is that of the run with the suffix.
    pub fn with_suffix(suffix: impl IntoInput<String>, size: impl IntoInput<String>) -> Self {
        CreatePvc(Arguments::new()).set(Position::Suffix, suffix.into_input()).sized(size)
    }

    fn sized(self, size: impl IntoInput<String>) -> Self {
        let size = match size.into_input() {
            Given(Some(Argument::Constant(Ok(IrValue::String(size))))) if !is_size(&size) => {
                Given::constant(Err(format!("`{size}` is not a size such as `5Gi`")))
            }
            size => size,
        };
        self.set(Position::Size, size)
            .set(Position::StorageClass, Given(Some(Argument::Omitted)))
            .access_modes([AccessMode::ReadWriteOnce])
    }

    /// How the volume may be used.
    pub fn access_modes(self, modes: impl IntoIterator<Item = AccessMode>) -> Self {
        let modes: Vec<String> = modes.into_iter().map(|mode| mode.to_string()).collect();
        let modes = if modes.is_empty() {
            Err("a volume needs an access mode".to_owned())
        } else {
            Constant::<Vec<String>>::constant(modes)
        };
        self.set(Position::AccessModes, Given::constant(modes))
    }

    /// Takes the volume from that storage class. Without it, KFP takes the class `standard`.
    pub fn storage_class(self, name: impl IntoInput<String>) -> Self {
        self.set(Position::StorageClass, name.into_input())
    }

    /// Takes that volume, which exists, and not one from a storage class.
    pub fn volume(self, name: impl IntoInput<String>) -> Self {
        let none = Given::constant(Ok(IrValue::String(String::new()).into()));
        self.set(Position::Volume, name.into_input()).set(Position::StorageClass, none)
    }

    /// Puts annotations on the claim.
    pub fn annotations(self, annotations: impl IntoInput<BTreeMap<String, String>>) -> Self {
        self.set(Position::Annotations, annotations.into_input())
    }

    /// Copies the volume from a snapshot or another claim: `"snapshot.storage.k8s.io"`, `"VolumeSnapshot"` and its name.
    pub fn data_source(
        self,
        api_group: impl Into<String>,
        kind: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        let fields = [("apiGroup", api_group.into()), ("kind", kind.into()), ("name", name.into())];
        let fields = fields.map(|(key, text)| (key.to_owned(), IrValue::String(text)));
        self.set(Position::DataSource, Given::constant(Ok(IrValue::Struct(Struct(fields.into())).into())))
    }

    /// The last one counts, so that what was set by default can be set again.
    fn set(mut self, position: Position, given: Given) -> Self {
        self.0.replace(position as usize, given);
        self
    }
}

impl Call for CreatePvc {
    type Outputs = CreatePvcOutputs;

    fn into_parts(self) -> Parts {
        Parts::component(&CREATE, self.0)
    }
}

/// The handles of the outputs of a task of [`CreatePvc`].
#[derive(Clone, Copy, Debug)]
pub struct CreatePvcOutputs {
    /// The name of the claim.
    pub name: Value<String>,
}

impl TaskOutputs for CreatePvcOutputs {
    fn bind(next: &mut Outgoing) -> Self {
        CreatePvcOutputs { name: next.output() }
    }
}

/// A task that deletes a volume claim: KFP's `DeletePVC`. Plain Argo has nothing for it (`AR103`).
#[must_use = "a claim is deleted by the task that `p.task(..)` makes of this"]
#[derive(Clone, Debug)]
pub struct DeletePvc(Arguments);

impl DeletePvc {
    /// Deletes the claim of that name. Let it run `.after` every task that uses the claim.
    pub fn named(name: impl IntoInput<String>) -> Self {
        DeletePvc(Arguments::new().with(0, name.into_input()))
    }
}

impl Call for DeletePvc {
    type Outputs = ();

    fn into_parts(self) -> Parts {
        Parts::component(&DELETE, self.0)
    }
}
