//! How tasks run, as data.

/// How a task runs.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Settings {
    pub display_name: Option<String>,
    pub cpu_request: Option<String>,
    pub cpu_limit: Option<String>,
    pub memory_request: Option<String>,
    pub memory_limit: Option<String>,
    pub accelerator: Option<(String, u32)>,
    pub retry: Option<Retry>,
    pub env: Vec<(String, String)>,
    pub caching: Option<Caching>,
    pub timeout: Option<u64>,
    pub image: Option<String>,
    pub kubernetes: Vec<Kubernetes>,
}

/// A setting of the pod.
#[derive(Clone, Debug, PartialEq)]
pub enum Kubernetes {
    SecretEnv,
    SecretVolume,
    ConfigMapEnv,
    ConfigMapVolume,
    PodLabel,
    PodAnnotation,
    Toleration,
    NodeLabel,
    PullPolicy,
    PullSecret,
    EmptyDir,
    FieldPath,
    Claim,
    SecurityContext,
    NodeAffinity,
    PreferredNode,
    EphemeralVolume,
    SharedMemory,
}

impl Kubernetes {
    /// All of them.
    pub const ALL: &[Kubernetes] = &[
        Kubernetes::SecretEnv,
        Kubernetes::SecretVolume,
        Kubernetes::ConfigMapEnv,
        Kubernetes::ConfigMapVolume,
        Kubernetes::PodLabel,
        Kubernetes::PodAnnotation,
        Kubernetes::Toleration,
        Kubernetes::NodeLabel,
        Kubernetes::PullPolicy,
        Kubernetes::PullSecret,
        Kubernetes::EmptyDir,
        Kubernetes::FieldPath,
        Kubernetes::Claim,
        Kubernetes::SecurityContext,
        Kubernetes::NodeAffinity,
        Kubernetes::PreferredNode,
        Kubernetes::EphemeralVolume,
        Kubernetes::SharedMemory,
    ];
}

/// A setting that is a value of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dynamic {
    Image,
    CpuLimit,
    MemoryRequest,
    SecretEnv,
    SecretVolume,
    ConfigMapEnv,
    ConfigMapVolume,
    Claim,
    PullSecret,
}

impl Dynamic {
    /// All of them.
    pub const ALL: &[Dynamic] = &[
        Dynamic::Image,
        Dynamic::CpuLimit,
        Dynamic::MemoryRequest,
        Dynamic::SecretEnv,
        Dynamic::SecretVolume,
        Dynamic::ConfigMapEnv,
        Dynamic::ConfigMapVolume,
        Dynamic::Claim,
        Dynamic::PullSecret,
    ];

    /// Whether it is the name of an object in the cluster.
    pub fn is_name(self) -> bool {
        !matches!(self, Dynamic::Image | Dynamic::CpuLimit | Dynamic::MemoryRequest)
    }
}

/// How often a task runs again; times are in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Retry {
    pub times: u32,
    pub waiting: Option<(u64, f64, u64)>,
}

/// Whether results of earlier runs count.
#[derive(Clone, Debug, PartialEq)]
pub enum Caching {
    On,
    Off,
    Key(String),
}

impl Settings {
    /// These settings over others.
    pub fn over(&self, defaults: &Settings) -> Settings {
        let mut env = defaults.env.clone();
        env.extend(self.env.iter().cloned());
        Settings {
            display_name: self.display_name.clone().or_else(|| defaults.display_name.clone()),
            cpu_request: self.cpu_request.clone().or_else(|| defaults.cpu_request.clone()),
            cpu_limit: self.cpu_limit.clone().or_else(|| defaults.cpu_limit.clone()),
            memory_request: self.memory_request.clone().or_else(|| defaults.memory_request.clone()),
            memory_limit: self.memory_limit.clone().or_else(|| defaults.memory_limit.clone()),
            accelerator: self.accelerator.clone().or_else(|| defaults.accelerator.clone()),
            retry: self.retry.clone().or_else(|| defaults.retry.clone()),
            env,
            caching: self.caching.clone().or_else(|| defaults.caching.clone()),
            timeout: self.timeout.or(defaults.timeout),
            image: self.image.clone().or_else(|| defaults.image.clone()),
            kubernetes: defaults.kubernetes.iter().chain(&self.kubernetes).cloned().collect(),
        }
    }
}
