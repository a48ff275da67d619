//! One setting as a task records it: a piece of the executor's configuration, and what is wrong with it.

use kfp_ir::model::TaskInputParameter;
use kfp_ir::model::platform::kubernetes::KubernetesExecutorConfig;

use crate::author::graph::Handle;
use crate::author::setting_text::{Said, SettingSource};

/// Something that a task asks of its pod: see [`kubernetes`](crate::kubernetes).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Kubernetes setting of a task",
    label = "not a Kubernetes setting",
    note = "the settings are in `kfp_dsl::kubernetes`, such as `Secret::named(\"db\").env(\"password\", \"DB_PASSWORD\")`"
)]
pub trait KubernetesSetting {
    /// What the task records.
    #[doc(hidden)]
    fn fragment(self) -> Fragment;
}

/// A recorded setting.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    /// The setting alone.
    pub(crate) config: KubernetesExecutorConfig,
    /// The values of the run in it, with the places that they belong to.
    pub(crate) values: Vec<(Slot, Handle)>,
    pub(crate) faults: Vec<Fault>,
}

/// Something that is wrong with a setting.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) help: &'static str,
}

/// The place of a value of the run in a [`Fragment`], where it is the only entry of its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    SecretEnv,
    SecretVolume,
    ConfigMapEnv,
    ConfigMapVolume,
    Pvc,
    PullSecret,
    NodeSelector,
    NodeAffinity,
    Toleration,
}

impl Slot {
    /// What the value is, in words.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Slot::SecretEnv | Slot::SecretVolume => "the name of a secret",
            Slot::ConfigMapEnv | Slot::ConfigMapVolume => "the name of a config map",
            Slot::Pvc => "the name of a volume claim",
            Slot::PullSecret => "the name of a pull secret",
            Slot::NodeSelector => "a node selector",
            Slot::NodeAffinity => "a node affinity",
            Slot::Toleration => "a toleration",
        }
    }
}

impl Fragment {
    /// Notes a mistake.
    pub(crate) fn fault(&mut self, message: impl Into<String>, help: &'static str) {
        self.faults.push(Fault { message: message.into(), help });
    }

    /// The two forms of a name in the configuration; a value of the run is filled in when the pipeline is emitted.
    pub(crate) fn name(&mut self, slot: Slot, name: &SettingSource) -> (String, Option<TaskInputParameter>) {
        match &name.0 {
            Said::Fixed(text) => {
                super::check::object_name(self, slot.what(), text);
                (text.clone(), Some(TaskInputParameter::constant(text.as_str())))
            }
            Said::Value(handle) => {
                self.values.push((slot, *handle));
                (String::new(), None)
            }
        }
    }

    /// Puts what a run reads into its place.
    pub(crate) fn fill(&mut self, slot: Slot, input: TaskInputParameter) {
        let config = &mut self.config;
        let place = match slot {
            Slot::SecretEnv => config.secret_as_env.first_mut().map(|s| &mut s.secret_name_parameter),
            Slot::SecretVolume => config.secret_as_volume.first_mut().map(|s| &mut s.secret_name_parameter),
            Slot::ConfigMapEnv => {
                config.config_map_as_env.first_mut().map(|c| &mut c.config_map_name_parameter)
            }
            Slot::ConfigMapVolume => {
                config.config_map_as_volume.first_mut().map(|c| &mut c.config_map_name_parameter)
            }
            Slot::Pvc => config.pvc_mount.first_mut().map(|mount| {
                mount.task_output_parameter.clone_from(&input.task_output_parameter);
                mount.component_input_parameter.clone_from(&input.component_input_parameter);
                &mut mount.pvc_name_parameter
            }),
            Slot::PullSecret => config.image_pull_secret.first_mut().map(|s| &mut s.secret_name_parameter),
            Slot::NodeSelector => config.node_selector.as_mut().map(|n| &mut n.node_selector_json),
            Slot::NodeAffinity => config.node_affinity.first_mut().map(|n| &mut n.node_affinity_json),
            Slot::Toleration => config.tolerations.first_mut().map(|t| &mut t.toleration_json),
        };
        if let Some(place) = place {
            *place = Some(input);
        }
    }

    /// Adds this setting to those that were given before.
    pub(crate) fn add_to(self, config: &mut KubernetesExecutorConfig) {
        let mut own = self.config;
        config.secret_as_volume.append(&mut own.secret_as_volume);
        config.secret_as_env.append(&mut own.secret_as_env);
        config.pvc_mount.append(&mut own.pvc_mount);
        config.image_pull_secret.append(&mut own.image_pull_secret);
        config.config_map_as_volume.append(&mut own.config_map_as_volume);
        config.config_map_as_env.append(&mut own.config_map_as_env);
        config.field_path_as_env.append(&mut own.field_path_as_env);
        config.tolerations.append(&mut own.tolerations);
        config.generic_ephemeral_volume.append(&mut own.generic_ephemeral_volume);
        config.pod_affinity.append(&mut own.pod_affinity);
        config.empty_dir_mounts.append(&mut own.empty_dir_mounts);
        config.init_containers.append(&mut own.init_containers);
        if own.node_affinity.iter().any(|term| term.node_affinity_json.is_some()) {
            // There is one JSON affinity at most: the last.
            config.node_affinity.retain(|term| term.node_affinity_json.is_none());
        }
        config.node_affinity.append(&mut own.node_affinity);
        if let Some(selector) = own.node_selector {
            let all = config.node_selector.get_or_insert_default();
            all.labels.extend(selector.labels);
            all.node_selector_json = selector.node_selector_json.or(all.node_selector_json.take());
        }
        if let Some(metadata) = own.pod_metadata {
            let all = config.pod_metadata.get_or_insert_default();
            all.labels.extend(metadata.labels);
            all.annotations.extend(metadata.annotations);
        }
        if let Some(security) = own.security_context {
            let all = config.security_context.get_or_insert_default();
            all.run_as_user = security.run_as_user.or(all.run_as_user);
            all.run_as_group = security.run_as_group.or(all.run_as_group);
            all.run_as_non_root = security.run_as_non_root.or(all.run_as_non_root);
        }
        if !own.image_pull_policy.is_empty() {
            config.image_pull_policy = own.image_pull_policy;
        }
    }
}
