//! The Kubernetes settings that name objects, and those that a run may decide.

use crate::model::TaskInputParameter;
use crate::model::platform::kubernetes::KubernetesExecutorConfig;

/// The name of a secret or config map in the settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObjectName<'c> {
    /// The field that lists the setting.
    pub field: &'static str,
    /// Where it is in the list.
    pub index: usize,
    /// What it is the name of, in words.
    pub what: &'static str,
    /// The name in the older field, which holds constants only.
    pub plain: &'c str,
    /// Where the name comes from.
    pub input: Option<&'c TaskInputParameter>,
}

impl KubernetesExecutorConfig {
    /// The names of all secrets and config maps.
    pub fn object_names(&self) -> impl Iterator<Item = ObjectName<'_>> {
        macro_rules! lists {
            ($($field:ident: $plain:ident, $input:ident = $name:literal, $what:literal;)*) => {{
                let all = std::iter::empty();
                $(let all = all.chain(self.$field.iter().enumerate().map(|(index, one)| ObjectName {
                    field: $name,
                    index,
                    what: $what,
                    plain: &one.$plain,
                    input: one.$input.as_ref(),
                }));)*
                all
            }};
        }
        lists! {
            secret_as_volume: secret_name, secret_name_parameter = "secretAsVolume", "secret";
            secret_as_env: secret_name, secret_name_parameter = "secretAsEnv", "secret";
            config_map_as_volume: config_map_name, config_map_name_parameter = "configMapAsVolume", "config map";
            config_map_as_env: config_map_name, config_map_name_parameter = "configMapAsEnv", "config map";
            image_pull_secret: secret_name, secret_name_parameter = "imagePullSecret", "secret";
        }
    }

    /// The settings that a run may decide: the field, the index where the field is a list, and the key that says where the
    /// value comes from.
    pub fn parameters(
        &self,
    ) -> impl Iterator<Item = (&'static str, Option<usize>, &'static str, &TaskInputParameter)> {
        macro_rules! lists {
            ($($field:ident . $key:ident = $name:literal, $json:literal;)*) => {{
                let all = std::iter::empty();
                $(let all = all.chain(self.$field.iter().enumerate().filter_map(|(i, one)| {
                    Some(($name, Some(i), $json, one.$key.as_ref()?))
                }));)*
                all
            }};
        }
        let selector = self.node_selector.iter().filter_map(|selector| {
            Some(("nodeSelector", None, "nodeSelectorJson", selector.node_selector_json.as_ref()?))
        });
        let all = lists! {
            secret_as_volume.secret_name_parameter = "secretAsVolume", "secretNameParameter";
            secret_as_env.secret_name_parameter = "secretAsEnv", "secretNameParameter";
            pvc_mount.pvc_name_parameter = "pvcMount", "pvcNameParameter";
            image_pull_secret.secret_name_parameter = "imagePullSecret", "secretNameParameter";
            config_map_as_volume.config_map_name_parameter = "configMapAsVolume", "configMapNameParameter";
            config_map_as_env.config_map_name_parameter = "configMapAsEnv", "configMapNameParameter";
            tolerations.toleration_json = "tolerations", "tolerationJson";
            node_affinity.node_affinity_json = "nodeAffinity", "nodeAffinityJson";
        };
        all.chain(selector)
    }
}
