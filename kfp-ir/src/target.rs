//! What each version of each engine can do, as data. Checks and back ends ask for a capability, never for a version.

/// Where the workspace of a run is mounted; engines put this in place of `{{$.workspace_path}}`.
pub const WORKSPACE_PATH: &str = "/kfp-workspace";

/// Whether a path is that of the workspace, or inside it.
pub fn in_workspace(path: &str) -> bool {
    path.strip_prefix(WORKSPACE_PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether an image stands for work of KFP's driver itself, which starts no container then: it creates and deletes volume
/// claims (`backend/src/v2/driver/k8s.go`).
pub fn is_done_by_driver(image: &str) -> bool {
    image.starts_with("argostub/")
}

/// An engine that runs pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Kubeflow Pipelines 2.17.
    Kfp217,
    /// Kubeflow Pipelines after 2.17 (its master branch of August 2026).
    KfpMaster,
    /// Argo Workflows 3.6.
    Argo36,
    /// Argo Workflows 3.7.
    Argo37,
    /// Argo Workflows 4.0.
    Argo40,
    /// Argo Workflows 4.1.
    Argo41,
}

/// The system that a target belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Engine {
    /// Kubeflow Pipelines: the IR is uploaded.
    Kfp,
    /// Argo Workflows without Kubeflow: the IR is lowered to a workflow first.
    Argo,
}

/// What a target can do with a document.
///
/// For Argo these are the abilities of the lowered workflow: what the lowering settles beforehand counts as able.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The system.
    pub engine: Engine,
    /// `Concat` arguments are put together (kubeflow/pipelines issues 9486, 8711).
    pub concat: bool,
    /// `IfPresent` arguments may ask for an artifact (kubeflow/pipelines pull request 14175).
    pub if_present_artifact: bool,
    /// A container may use an input that its task leaves to its default (kubeflow/pipelines issue 12598).
    pub omitted_default: bool,
    /// `cachingOptions.cacheKey` replaces the computed key (kubeflow/pipelines pull request 13762).
    pub cache_key: bool,
    /// `initContainers` of the Kubernetes settings are known.
    pub init_containers: bool,
    /// Text of the author is protected from Argo's own `{{...}}`.
    pub protected_text: bool,
    /// The image's entry point is kept when a container names no command; if not, the first argument is run.
    pub entry_point: bool,
}

impl Target {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Kfp217, Self::KfpMaster, Self::Argo36, Self::Argo37, Self::Argo40, Self::Argo41];

    /// The name on a command line: `kfp-2.17`, `argo-4.1`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kfp217 => "kfp-2.17",
            Self::KfpMaster => "kfp-master",
            Self::Argo36 => "argo-3.6",
            Self::Argo37 => "argo-3.7",
            Self::Argo40 => "argo-4.0",
            Self::Argo41 => "argo-4.1",
        }
    }

    /// The target of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|target| target.name() == name)
    }

    /// What it can do.
    pub fn capabilities(self) -> Capabilities {
        let kfp217 = Capabilities {
            engine: Engine::Kfp,
            concat: false,
            if_present_artifact: false,
            omitted_default: false,
            cache_key: false,
            init_containers: false,
            protected_text: false,
            entry_point: false,
        };
        match self {
            Self::Kfp217 => kfp217,
            Self::KfpMaster => Capabilities {
                if_present_artifact: true,
                omitted_default: true,
                cache_key: true,
                init_containers: true,
                ..kfp217
            },
            Self::Argo36 | Self::Argo37 | Self::Argo40 | Self::Argo41 => Capabilities {
                engine: Engine::Argo,
                concat: true,
                if_present_artifact: true,
                omitted_default: true,
                cache_key: true,
                init_containers: true,
                protected_text: true,
                entry_point: true,
            },
        }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for target in Target::ALL {
            assert_eq!(Target::from_name(target.name()), Some(*target));
        }
        assert_eq!(Target::from_name("kfp"), None);
    }
}
