//! Volumes from a storage class that live as long as the pod.

use kfp_ir::model::platform::kubernetes::GenericEphemeralVolume;

use super::claim::modes;
use super::pod_metadata::PodMetadata;
use super::{AccessMode, Fragment, KubernetesSetting, check};

/// A volume from a storage class that lives as long as the pod: KFP's `add_ephemeral_volume`.
///
/// ```
/// use kfp_dsl::kubernetes::EphemeralVolume;
///
/// let scratch = EphemeralVolume::new("scratch", "/scratch", "200Gi").storage_class("fast").label("team", "risk");
/// # let _ = scratch;
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct EphemeralVolume {
    name: String,
    mount_path: String,
    size: String,
    modes: Vec<AccessMode>,
    storage_class: Option<String>,
    metadata: PodMetadata,
}

impl EphemeralVolume {
    /// A volume of that name and size (`10Gi`) at that path, for [`AccessMode::ReadWriteOnce`], from the default storage
    /// class of the cluster.
    pub fn new(name: impl Into<String>, mount_path: impl Into<String>, size: impl Into<String>) -> Self {
        EphemeralVolume {
            name: name.into(),
            mount_path: mount_path.into(),
            size: size.into(),
            modes: vec![AccessMode::ReadWriteOnce],
            storage_class: None,
            metadata: PodMetadata::new(),
        }
    }

    /// How the volume may be used.
    pub fn access_modes(mut self, modes: impl IntoIterator<Item = AccessMode>) -> Self {
        self.modes = modes.into_iter().collect();
        self
    }

    /// Takes the volume from that storage class.
    pub fn storage_class(mut self, name: impl Into<String>) -> Self {
        self.storage_class = Some(name.into());
        self
    }

    /// Puts a label on the claim of the volume.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata = self.metadata.label(key, value);
        self
    }

    /// Puts an annotation on the claim of the volume.
    pub fn annotation(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata = self.metadata.annotation(key, value);
        self
    }
}

impl KubernetesSetting for EphemeralVolume {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        check::label_name(&mut fragment, "the name of a volume", &self.name);
        check::mount_path(&mut fragment, &self.mount_path);
        check::size(&mut fragment, &self.size);
        if let Some(class) = &self.storage_class {
            check::object_name(&mut fragment, "the name of a storage class", class);
        }
        let metadata = self.metadata.checked(&mut fragment);
        let access_modes = modes(&mut fragment, &self.modes);
        fragment.config.generic_ephemeral_volume.push(GenericEphemeralVolume {
            volume_name: self.name,
            mount_path: self.mount_path,
            access_modes,
            size: self.size,
            default_storage_class: self.storage_class.is_none(),
            storage_class_name: self.storage_class.unwrap_or_default(),
            metadata,
        });
        fragment
    }
}
