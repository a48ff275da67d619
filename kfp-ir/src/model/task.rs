//! Tasks: one use of a component, with when, how often and how it runs.

use crate::model::{ComponentRef, Duration, TaskInputsSpec, TriggerStrategy};

/// A task (`PipelineTaskSpec`): one use of a component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineTaskSpec {
    /// The name for humans.
    pub task_info: Option<PipelineTaskInfo>,
    /// Where the inputs of the component come from.
    pub inputs: Option<TaskInputsSpec>,
    /// Tasks of the same graph that end before this one starts.
    pub dependent_tasks: Vec<String>,
    /// Whether an earlier result may be used. Absent means no caching.
    pub caching_options: Option<CachingOptions>,
    /// The component.
    pub component_ref: Option<ComponentRef>,
    /// When the task runs: by default when all tasks before it succeeded.
    pub trigger_policy: Option<Box<TriggerPolicy>>,
    /// Runs the task once per artifact of a list. At most one of `artifact_iterator` and
    /// `parameter_iterator`: see [`PipelineTaskSpec::iterator`].
    pub artifact_iterator: Option<Box<ArtifactIteratorSpec>>,
    /// Runs the task once per item of a list. At most one of `artifact_iterator` and `parameter_iterator`.
    pub parameter_iterator: Option<Box<ParameterIteratorSpec>>,
    /// How often, and after which time, a failed task starts again.
    pub retry_policy: Option<Box<RetryPolicy>>,
    /// How a loop runs.
    pub iterator_policy: Option<IteratorPolicy>,
}

message!(PipelineTaskSpec {
    artifact_iterator = 9, "artifactIterator";
    caching_options = 6, "cachingOptions";
    component_ref = 7, "componentRef";
    dependent_tasks = 5, "dependentTasks";
    inputs = 2, "inputs";
    iterator_policy = 12, "iteratorPolicy";
    parameter_iterator = 10, "parameterIterator";
    retry_policy = 11, "retryPolicy";
    task_info = 1, "taskInfo";
    trigger_policy = 8, "triggerPolicy";
});

/// How a task is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineTaskInfo {
    /// The name for humans.
    pub name: String,
}

message!(PipelineTaskInfo {
    name = 1, "name";
});

/// Whether the result of an equal earlier task may be used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CachingOptions {
    /// Whether it may. `false` is written as an empty map.
    pub enable_cache: bool,
    /// A key that replaces the computed one. KFP 2.17.0 ignores it.
    pub cache_key: String,
}

message!(CachingOptions {
    cache_key = 2, "cacheKey";
    enable_cache = 1, "enableCache";
});

/// When a task runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TriggerPolicy {
    /// A CEL expression over the inputs of the task, such as `inputs.parameter_values['x'] > 1`; empty is
    /// always true.
    pub condition: String,
    /// Whether the tasks before it must have succeeded.
    pub strategy: TriggerStrategy,
}

message!(TriggerPolicy {
    condition = 1, "condition";
    strategy = 2, "strategy";
});

/// How a failed task starts again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RetryPolicy {
    /// How many more times; 0 is never.
    pub max_retry_count: i32,
    /// The time before the first new start.
    pub backoff_duration: Option<Duration>,
    /// By what that time grows with each start.
    pub backoff_factor: f64,
    /// The longest time between two starts.
    pub backoff_max_duration: Option<Duration>,
}

message!(RetryPolicy {
    backoff_duration = 2, "backoffDuration";
    backoff_factor = 3, "backoffFactor";
    backoff_max_duration = 4, "backoffMaxDuration";
    max_retry_count = 1, "maxRetryCount";
});

/// How a loop runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IteratorPolicy {
    /// How many items run at the same time; 0 is no limit.
    pub parallelism_limit: i32,
}

message!(IteratorPolicy {
    parallelism_limit = 1, "parallelismLimit";
});

/// A loop over artifacts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactIteratorSpec {
    /// The list.
    pub items: Option<ArtifactItemsSpec>,
    /// The input of the component that receives one artifact.
    pub item_input: String,
}

message!(ArtifactIteratorSpec {
    item_input = 2, "itemInput";
    items = 1, "items";
});

/// Where the artifacts of a loop come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactItemsSpec {
    /// An input artifact of the task: a list.
    pub input_artifact: String,
}

message!(ArtifactItemsSpec {
    input_artifact = 1, "inputArtifact";
});

/// A loop over values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterIteratorSpec {
    /// The list.
    pub items: Option<ParameterItemsSpec>,
    /// The input of the component that receives one item.
    pub item_input: String,
}

message!(ParameterIteratorSpec {
    item_input = 2, "itemInput";
    items = 1, "items";
});

/// Where the values of a loop come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterItemsSpec {
    /// A JSON list, known at compile time. At most one of `raw` and `input_parameter`: see
    /// [`ParameterItemsSpec::kind`].
    pub raw: Option<String>,
    /// An input parameter of the task: a list. At most one of `raw` and `input_parameter`.
    pub input_parameter: Option<String>,
}

message!(ParameterItemsSpec {
    input_parameter = 2, "inputParameter";
    raw = 1, "raw";
});

/// What a task runs once for each item of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TaskIterator<'a> {
    /// A list of artifacts.
    Artifact(&'a ArtifactIteratorSpec),
    /// A list of values.
    Parameter(&'a ParameterIteratorSpec),
}

impl PipelineTaskSpec {
    /// The loop around the task; `None` if it runs once.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn iterator(&self) -> Option<TaskIterator<'_>> {
        self.artifact_iterator
            .as_deref()
            .map(TaskIterator::Artifact)
            .or_else(|| self.parameter_iterator.as_deref().map(TaskIterator::Parameter))
    }

    /// Whether it runs when the tasks before it have ended, however they did: exit tasks, and those that ignore upstream failures.
    pub fn runs_after_failure(&self) -> bool {
        let strategy = self.trigger_policy.as_ref().map(|policy| policy.strategy);
        strategy == Some(TriggerStrategy::AllUpstreamTasksCompleted)
    }
}

/// Where the items of a loop come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParameterItems<'a> {
    /// A JSON list, known at compile time.
    Raw(&'a str),
    /// An input parameter of the task: a list.
    InputParameter(&'a str),
}

impl ParameterItemsSpec {
    /// Where the items come from; `None` if nothing is said.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn kind(&self) -> Option<ParameterItems<'_>> {
        self.raw
            .as_deref()
            .map(ParameterItems::Raw)
            .or_else(|| self.input_parameter.as_deref().map(ParameterItems::InputParameter))
    }
}
