//! Fields of the pod as environment variables.

use kfp_ir::model::platform::kubernetes::FieldPathAsEnv;
use kfp_ir::valid::kubernetes_names::is_pod_field;

use super::{Fragment, KubernetesSetting, check};

/// A field of the pod that a task reads from an environment variable: KFP's `use_field_path_as_env`.
///
/// ```
/// use kfp_dsl::kubernetes::FieldPath;
///
/// let name = FieldPath::of("metadata.name").env("POD_NAME");
/// let team = FieldPath::of("metadata.labels['team']").env("TEAM");
/// # let _ = (name, team);
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct FieldPath {
    path: String,
    variables: Vec<String>,
}

impl FieldPath {
    /// That field of the pod, such as `metadata.name`, `spec.nodeName` or `metadata.annotations['x']`.
    pub fn of(path: impl Into<String>) -> Self {
        FieldPath { path: path.into(), variables: Vec::new() }
    }

    /// Gives it to the task as that variable.
    pub fn env(mut self, variable: impl Into<String>) -> Self {
        self.variables.push(variable.into());
        self
    }
}

impl KubernetesSetting for FieldPath {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        let FieldPath { path, variables } = self;
        if !is_pod_field(&path, |key| !key.is_empty()) {
            let message = format!("`{path}` is not a field that Kubernetes gives to a variable");
            let help = "use `metadata.name`, `.namespace`, `.uid`, `.labels['..']`, `.annotations['..']`, `spec.nodeName`, `spec.serviceAccountName`, `status.podIP` or `status.hostIP`";
            fragment.fault(message, help);
        }
        if variables.is_empty() {
            fragment.fault(format!("the field `{path}` has no variable"), "name it: `.env(\"POD_NAME\")`");
        }
        for name in variables {
            check::variable(&mut fragment, &name);
            fragment.config.field_path_as_env.push(FieldPathAsEnv { name, field_path: path.clone() });
        }
        fragment
    }
}
