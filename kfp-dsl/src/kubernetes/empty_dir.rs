//! Empty volumes that live as long as the pod.

use kfp_ir::model::platform::kubernetes::EmptyDirMount;

use super::{Fragment, KubernetesSetting, check};

/// An empty volume that lives as long as the pod: KFP's `empty_dir_mount`.
///
/// ```
/// use kfp_dsl::kubernetes::EmptyDir;
///
/// let cache = EmptyDir::new("cache", "/cache").size_limit("20Gi");
/// let fast = EmptyDir::new("fast", "/fast").in_memory().size_limit("1Gi");
/// # let _ = (cache, fast);
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct EmptyDir {
    name: String,
    mount_path: String,
    medium: Option<String>,
    size_limit: Option<String>,
}

impl EmptyDir {
    /// An empty volume of that name at that path, on the disk of the node.
    pub fn new(name: impl Into<String>, mount_path: impl Into<String>) -> Self {
        EmptyDir { name: name.into(), mount_path: mount_path.into(), medium: None, size_limit: None }
    }

    /// Keeps it in memory; what is written counts as memory of the task.
    pub fn in_memory(self) -> Self {
        EmptyDir { medium: Some("Memory".to_owned()), ..self }
    }

    /// Keeps it in huge pages of the node.
    pub fn in_huge_pages(self) -> Self {
        EmptyDir { medium: Some("HugePages".to_owned()), ..self }
    }

    /// Stops the pod when more is written.
    pub fn size_limit(self, size: impl Into<String>) -> Self {
        EmptyDir { size_limit: Some(size.into()), ..self }
    }
}

impl KubernetesSetting for EmptyDir {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        check::label_name(&mut fragment, "the name of a volume", &self.name);
        check::mount_path(&mut fragment, &self.mount_path);
        if let Some(size) = &self.size_limit {
            check::size(&mut fragment, size);
        }
        let EmptyDir { name: volume_name, mount_path, medium, size_limit } = self;
        fragment.config.empty_dir_mounts.push(EmptyDirMount { volume_name, mount_path, medium, size_limit });
        fragment
    }
}

/// A larger `/dev/shm`, which data loaders of PyTorch ask for; Kubernetes gives 64 MiB.
///
/// It is an [`EmptyDir`] in memory. The IR has a field of its own, `enabledSharedMemory`, but KFP's backend ignores that
/// (2.17 and before).
///
/// ```
/// use kfp_dsl::kubernetes::SharedMemory;
///
/// let memory = SharedMemory::of("8Gi");
/// # let _ = memory;
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct SharedMemory(EmptyDir);

impl SharedMemory {
    /// That much shared memory at most; what is used counts as memory of the task.
    pub fn of(size: impl Into<String>) -> Self {
        SharedMemory(EmptyDir::new("shm", "/dev/shm").in_memory().size_limit(size))
    }
}

impl KubernetesSetting for SharedMemory {
    fn fragment(self) -> Fragment {
        self.0.fragment()
    }
}
