//! How the image of a task is pulled.

use std::fmt;

use kfp_ir::model::platform::kubernetes::ImagePullSecret as IrImagePullSecret;

use super::{Fragment, KubernetesSetting, Slot};
use crate::author::SettingText;
use crate::author::setting_text::SettingSource;

/// When the image of a task is pulled: KFP's `set_image_pull_policy`. The last one counts.
///
/// ```
/// use kfp_dsl::kubernetes::ImagePullPolicy;
/// # use kfp_dsl::prelude::*;
/// # #[container_component]
/// # fn train() -> Container {
/// #     Container::image("busybox").command(["true"])
/// # }
/// # #[pipeline]
/// # fn demo(p: &mut Scope) {
/// p.task(train()).kubernetes(ImagePullPolicy::Always);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImagePullPolicy {
    /// For every pod.
    Always,
    /// Unless the node has it.
    IfNotPresent,
    /// Never: the node has it.
    Never,
}

impl fmt::Display for ImagePullPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl KubernetesSetting for ImagePullPolicy {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        fragment.config.image_pull_policy = self.to_string();
        fragment
    }
}

/// A secret to pull the image with: KFP's `set_image_pull_secrets`.
///
/// Plain Argo takes the name only where it is known when the pipeline is compiled (`AR115`).
///
/// ```
/// use kfp_dsl::kubernetes::ImagePullSecret;
///
/// let secret = ImagePullSecret::named("registry");
/// # let _ = secret;
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct ImagePullSecret(SettingSource);

impl ImagePullSecret {
    /// The secret of that name.
    pub fn named(name: impl SettingText) -> Self {
        ImagePullSecret(name.setting())
    }
}

impl KubernetesSetting for ImagePullSecret {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        let (secret_name, secret_name_parameter) = fragment.name(Slot::PullSecret, &self.0);
        fragment.config.image_pull_secret.push(IrImagePullSecret { secret_name, secret_name_parameter });
        fragment
    }
}
