//! How tasks run: settings of the task over those of the pipeline, and their form in the IR.

use kfp_ir::model::platform::argo::ArgoExecutorConfig;
use kfp_ir::model::platform::kubernetes::KubernetesExecutorConfig;
use kfp_ir::model::{CachingOptions, Duration, EnvVar, PlatformExecutor, ResourceSpec, RetryPolicy};
use kfp_ir::target::{Engine, Target};

use super::flow::Flow;
use super::late::Late;
use super::plan::Plan;
use super::resources::resources;
use crate::author::graph::{At, Caching, Retry, Settings, TaskNode};
use crate::author::{BuildError, Place};
use crate::kubernetes;

/// The settings of a task, over those of its pipeline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merged<'a> {
    task: &'a Settings,
    defaults: &'a Settings,
}

/// The settings that decide what a component's executor looks like.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ExecutorSettings {
    pub(super) image: Option<String>,
    pub(super) resources: Option<ResourceSpec>,
    pub(super) env: Vec<EnvVar>,
    pub(super) platform: Option<PlatformExecutor>,
    pub(super) command: Option<Vec<String>>,
    pub(super) argo: ArgoExecutorConfig,
}

impl<'a> Merged<'a> {
    pub(super) fn of(task: &'a Settings, defaults: &'a Settings) -> Self {
        Merged { task, defaults }
    }

    pub(super) fn pick<T>(&self, field: impl Fn(&'a Settings) -> Option<T>) -> Option<T> {
        field(self.task).or_else(|| field(self.defaults))
    }

    /// The cache settings: on unless said otherwise, as in the SDK.
    pub(super) fn caching(&self) -> CachingOptions {
        match self.pick(|s| s.caching.as_ref()) {
            Some(Caching::Off) => CachingOptions::default(),
            Some(Caching::On) | None => CachingOptions { enable_cache: true, ..CachingOptions::default() },
            Some(Caching::Key(key)) => CachingOptions { enable_cache: true, cache_key: key.clone() },
        }
    }

    pub(super) fn retry(&self) -> Option<Retry> {
        self.pick(|s| s.retry)
    }

    /// What the executor looks like. Values of the run become inputs of the task. `file` is what the file of an imported
    /// component says of its pod already.
    pub(super) fn executor(
        &self,
        late: &mut Late<'_, '_, '_>,
        file: Option<KubernetesExecutorConfig>,
        target: Target,
    ) -> ExecutorSettings {
        let mut env: Vec<EnvVar> = Vec::new();
        for (name, value) in self.defaults.env.iter().chain(&self.task.env) {
            set_env(&mut env, name, value);
        }
        ExecutorSettings {
            image: self.image(late),
            resources: resources(self, late),
            env,
            platform: self.platform(late, file),
            command: self.pick(|s| s.command.clone()),
            argo: self.argo(late, target),
        }
    }

    /// What the task asks of Argo; what the target has not and the task needs is reported.
    fn argo(&self, late: &mut Late<'_, '_, '_>, target: Target) -> ArgoExecutorConfig {
        let mut config = ArgoExecutorConfig::default();
        for fragment in self.defaults.argo.iter().chain(&self.task.argo) {
            config.extend(fragment.config.clone());
            for fault in &fragment.faults {
                late.wrong("B133", fault.message.as_str(), fault.help);
            }
            if !fragment.best_effort && target.capabilities().engine == Engine::Kfp {
                let message = format!("{target} has nothing for {}", fragment.what);
                let help =
                    "run the pipeline on Argo, or say that the task may run without it: `best_effort(..)`";
                late.wrong("B134", message, help);
            }
        }
        config
    }

    fn image(&self, late: &mut Late<'_, '_, '_>) -> Option<String> {
        let image = self.pick(|s| s.image.as_ref())?;
        if image.fixed().is_some_and(|image| image.trim().is_empty()) {
            late.wrong("B110", "a task cannot run an empty image", "name an image, or leave the setting out");
        }
        late.text(image, "base_image", "the image")
    }

    /// What the task asks of its pod, added to what its file does; `None` when it asks nothing.
    fn platform(
        &self,
        late: &mut Late<'_, '_, '_>,
        file: Option<KubernetesExecutorConfig>,
    ) -> Option<PlatformExecutor> {
        let timeout = self.pick(|s| s.timeout);
        if timeout.is_none() && self.defaults.kubernetes.is_empty() && self.task.kubernetes.is_empty() {
            return None;
        }
        let mut config = file.unwrap_or_default();
        for fragment in self.defaults.kubernetes.iter().chain(&self.task.kubernetes) {
            for fault in &fragment.faults {
                late.wrong("B130", fault.message.as_str(), fault.help);
            }
            let mut fragment = fragment.clone();
            for (slot, handle) in std::mem::take(&mut fragment.values) {
                if let Some(input) = late.parameter(handle, slot.what()) {
                    fragment.fill(slot, input);
                }
            }
            fragment.add_to(&mut config);
        }
        for fault in kubernetes::together(&config) {
            late.wrong("B130", fault.message, fault.help);
        }
        if let Some(timeout) = timeout {
            match i64::try_from(timeout).ok().filter(|seconds| *seconds > 0) {
                Some(seconds) => config.active_deadline_seconds = seconds,
                None => {
                    let help = "give at least one second, and less than the age of the universe";
                    late.wrong("B110", format!("a timeout of {timeout} s cannot be kept"), help);
                }
            }
        }
        let said = config != KubernetesExecutorConfig::default();
        said.then(|| PlatformExecutor::Kubernetes(Box::new(config)))
    }
}

/// Whether the settings of the pod read a field of a struct, which KFP does not look up for them: they know inputs of the
/// graph around the task and outputs of its tasks, as a whole.
pub(super) fn reads_fields(plan: &Plan<'_>, flow: &Flow<'_, '_>, task: &TaskNode) -> bool {
    let fragments = plan.graph.defaults.kubernetes.iter().chain(&task.settings().kubernetes);
    let handles = fragments.flat_map(|fragment| &fragment.values).map(|(_, handle)| handle);
    let own = handles.filter(|handle| handle.graph == plan.graph.id);
    own.map(|handle| plan.canon[handle.value]).any(|value| !flow.base(value).1.is_empty())
}

/// The settings of a task that only a container can follow, in words.
pub(super) fn container_only(settings: &Settings) -> Vec<&'static str> {
    let Settings { image, cpu_request, cpu_limit, memory_request, memory_limit, .. } = settings;
    let Settings { accelerator, env, timeout, kubernetes, argo, .. } = settings;
    let given = [
        (image.is_some(), "image"),
        (cpu_request.is_some() || cpu_limit.is_some(), "cpu"),
        (memory_request.is_some() || memory_limit.is_some(), "memory"),
        (accelerator.is_some(), "accelerator"),
        (!env.is_empty(), "environment variables"),
        (timeout.is_some(), "timeout"),
        (!kubernetes.is_empty(), "Kubernetes settings"),
        (!argo.is_empty(), "Argo settings"),
    ];
    given.into_iter().filter(|(given, _)| *given).map(|(_, name)| name).collect()
}

/// The retry policy in the IR; all four fields are written, as the SDK does.
pub(super) fn retry_policy(retry: Retry, at: At, problems: &mut Vec<BuildError>) -> Option<RetryPolicy> {
    let mut wrong = |message: String, help: &str| {
        problems.push(BuildError::new("B110", message, Place::from(at)).help(help));
        None
    };
    let Ok(attempts) = i32::try_from(retry.attempts) else {
        return wrong(format!("{} retries are too many", retry.attempts), "KFP counts retries in 32 bits");
    };
    if !retry.factor.is_finite() || retry.factor < 0.0 {
        return wrong(
            format!("`{}` is not a factor for waiting longer", retry.factor),
            "give a number from 1",
        );
    }
    let whole = |time: std::time::Duration| {
        let seconds = i64::try_from(time.as_secs()).ok()?;
        (time.subsec_nanos() == 0).then_some(Duration { seconds, nanos: 0 })
    };
    let (Some(backoff), Some(max)) = (whole(retry.backoff), whole(retry.max_backoff)) else {
        let message = format!("a wait of {:?} up to {:?} cannot be kept", retry.backoff, retry.max_backoff);
        return wrong(message, "KFP waits whole seconds between attempts");
    };
    Some(RetryPolicy {
        max_retry_count: attempts,
        backoff_duration: Some(backoff),
        backoff_factor: retry.factor,
        backoff_max_duration: Some(max),
    })
}

/// Sets a variable: the first setting decides the place, the last one the value.
pub(super) fn set_env(env: &mut Vec<EnvVar>, name: &str, value: &str) {
    match env.iter_mut().find(|var| var.name == name) {
        Some(var) => value.clone_into(&mut var.value),
        None => env.push(EnvVar { name: name.to_owned(), value: value.to_owned() }),
    }
}
