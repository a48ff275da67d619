//! How a task runs: resources, retries, environment, caching.

use std::time::Duration;

/// How a task runs. What is not set is left to the pipeline's defaults, then to the engine.
///
/// A task takes the same methods itself; this type is for [`Scope::defaults`](crate::Scope::defaults) and for settings
/// that several tasks share ([`Task::with`](crate::Task::with)).
///
/// ```
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn work() -> Container {
///     Container::image("busybox").command(["true"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     p.defaults(Settings::new().retries(2).env("LOG", "info"));
///     let large = Settings::new().cpu(8).memory("32Gi");
///     p.task(work()).with(&large);
///     p.task(work()).with(&large).accelerator("nvidia.com/gpu", 1);
/// }
/// ```
#[must_use]
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub(crate) display_name: Option<String>,
    pub(crate) cpu_request: Option<String>,
    pub(crate) cpu_limit: Option<String>,
    pub(crate) memory_request: Option<String>,
    pub(crate) memory_limit: Option<String>,
    /// Resource name, such as `nvidia.com/gpu`, and count.
    pub(crate) accelerator: Option<(String, u32)>,
    pub(crate) retry: Option<Retry>,
    /// In the order of the calls; a later one wins.
    pub(crate) env: Vec<(String, String)>,
    pub(crate) caching: Option<Caching>,
    /// Seconds until an attempt is stopped.
    pub(crate) timeout: Option<u64>,
}

impl Settings {
    pub(crate) const NONE: &Settings = &Settings {
        display_name: None,
        cpu_request: None,
        cpu_limit: None,
        memory_request: None,
        memory_limit: None,
        accelerator: None,
        retry: None,
        env: Vec::new(),
        caching: None,
        timeout: None,
    };

    /// Settings that leave everything to the engine.
    pub fn new() -> Self {
        Settings::default()
    }

    /// These settings, where `over` does not say something else.
    pub(crate) fn overlay(&mut self, over: &Settings) {
        fn take<T: Clone>(to: &mut Option<T>, from: &Option<T>) {
            if let Some(value) = from {
                *to = Some(value.clone());
            }
        }
        take(&mut self.display_name, &over.display_name);
        take(&mut self.cpu_request, &over.cpu_request);
        take(&mut self.cpu_limit, &over.cpu_limit);
        take(&mut self.memory_request, &over.memory_request);
        take(&mut self.memory_limit, &over.memory_limit);
        take(&mut self.accelerator, &over.accelerator);
        take(&mut self.retry, &over.retry);
        self.env.extend(over.env.iter().cloned());
        take(&mut self.caching, &over.caching);
        take(&mut self.timeout, &over.timeout);
    }
}

/// The setters, once for [`Settings`] and once for a task.
macro_rules! setters {
    ($update:ident) => {
        /// Requests that much CPU and limits the task to it: cores (`4`, `0.5`) or a quantity (`"500m"`).
        pub fn cpu(self, quantity: impl crate::author::settings::Quantity) -> Self {
            let text = quantity.text();
            self.$update(|s| {
                s.cpu_request = Some(text.clone());
                s.cpu_limit = Some(text);
            })
        }

        /// Requests that much CPU.
        pub fn cpu_request(self, quantity: impl crate::author::settings::Quantity) -> Self {
            self.$update(|s| s.cpu_request = Some(quantity.text()))
        }

        /// Limits the task to that much CPU.
        pub fn cpu_limit(self, quantity: impl crate::author::settings::Quantity) -> Self {
            self.$update(|s| s.cpu_limit = Some(quantity.text()))
        }

        /// Requests that much memory and limits the task to it: a quantity such as `"16Gi"`, or bytes.
        pub fn memory(self, quantity: impl crate::author::settings::Quantity) -> Self {
            let text = quantity.text();
            self.$update(|s| {
                s.memory_request = Some(text.clone());
                s.memory_limit = Some(text);
            })
        }

        /// Requests that much memory.
        pub fn memory_request(self, quantity: impl crate::author::settings::Quantity) -> Self {
            self.$update(|s| s.memory_request = Some(quantity.text()))
        }

        /// Limits the task to that much memory.
        pub fn memory_limit(self, quantity: impl crate::author::settings::Quantity) -> Self {
            self.$update(|s| s.memory_limit = Some(quantity.text()))
        }

        /// Asks for accelerators by the resource name that the cluster has for them, such as `nvidia.com/gpu`.
        pub fn accelerator(self, resource: impl Into<String>, count: u32) -> Self {
            self.$update(|s| s.accelerator = Some((resource.into(), count)))
        }

        /// Runs the task again after a failure, up to that many times, without waiting.
        pub fn retries(self, times: u32) -> Self {
            self.retry(crate::author::Retry::times(times))
        }

        /// Runs the task again after a failure.
        pub fn retry(self, retry: crate::author::Retry) -> Self {
            self.$update(|s| s.retry = Some(retry))
        }

        /// Sets an environment variable.
        pub fn env(self, name: impl Into<String>, value: impl Into<String>) -> Self {
            self.$update(|s| s.env.push((name.into(), value.into())))
        }

        /// Never takes the result of an earlier run.
        pub fn uncached(self) -> Self {
            self.$update(|s| s.caching = Some(crate::author::settings::Caching::Off))
        }

        /// Takes the result of an earlier run of the same task, where the pipeline's defaults say otherwise.
        pub fn cached(self) -> Self {
            self.$update(|s| s.caching = Some(crate::author::settings::Caching::On))
        }

        /// Takes the result of an earlier run with the same key, whatever the inputs.
        ///
        /// KFP reads the key from version 2.18 on (`cachingOptions.cacheKey`, pull request 13762).
        pub fn cache_key(self, key: impl Into<String>) -> Self {
            self.$update(|s| s.caching = Some(crate::author::settings::Caching::Key(key.into())))
        }

        /// The name that user interfaces show.
        pub fn display_name(self, name: impl Into<String>) -> Self {
            self.$update(|s| s.display_name = Some(name.into()))
        }

        /// Stops an attempt that takes longer; whole seconds count.
        pub fn timeout(self, limit: std::time::Duration) -> Self {
            self.$update(|s| s.timeout = Some(limit.as_secs()))
        }
    };
}
pub(crate) use setters;

impl Settings {
    setters!(update);

    fn update(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self);
        self
    }
}

/// How often and how soon a failed task runs again.
///
/// ```
/// use kfp_dsl::author::Retry;
/// use std::time::Duration;
///
/// let retry = Retry::times(3).backoff(Duration::from_secs(10)).factor(2.0).max_backoff(Duration::from_secs(300));
/// # let _ = retry;
/// ```
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retry {
    pub(crate) attempts: u32,
    pub(crate) backoff: Duration,
    pub(crate) factor: f64,
    pub(crate) max_backoff: Duration,
}

impl Retry {
    /// Up to that many times after the first, at once; what KFP's SDK sets when it is given a count only.
    pub fn times(attempts: u32) -> Self {
        let (backoff, max_backoff) = (Duration::ZERO, Duration::from_secs(3600));
        Retry { attempts, backoff, factor: 2.0, max_backoff }
    }

    /// Waits that long before the first retry.
    pub fn backoff(self, backoff: Duration) -> Self {
        Retry { backoff, ..self }
    }

    /// Multiplies the wait after every retry.
    pub fn factor(self, factor: f64) -> Self {
        Retry { factor, ..self }
    }

    /// Never waits longer.
    pub fn max_backoff(self, max_backoff: Duration) -> Self {
        Retry { max_backoff, ..self }
    }
}

/// Whether results of earlier runs count.
#[derive(Clone, Debug)]
pub(crate) enum Caching {
    Off,
    On,
    Key(String),
}

/// An amount of CPU or memory: a number, or a Kubernetes quantity as text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no amount of CPU or memory",
    label = "not a quantity",
    note = "give a number (`4`, `0.5`) or a Kubernetes quantity (`\"500m\"`, `\"16Gi\"`)"
)]
pub trait Quantity {
    /// The quantity as Kubernetes writes it.
    fn text(self) -> String;
}

macro_rules! quantities {
    ($($ty:ty),*) => {$(
        impl Quantity for $ty {
            fn text(self) -> String {
                self.to_string()
            }
        }
    )*};
}

quantities!(&str, i32, u32, i64, u64, f64);

impl Quantity for String {
    fn text(self) -> String {
        self
    }
}
