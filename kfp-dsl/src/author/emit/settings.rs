//! How tasks run: settings of the task over those of the pipeline, and their form in the IR.

use kfp_ir::model::platform::kubernetes::KubernetesExecutorConfig;
use kfp_ir::model::{
    AcceleratorConfig, CachingOptions, Duration, EnvVar, PlatformExecutor, ResourceSpec, RetryPolicy,
};

use crate::author::graph::{At, Caching, Retry, Settings};
use crate::author::{BuildError, Place};

/// The settings of a task, over those of its pipeline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merged<'a> {
    task: &'a Settings,
    defaults: &'a Settings,
}

/// The settings that decide what a component's executor looks like.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ExecutorSettings {
    pub(super) resources: Option<ResourceSpec>,
    pub(super) env: Vec<EnvVar>,
    pub(super) platform: Option<PlatformExecutor>,
}

impl<'a> Merged<'a> {
    pub(super) fn of(task: &'a Settings, defaults: &'a Settings) -> Self {
        Merged { task, defaults }
    }

    fn pick<T>(&self, field: impl Fn(&'a Settings) -> Option<T>) -> Option<T> {
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

    pub(super) fn executor(&self, at: At, problems: &mut Vec<BuildError>) -> ExecutorSettings {
        let mut env: Vec<EnvVar> = Vec::new();
        for (name, value) in self.defaults.env.iter().chain(&self.task.env) {
            set_env(&mut env, name, value);
        }
        ExecutorSettings {
            resources: self.resources(at, problems),
            env,
            platform: self.platform(at, problems),
        }
    }

    fn resources(&self, at: At, problems: &mut Vec<BuildError>) -> Option<ResourceSpec> {
        let cpu_request = self.pick(|s| s.cpu_request.as_deref());
        let cpu_limit = self.pick(|s| s.cpu_limit.as_deref());
        let memory_request = self.pick(|s| s.memory_request.as_deref());
        let memory_limit = self.pick(|s| s.memory_limit.as_deref());
        let accelerator = self.pick(|s| s.accelerator.as_ref());
        if cpu_request.or(cpu_limit).or(memory_request).or(memory_limit).is_none() && accelerator.is_none() {
            return None;
        }
        let mut number = |text: Option<&str>, what: &str, read: fn(&str) -> Option<f64>, help: &str| {
            let text = text?;
            let value = read(text);
            if value.is_none() {
                let message = format!("`{text}` is not {what}");
                problems.push(BuildError::new("B110", message, Place::from(at)).help(help));
            }
            value
        };
        let cpu = "write cores or thousandths of a core, such as `2`, `0.5` or `500m`";
        let memory = "write bytes, or a whole number with one of K, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, such as `512Mi`";
        let cpu_request_number = number(cpu_request, "an amount of CPU", cores, cpu);
        let cpu_limit_number = number(cpu_limit, "an amount of CPU", cores, cpu);
        let memory_request_number = number(memory_request, "an amount of memory", gigabytes, memory);
        let memory_limit_number = number(memory_limit, "an amount of memory", gigabytes, memory);
        for (request, limit, numbers) in [
            (cpu_request, cpu_limit, cpu_request_number.zip(cpu_limit_number)),
            (memory_request, memory_limit, memory_request_number.zip(memory_limit_number)),
        ] {
            if let (Some(request), Some(limit), Some((low, high))) = (request, limit, numbers)
                && low > high
            {
                let message = format!("the request of `{request}` is larger than the limit of `{limit}`");
                let help = "Kubernetes refuses such a pod: raise the limit or lower the request";
                problems.push(BuildError::new("B110", message, Place::from(at)).help(help));
            }
        }
        if let Some((name, _)) = accelerator.filter(|(name, count)| name.trim().is_empty() || *count == 0) {
            let message = format!("`{name}` times 0 is not an accelerator");
            let help = "name the resource and a count from 1, such as `nvidia.com/gpu` and 1";
            problems.push(BuildError::new("B110", message, Place::from(at)).help(help));
        }
        Some(ResourceSpec {
            cpu_request: cpu_request_number.unwrap_or_default(),
            cpu_limit: cpu_limit_number.unwrap_or_default(),
            memory_request: memory_request_number.unwrap_or_default(),
            memory_limit: memory_limit_number.unwrap_or_default(),
            resource_cpu_request: cpu_request.unwrap_or_default().to_owned(),
            resource_cpu_limit: cpu_limit.unwrap_or_default().to_owned(),
            resource_memory_request: memory_request.unwrap_or_default().to_owned(),
            resource_memory_limit: memory_limit.unwrap_or_default().to_owned(),
            accelerator: accelerator.map(|(name, count)| AcceleratorConfig {
                r#type: name.clone(),
                count: i64::from(*count),
                resource_type: name.clone(),
                resource_count: count.to_string(),
            }),
        })
    }

    fn platform(&self, at: At, problems: &mut Vec<BuildError>) -> Option<PlatformExecutor> {
        let timeout = self.pick(|s| s.timeout)?;
        let seconds = i64::try_from(timeout).ok().filter(|seconds| *seconds > 0);
        if seconds.is_none() {
            let message = format!("a timeout of {timeout} s cannot be kept");
            let help = "give at least one second, and less than the age of the universe";
            problems.push(BuildError::new("B110", message, Place::from(at)).help(help));
        }
        let config = KubernetesExecutorConfig {
            active_deadline_seconds: seconds?,
            ..KubernetesExecutorConfig::default()
        };
        Some(PlatformExecutor::Kubernetes(Box::new(config)))
    }
}

/// The settings of a task that only a container can follow, in words.
pub(super) fn container_only(settings: &Settings) -> Vec<&'static str> {
    let Settings { cpu_request, cpu_limit, memory_request, memory_limit, accelerator, env, timeout, .. } =
        settings;
    let given = [
        (cpu_request.is_some() || cpu_limit.is_some(), "cpu"),
        (memory_request.is_some() || memory_limit.is_some(), "memory"),
        (accelerator.is_some(), "accelerator"),
        (!env.is_empty(), "environment variables"),
        (timeout.is_some(), "timeout"),
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

/// Cores (SDK `_cpu_to_float`).
fn cores(text: &str) -> Option<f64> {
    let (digits, scale) = match text.strip_suffix('m') {
        Some(digits) => (digits, 1000.0),
        None => (text, 1.0),
    };
    let (whole, part) = digits.split_once('.').unwrap_or(("0", digits));
    let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    (plain(whole) && plain(part) && !part.is_empty()).then_some(())?;
    digits.parse::<f64>().ok().map(|number| number / scale)
}

/// Units of 10^9 bytes (SDK `_memory_to_float`, with its order of operations).
fn gigabytes(text: &str) -> Option<f64> {
    let (kilo, kibi) = (1000_f64, 1024_f64);
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let scale = match text.get(digits.len()..)? {
        "" => 1.0,
        "K" => kilo,
        "M" => kilo.powi(2),
        "G" => kilo.powi(3),
        "T" => kilo.powi(4),
        "P" => kilo.powi(5),
        "E" => kilo.powi(6),
        "Ki" => kibi,
        "Mi" => kibi.powi(2),
        "Gi" => kibi.powi(3),
        "Ti" => kibi.powi(4),
        "Pi" => kibi.powi(5),
        "Ei" => kibi.powi(6),
        _ => return None,
    };
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(())?;
    digits.parse::<f64>().ok().map(|number| number * scale / kilo.powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_become_the_numbers_of_the_sdk() {
        assert_eq!(cores("500m"), Some(0.5));
        assert_eq!(cores("2"), Some(2.0));
        assert_eq!(cores(".5"), Some(0.5));
        assert_eq!(cores("1.5"), Some(1.5));
        for wrong in ["", "m", "1.", "a", "-1", "1e3", "1 ", "500mi"] {
            assert_eq!(cores(wrong), None, "{wrong}");
        }
        assert_eq!(gigabytes("1Gi"), Some(1.073741824));
        assert_eq!(gigabytes("512Mi"), Some(0.536870912));
        assert_eq!(gigabytes("5G"), Some(5.0));
        assert_eq!(gigabytes("1000"), Some(0.000001));
        for wrong in ["", "Gi", "1.5Gi", "1gi", "1 Gi", "-1Gi", "1GB"] {
            assert_eq!(gigabytes(wrong), None, "{wrong}");
        }
    }
}
