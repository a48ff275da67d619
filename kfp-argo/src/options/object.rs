//! Which Kubernetes object a pipeline becomes, and how its runs live and die.

/// The object that a pipeline becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ObjectKind {
    /// A run: `Workflow`.
    #[default]
    Workflow,
    /// Something to start runs from: `WorkflowTemplate`.
    WorkflowTemplate,
    /// The same for all namespaces: `ClusterWorkflowTemplate`.
    ClusterWorkflowTemplate,
    /// Runs by the clock: `CronWorkflow`. All inputs need a value.
    CronWorkflow(Schedule),
    /// A `WorkflowTemplate`, and a `Workflow` that only names it: all that a controller admits whose
    /// `templateReferencing` is `Secure` or `Strict`.
    TemplateAndRun {
        /// Whether the template is a `ClusterWorkflowTemplate`.
        cluster: bool,
    },
}

/// When a cron workflow runs.
///
/// ```
/// use kfp_argo::{Concurrency, Schedule};
///
/// let nightly = Schedule { timezone: Some("Europe/Berlin".into()), ..Schedule::of(["0 3 * * *"]) };
/// assert_eq!(nightly.concurrency, Concurrency::Allow);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Cron expressions of five fields; the workflow runs at the times of each of them.
    pub cron: Vec<String>,
    /// The time zone of the expressions by its IANA name; that of the controller when absent.
    pub timezone: Option<String>,
    /// What happens when the run before is not over.
    pub concurrency: Concurrency,
    /// How many seconds late a run may start.
    pub starting_deadline_seconds: Option<u32>,
    /// Whether no run starts until someone says so.
    pub suspend: bool,
    /// How many successful runs are kept; three when absent.
    pub successful_history: Option<u32>,
    /// How many failed runs are kept; one when absent.
    pub failed_history: Option<u32>,
}

impl Schedule {
    /// Those times, with defaults for everything else.
    pub fn of<T: Into<String>>(cron: impl IntoIterator<Item = T>) -> Self {
        Schedule { cron: cron.into_iter().map(Into::into).collect(), ..Schedule::default() }
    }
}

/// What happens at a time of a schedule when the run before is not over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Concurrency {
    /// Both run.
    #[default]
    Allow,
    /// The new one does not start.
    Forbid,
    /// The old one is stopped.
    Replace,
}

impl Concurrency {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Allow, Self::Forbid, Self::Replace];

    /// The word of `concurrencyPolicy`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Forbid => "Forbid",
            Self::Replace => "Replace",
        }
    }
}

/// When finished pods are deleted. Their logs go with them, unless [`archive_logs`](super::Options::archive_logs) is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodGc {
    /// Each when it is over.
    OnPodCompletion,
    /// Each when it has succeeded.
    OnPodSuccess,
    /// All when the workflow is over.
    OnWorkflowCompletion,
    /// All when the workflow has succeeded.
    OnWorkflowSuccess,
}

impl PodGc {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::OnPodCompletion, Self::OnPodSuccess, Self::OnWorkflowCompletion, Self::OnWorkflowSuccess];

    /// The word of `podGC.strategy`.
    pub fn name(self) -> &'static str {
        match self {
            Self::OnPodCompletion => "OnPodCompletion",
            Self::OnPodSuccess => "OnPodSuccess",
            Self::OnWorkflowCompletion => "OnWorkflowCompletion",
            Self::OnWorkflowSuccess => "OnWorkflowSuccess",
        }
    }
}

/// The rights of containers that say nothing about them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// As KFP's backend runs them: no more rights than at the start, no capabilities, the default system calls of the
    /// container runtime.
    #[default]
    Kfp,
    /// The same without user 0: what a namespace under the `restricted` pod security standard admits.
    Restricted,
    /// Whatever the cluster gives.
    Cluster,
}

impl Security {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Kfp, Self::Restricted, Self::Cluster];

    /// The word for it on command lines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kfp => "kfp",
            Self::Restricted => "restricted",
            Self::Cluster => "cluster",
        }
    }
}
