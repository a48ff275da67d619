//! Containers that run before a task, or beside it.

use std::collections::BTreeMap;

use kfp_ir::model::platform::kubernetes::{
    InitContainer as IrInitContainer, InitContainerEnvVar, InitContainerResources, InitContainerVolumeMount,
};

use super::{Fragment, KubernetesSetting, check};

/// A container that runs before the task, in the same pod: `add_init_container` of KFP's development version.
///
/// KFP 2.17 refuses a pipeline that has one, so it is an error (`B120`) unless the pipeline is built for another
/// [target](crate::BuildOptions::target): newer versions of KFP, or plain Argo.
///
/// ```
/// use kfp_dsl::kubernetes::{EmptyDir, InitContainer};
/// use kfp_dsl::prelude::*;
/// use kfp_dsl::{BuildOptions, Target};
///
/// #[container_component]
/// fn train() -> Container {
///     Container::image("busybox").command(["ls"]).args(["/weights"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     let fetch = InitContainer::new("fetch", "busybox").command(["wget"]).args(["-P", "/weights", "http://models/w"]);
///     p.task(train())
///         .kubernetes(EmptyDir::new("weights", "/weights"))
///         .kubernetes(fetch.mount("weights", "/weights"));
/// }
///
/// let options = BuildOptions { target: Target::Argo40, ..BuildOptions::default() };
/// Pipeline::of(demo).build(&options)?;
/// assert!(Pipeline::of(demo).build(&BuildOptions::default()).is_err());
/// # Ok::<(), kfp_dsl::BuildErrors>(())
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct InitContainer {
    name: String,
    image: String,
    command: Vec<String>,
    args: Vec<String>,
    env: Vec<(String, String)>,
    mounts: Vec<(String, String)>,
    sidecar: bool,
    requests: BTreeMap<String, String>,
    limits: BTreeMap<String, String>,
}

impl InitContainer {
    /// A container of that name and image.
    pub fn new(name: impl Into<String>, image: impl Into<String>) -> Self {
        InitContainer {
            name: name.into(),
            image: image.into(),
            command: Vec::new(),
            args: Vec::new(),
            env: Vec::new(),
            mounts: Vec::new(),
            sidecar: false,
            requests: BTreeMap::new(),
            limits: BTreeMap::new(),
        }
    }

    /// Adds to the command. Without one, the entry point of the image runs.
    pub fn command<S: Into<String>>(mut self, command: impl IntoIterator<Item = S>) -> Self {
        self.command.extend(command.into_iter().map(Into::into));
        self
    }

    /// Adds arguments.
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Mounts a volume of the task, by its name ([`EmptyDir`](super::EmptyDir),
    /// [`EphemeralVolume`](super::EphemeralVolume)), at that path.
    pub fn mount(mut self, volume: impl Into<String>, path: impl Into<String>) -> Self {
        self.mounts.push((volume.into(), path.into()));
        self
    }

    /// Runs beside the task instead of before it, until the task has ended.
    pub fn sidecar(self) -> Self {
        InitContainer { sidecar: true, ..self }
    }

    /// Requests that much of a resource: `.request("cpu", "500m")`.
    pub fn request(mut self, resource: impl Into<String>, quantity: impl Into<String>) -> Self {
        self.requests.insert(resource.into(), quantity.into());
        self
    }

    /// Limits it to that much of a resource: `.limit("memory", "1Gi")`.
    pub fn limit(mut self, resource: impl Into<String>, quantity: impl Into<String>) -> Self {
        self.limits.insert(resource.into(), quantity.into());
        self
    }
}

impl KubernetesSetting for InitContainer {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        check::label_name(&mut fragment, "the name of an init container", &self.name);
        if self.name == "kfp-launcher" {
            fragment.fault("`kfp-launcher` is the name of KFP's own init container", "choose another name");
        }
        if self.image.trim().is_empty() {
            fragment.fault(format!("the init container `{}` has no image", self.name), "name an image");
        }
        for (name, _) in &self.env {
            check::variable(&mut fragment, name);
        }
        for (volume, path) in &self.mounts {
            check::label_name(&mut fragment, "the name of a volume", volume);
            check::mount_path(&mut fragment, path);
        }
        let env = self.env.into_iter().map(|(name, value)| InitContainerEnvVar { name, value });
        let mounts = self.mounts.into_iter();
        let resources = !(self.requests.is_empty() && self.limits.is_empty());
        fragment.config.init_containers.push(IrInitContainer {
            name: self.name,
            image: self.image,
            command: self.command,
            args: self.args,
            env: env.collect(),
            volume_mounts: mounts
                .map(|(volume_name, mount_path)| InitContainerVolumeMount { volume_name, mount_path })
                .collect(),
            restart_policy: self.sidecar.then(|| "Always".to_owned()),
            resources: resources
                .then_some(InitContainerResources { requests: self.requests, limits: self.limits }),
        });
        fragment
    }
}
