//! Tasks: one use of a component, with when, how often and how it runs.

use crate::model::{ComponentRef, Duration, TaskInputsSpec, TriggerStrategy};

/// `PipelineTaskSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineTaskSpec {
    /// The task info.
    pub task_info: Option<PipelineTaskInfo>,
    /// The inputs.
    pub inputs: Option<TaskInputsSpec>,
    /// The dependent tasks.
    pub dependent_tasks: Vec<String>,
    /// The caching options.
    pub caching_options: Option<CachingOptions>,
    /// The component ref.
    pub component_ref: Option<ComponentRef>,
    /// The trigger policy.
    pub trigger_policy: Option<TriggerPolicy>,
    /// The artifact iterator.
    pub artifact_iterator: Option<ArtifactIteratorSpec>,
    /// The parameter iterator.
    pub parameter_iterator: Option<ParameterIteratorSpec>,
    /// The retry policy.
    pub retry_policy: Option<RetryPolicy>,
    /// The iterator policy.
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

/// `PipelineTaskInfo`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PipelineTaskInfo {
    /// The name.
    pub name: String,
}

message!(PipelineTaskInfo {
    name = 1, "name";
});

/// `CachingOptions`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CachingOptions {
    /// The enable cache.
    pub enable_cache: bool,
    /// The cache key.
    pub cache_key: String,
}

message!(CachingOptions {
    cache_key = 2, "cacheKey";
    enable_cache = 1, "enableCache";
});

/// `TriggerPolicy`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TriggerPolicy {
    /// The condition.
    pub condition: String,
    /// The strategy.
    pub strategy: TriggerStrategy,
}

message!(TriggerPolicy {
    condition = 1, "condition";
    strategy = 2, "strategy";
});

/// `RetryPolicy`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RetryPolicy {
    /// The max retry count.
    pub max_retry_count: i32,
    /// The backoff duration.
    pub backoff_duration: Option<Duration>,
    /// The backoff factor.
    pub backoff_factor: f64,
    /// The backoff max duration.
    pub backoff_max_duration: Option<Duration>,
}

message!(RetryPolicy {
    backoff_duration = 2, "backoffDuration";
    backoff_factor = 3, "backoffFactor";
    backoff_max_duration = 4, "backoffMaxDuration";
    max_retry_count = 1, "maxRetryCount";
});

/// `IteratorPolicy`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IteratorPolicy {
    /// The parallelism limit.
    pub parallelism_limit: i32,
}

message!(IteratorPolicy {
    parallelism_limit = 1, "parallelismLimit";
});

/// `ArtifactIteratorSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactIteratorSpec {
    /// The items.
    pub items: Option<ArtifactItemsSpec>,
    /// The item input.
    pub item_input: String,
}

message!(ArtifactIteratorSpec {
    item_input = 2, "itemInput";
    items = 1, "items";
});

/// `ArtifactItemsSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactItemsSpec {
    /// The input artifact.
    pub input_artifact: String,
}

message!(ArtifactItemsSpec {
    input_artifact = 1, "inputArtifact";
});

/// `ParameterIteratorSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterIteratorSpec {
    /// The items.
    pub items: Option<ParameterItemsSpec>,
    /// The item input.
    pub item_input: String,
}

message!(ParameterIteratorSpec {
    item_input = 2, "itemInput";
    items = 1, "items";
});

/// `ParameterItemsSpec`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterItemsSpec {
    /// The raw.
    pub raw: Option<String>,
    /// The input parameter.
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
            .as_ref()
            .map(TaskIterator::Artifact)
            .or_else(|| self.parameter_iterator.as_ref().map(TaskIterator::Parameter))
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
