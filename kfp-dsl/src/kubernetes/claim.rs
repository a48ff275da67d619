//! Volume claims that exist.

use std::fmt;

use kfp_ir::model::platform::kubernetes::PvcMount as IrPvcMount;

use super::{Fragment, KubernetesSetting, Slot, check};
use crate::author::SettingText;
use crate::author::setting_text::SettingSource;

/// Mounts a volume claim: KFP's `mount_pvc`.
///
/// The name is text, an input of the pipeline or the output of a task such as [`CreatePvc`](super::CreatePvc); the task then
/// waits for it. The name enters KFP's cache key, the content of the volume does not.
///
/// ```
/// use kfp_dsl::kubernetes::{CreatePvc, DeletePvc, PvcMount};
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn train() -> Container {
///     Container::image("busybox").command(["ls"]).args(["/data"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     let claim = p.task(CreatePvc::with_suffix("-data", "5Gi").storage_class("standard"));
///     let trained = p.task(train()).kubernetes(PvcMount::new(claim.name, "/data").sub_path("train"));
///     p.task(DeletePvc::named(claim.name)).after(&trained);
/// }
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct PvcMount {
    name: SettingSource,
    mount_path: String,
    sub_path: String,
}

impl PvcMount {
    /// Mounts the claim of that name at that path.
    pub fn new(name: impl SettingText, mount_path: impl Into<String>) -> Self {
        PvcMount { name: name.setting(), mount_path: mount_path.into(), sub_path: String::new() }
    }

    /// Mounts only that folder of the volume.
    pub fn sub_path(mut self, path: impl Into<String>) -> Self {
        self.sub_path = path.into();
        self
    }
}

impl KubernetesSetting for PvcMount {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        check::mount_path(&mut fragment, &self.mount_path);
        if self.sub_path.starts_with('/') || self.sub_path.split('/').any(|part| part == "..") {
            let help = "write a path inside the volume, without `/` in front and without `..`";
            fragment.fault(format!("`{}` is not a folder of a volume", self.sub_path), help);
        }
        let (name, pvc_name_parameter) = fragment.name(Slot::Pvc, &self.name);
        fragment.config.pvc_mount.push(IrPvcMount {
            constant: self.name.fixed().is_some().then_some(name),
            mount_path: self.mount_path,
            pvc_name_parameter,
            sub_path: self.sub_path,
            ..IrPvcMount::default()
        });
        fragment
    }
}

/// How a volume may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessMode {
    /// Read and written by the pods of one node.
    ReadWriteOnce,
    /// Read by the pods of many nodes.
    ReadOnlyMany,
    /// Read and written by the pods of many nodes.
    ReadWriteMany,
    /// Read and written by one pod.
    ReadWriteOncePod,
}

impl fmt::Display for AccessMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// The modes as Kubernetes writes them; a volume has one at least.
pub(super) fn modes(fragment: &mut Fragment, modes: &[AccessMode]) -> Vec<String> {
    if modes.is_empty() {
        fragment.fault("a volume without access modes cannot be used", "give one, such as `ReadWriteOnce`");
    }
    modes.iter().map(ToString::to_string).collect()
}
