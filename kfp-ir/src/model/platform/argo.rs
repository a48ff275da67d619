//! Settings of the `argo` platform, per executor: what Argo Workflows has and KFP cannot say.
//!
//! KFP's API server and SDK accept platforms that they do not know, and do nothing with them.

use crate::model::{ContainerSpec, Struct};

/// The parameter that an approval gives: what was decided.
pub const DECISION: &str = "decision";

/// Argo settings of one executor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArgoExecutorConfig {
    /// Somebody decides, in place of a container.
    pub approval: Option<Box<Approval>>,
    /// Something is done with a Kubernetes object, in place of a container.
    pub resource: Option<Box<ResourceStep>>,
    /// What only one pod at a time may hold.
    pub mutexes: Vec<Mutex>,
    /// What only so many pods at a time may hold.
    pub semaphores: Vec<Semaphore>,
    /// Whether another attempt goes to another node.
    pub retry_on_other_node: bool,
    /// The priority class of the pod.
    pub priority_class: String,
    /// A patch of the pod, as Kubernetes' strategic merge takes it.
    pub pod_patch: Option<Struct>,
    /// What of earlier results counts.
    pub cache: Option<Box<CacheRules>>,
    /// What runs beside the task, or when it is over.
    pub hooks: Vec<Hook>,
}

message!(ArgoExecutorConfig {
    approval = 1, "approval";
    cache = 8, "cache";
    hooks = 9, "hooks";
    mutexes = 3, "mutexes";
    pod_patch = 7, "podPatch";
    priority_class = 6, "priorityClass";
    resource = 2, "resource";
    retry_on_other_node = 5, "retryOnOtherNode";
    semaphores = 4, "semaphores";
});

impl ArgoExecutorConfig {
    /// Adds settings: locks, hooks and inputs that do not count add up, of all else the last one counts.
    pub fn extend(&mut self, more: ArgoExecutorConfig) {
        self.approval = more.approval.or(self.approval.take());
        self.resource = more.resource.or(self.resource.take());
        self.mutexes.extend(more.mutexes);
        self.semaphores.extend(more.semaphores);
        self.retry_on_other_node |= more.retry_on_other_node;
        if !more.priority_class.is_empty() {
            self.priority_class = more.priority_class;
        }
        self.pod_patch = more.pod_patch.or(self.pod_patch.take());
        if let Some(more) = more.cache {
            let cache = self.cache.get_or_insert_default();
            if more.max_age_seconds != 0 {
                cache.max_age_seconds = more.max_age_seconds;
            }
            let new = more.uncounted_inputs.into_iter();
            let new: Vec<String> = new.filter(|input| !cache.uncounted_inputs.contains(input)).collect();
            cache.uncounted_inputs.extend(new);
        }
        self.hooks.extend(more.hooks);
    }

    /// What stands in place of the container, in words.
    pub fn instead(&self) -> Option<&'static str> {
        let approval = self.approval.as_ref().map(|_| "an approval");
        approval.or(self.resource.as_ref().map(|_| "a resource step"))
    }

    /// Whether an input of the component does not decide about its result.
    pub fn is_uncounted(&self, input: &str) -> bool {
        self.cache.as_ref().is_some_and(|cache| cache.uncounted_inputs.iter().any(|name| name == input))
    }

    /// The names of the settings that say how a pod runs.
    pub fn of_pods(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            ("mutexes", !self.mutexes.is_empty()),
            ("semaphores", !self.semaphores.is_empty()),
            ("retryOnOtherNode", self.retry_on_other_node),
            ("priorityClass", !self.priority_class.is_empty()),
            ("podPatch", self.pod_patch.is_some()),
            ("hooks", !self.hooks.is_empty()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name)
    }
}

/// What of earlier results counts for a task whose caching is on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CacheRules {
    /// Seconds after which a result is too old; 0 is never.
    pub max_age_seconds: i64,
    /// Inputs that do not decide about the result: a task with another value of them takes it all the same.
    pub uncounted_inputs: Vec<String>,
}

message!(CacheRules {
    max_age_seconds = 1, "maxAgeSeconds";
    uncounted_inputs = 2, "uncountedInputs";
});

/// The phases in which hooks start, as Argo calls them.
pub const PHASES: [&str; 4] = ["Running", "Succeeded", "Failed", "Error"];

/// A container that runs beside a task or a run, or when that is over (Argo: `LifecycleHook`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hook {
    /// The phase in which it starts, one of [`PHASES`]; empty is the end, whatever the result.
    pub phase: String,
    /// What runs. Its texts may hold placeholders of the run, and none of inputs and outputs.
    pub container: Option<Box<ContainerSpec>>,
}

message!(Hook {
    container = 2, "container";
    phase = 1, "phase";
});

/// Argo settings of a whole pipeline: the `config` of the platform.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArgoPipelineConfig {
    /// What runs beside a run, or when it is over.
    pub hooks: Vec<Hook>,
}

message!(ArgoPipelineConfig {
    hooks = 1, "hooks";
});

/// A decision of a person. Its component gives it as the text output [`DECISION`]; other outputs are what that person
/// writes beside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Approval {
    /// What the person is asked, where that is known before the run.
    pub prompt: String,
    /// What can be decided. Argo offers it, and takes other text, too: so ask for equality with what lets go on.
    pub choices: Vec<String>,
    /// Seconds after which nobody is waited for; 0 is never.
    pub timeout_seconds: i64,
    /// What counts as decided then.
    pub on_timeout: String,
}

message!(Approval {
    choices = 2, "choices";
    on_timeout = 4, "onTimeout";
    prompt = 1, "prompt";
    timeout_seconds = 3, "timeoutSeconds";
});

/// Something that is done with one Kubernetes object (Argo: `ResourceTemplate`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceStep {
    /// `create`, `apply`, `replace`, `patch`, `get` or `delete`.
    pub action: String,
    /// The object. Texts in it may hold placeholders of the component's inputs; a text that is one placeholder becomes the
    /// value of the input, of whatever type.
    pub manifest: Option<Struct>,
    /// What the object looks like when it is over and well, as a label selector over paths: `status.succeeded > 0`.
    pub success_condition: String,
    /// What it looks like when it has failed.
    pub failure_condition: String,
    /// How a patch is merged: `strategic`, `merge` or `json`; empty is `strategic`.
    pub merge_strategy: String,
    /// Whether the object goes away with the workflow.
    pub set_owner_reference: bool,
    /// What the outputs of the component are read from.
    pub outputs: Vec<FieldOutput>,
}

message!(ResourceStep {
    action = 1, "action";
    failure_condition = 4, "failureCondition";
    manifest = 2, "manifest";
    merge_strategy = 5, "mergeStrategy";
    outputs = 7, "outputs";
    set_owner_reference = 6, "setOwnerReference";
    success_condition = 3, "successCondition";
});

/// A field of the object as an output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldOutput {
    /// The output parameter.
    pub name: String,
    /// Where it is, in Kubernetes' JSONPath: `{.status.phase}`.
    pub json_path: String,
}

message!(FieldOutput {
    json_path = 2, "jsonPath";
    name = 1, "name";
});

/// A lock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mutex {
    /// Its name.
    pub name: String,
    /// The namespace that it is of; empty is that of the workflow.
    pub namespace: String,
}

message!(Mutex {
    name = 1, "name";
    namespace = 2, "namespace";
});

/// A lock that several can hold. How many, a config map says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Semaphore {
    /// The config map.
    pub config_map: String,
    /// Its key, under which the number is.
    pub key: String,
    /// The namespace of the config map; empty is that of the workflow.
    pub namespace: String,
}

message!(Semaphore {
    config_map = 1, "configMap";
    key = 2, "key";
    namespace = 3, "namespace";
});
