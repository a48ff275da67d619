//! Secrets.

use kfp_ir::model::platform::kubernetes::{SecretAsEnv, SecretAsVolume, SecretKeyToEnv};

use super::keyed::{Keyed, keyed_setters};
use super::{Fragment, KubernetesSetting, Slot};

/// A secret of the cluster that a task reads, as variables or as files: KFP's `use_secret_as_env` and
/// `use_secret_as_volume`.
///
/// Only the name of the secret is in the pipeline. Its values never are, so a secret cannot be given for an input.
///
/// ```
/// use kfp_dsl::kubernetes::Secret;
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn load() -> Container {
///     Container::image("busybox").command(["sh", "-c"]).args(["test -n \"$DB_PASSWORD\""])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope, tls: Value<String>) {
///     p.task(load())
///         .kubernetes(Secret::named("db").env("user", "DB_USER").env("password", "DB_PASSWORD"))
///         .kubernetes(Secret::named(tls).mount("/etc/tls").optional());
/// }
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct Secret(Keyed);

impl Secret {
    keyed_setters!("The secret of that name.");
}

impl KubernetesSetting for Secret {
    fn fragment(self) -> Fragment {
        let Secret(secret) = self;
        let mut fragment = Fragment::default();
        secret.check(&mut fragment, "a secret");
        if !secret.env.is_empty() {
            let (secret_name, secret_name_parameter) = fragment.name(Slot::SecretEnv, &secret.name);
            let keys = secret.env.into_iter();
            fragment.config.secret_as_env.push(SecretAsEnv {
                secret_name,
                key_to_env: keys
                    .map(|(secret_key, env_var)| SecretKeyToEnv { secret_key, env_var })
                    .collect(),
                optional: Some(secret.optional),
                secret_name_parameter,
            });
        }
        if let Some(mount_path) = secret.mount {
            let (secret_name, secret_name_parameter) = fragment.name(Slot::SecretVolume, &secret.name);
            fragment.config.secret_as_volume.push(SecretAsVolume {
                secret_name,
                mount_path,
                optional: Some(secret.optional),
                secret_name_parameter,
            });
        }
        fragment
    }
}
