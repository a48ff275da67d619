//! Config maps.

use kfp_ir::model::platform::kubernetes::{ConfigMapAsEnv, ConfigMapAsVolume, ConfigMapKeyToEnv};

use super::keyed::{Keyed, keyed_setters};
use super::{Fragment, KubernetesSetting, Slot};

/// A config map of the cluster that a task reads, as variables or as files: KFP's `use_config_map_as_env` and
/// `use_config_map_as_volume`.
///
/// ```
/// use kfp_dsl::kubernetes::ConfigMap;
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn load() -> Container {
///     Container::image("busybox").command(["ls"]).args(["/etc/load"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     p.task(load()).kubernetes(ConfigMap::named("load").env("level", "LOG_LEVEL").mount("/etc/load"));
/// }
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct ConfigMap(Keyed);

impl ConfigMap {
    keyed_setters!("The config map of that name.");
}

impl KubernetesSetting for ConfigMap {
    fn fragment(self) -> Fragment {
        let ConfigMap(map) = self;
        let mut fragment = Fragment::default();
        map.check(&mut fragment, "a config map");
        if !map.env.is_empty() {
            let (config_map_name, config_map_name_parameter) = fragment.name(Slot::ConfigMapEnv, &map.name);
            let keys = map.env.into_iter();
            fragment.config.config_map_as_env.push(ConfigMapAsEnv {
                config_map_name,
                key_to_env: keys
                    .map(|(config_map_key, env_var)| ConfigMapKeyToEnv { config_map_key, env_var })
                    .collect(),
                optional: Some(map.optional),
                config_map_name_parameter,
            });
        }
        if let Some(mount_path) = map.mount {
            let (config_map_name, config_map_name_parameter) =
                fragment.name(Slot::ConfigMapVolume, &map.name);
            fragment.config.config_map_as_volume.push(ConfigMapAsVolume {
                config_map_name,
                mount_path,
                optional: Some(map.optional),
                config_map_name_parameter,
            });
        }
        fragment
    }
}
