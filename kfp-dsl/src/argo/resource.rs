//! Work on Kubernetes objects.

use kfp_ir::model::platform::argo::{self as ir, ArgoExecutorConfig};

use super::condition::ObjectCondition;
use super::pod::object;
use crate::author::{Container, Placeholder};
use crate::run::Output;

/// Something that Argo does with one Kubernetes object: what a container component does instead of running a container.
///
/// Inputs of the component stand in the object where a container has them in its arguments. A text that is one input becomes
/// its value, whatever its type; other texts are put together. Outputs are read from the object when the step is over.
/// The service account of the run needs the rights to do it.
///
/// ```
/// use kfp_dsl::argo::{Resource, field};
/// use kfp_dsl::prelude::*;
/// use serde_json::json;
///
/// /// Trains on a cluster of its own.
/// #[container_component]
/// fn train(name: String, workers: i64, address: Output<String>) -> Container {
///     let job = json!({
///         "apiVersion": "kubeflow.org/v1",
///         "kind": "PyTorchJob",
///         "metadata": {"name": name.to_string()},
///         "spec": {"pytorchReplicaSpecs": {"Worker": {"replicas": workers.to_string()}}},
///     });
///     Container::argo_only(
///         Resource::apply(job)
///             .succeeds_when(field("status.phase").eq("Succeeded"))
///             .fails_when(field("status.phase").is_in(["Failed", "Lost"]))
///             .read(&address, "{.status.address}"),
///     )
/// }
/// ```
#[must_use = "give it to `Container::argo_only(..)` or to `Container::on_argo(..)`"]
#[derive(Clone, Debug, Default)]
pub struct Resource {
    pub(crate) step: ir::ResourceStep,
    pub(crate) faults: Vec<String>,
}

/// How a patch is merged into an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeStrategy {
    /// As Kubernetes merges lists of things with names; not for custom resources.
    Strategic,
    /// As RFC 7386 says: lists are replaced.
    Merge,
}

macro_rules! actions {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        pub fn $name(object: serde_json::Value) -> Self {
            Resource::new(stringify!($name), &object)
        }
    )*};
}

impl Resource {
    actions! {
        /// Makes the object, which must not be there.
        create;
        /// Makes the object, or makes it what is said here.
        apply;
        /// Makes the object, which must be there, what is said here.
        replace;
        /// Changes the fields of the object that are said here.
        patch;
        /// Only looks at the object.
        get;
        /// Removes the object.
        delete;
    }

    fn new(action: &str, json: &serde_json::Value) -> Self {
        let manifest = object(json);
        let mut resource = Resource::default();
        if manifest.is_none() {
            resource.faults.push(format!("`{json}` is not a Kubernetes object"));
        }
        resource.step = ir::ResourceStep { action: action.to_owned(), manifest, ..Default::default() };
        resource
    }

    /// The step is over and well when the object looks like that. Without it, it is over as soon as the object is made.
    pub fn succeeds_when(mut self, condition: ObjectCondition) -> Self {
        self.step.success_condition = self.selector(condition);
        self
    }

    /// The step has failed when the object looks like that.
    pub fn fails_when(mut self, condition: ObjectCondition) -> Self {
        self.step.failure_condition = self.selector(condition);
        self
    }

    /// Reads an output of the component from a field of the object, by Kubernetes' JSONPath: `{.status.phase}`. A field
    /// that is not there gives the empty text.
    pub fn read<T>(mut self, output: &Placeholder<Output<T>>, path: impl Into<String>) -> Self {
        let json_path = path.into();
        if !(json_path.starts_with('{') && json_path.ends_with('}')) || json_path.contains("{{") {
            self.faults.push(format!("`{json_path}` is no path such as `{{.status.phase}}`"));
        }
        self.step.outputs.push(ir::FieldOutput { name: output.name.to_owned(), json_path });
        self
    }

    /// How a patch is merged.
    pub fn merge(mut self, strategy: MergeStrategy) -> Self {
        self.step.merge_strategy = match strategy {
            MergeStrategy::Strategic => "strategic",
            MergeStrategy::Merge => "merge",
        }
        .to_owned();
        self
    }

    /// The object goes away with the workflow.
    pub fn owned_by_run(mut self) -> Self {
        self.step.set_owner_reference = true;
        self
    }

    fn selector(&mut self, condition: ObjectCondition) -> String {
        condition.selector().unwrap_or_else(|fault| {
            self.faults.push(fault);
            String::new()
        })
    }
}

impl Container {
    /// No container: Argo does something with a Kubernetes object. KFP refuses a task of it.
    pub fn argo_only(resource: Resource) -> Self {
        Container::default().on_argo(resource)
    }

    /// On Argo, something is done with a Kubernetes object instead of running this container; KFP runs the container.
    pub fn on_argo(mut self, resource: Resource) -> Self {
        let Resource { step, faults } = resource;
        self.argo = Some(Box::new(ArgoExecutorConfig {
            resource: Some(Box::new(step)),
            ..ArgoExecutorConfig::default()
        }));
        self.faults = faults;
        self
    }
}
