//! The Kubernetes settings that a run may decide.

use crate::model::TaskInputParameter;
use crate::model::platform::kubernetes::KubernetesExecutorConfig;

impl KubernetesExecutorConfig {
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
