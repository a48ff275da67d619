//! How a task runs: resources, retries, environment, caching.

use std::time::Duration;

use crate::argo;
use crate::author::Value;
use crate::author::graph::Handle;
use crate::author::setting_text::SettingSource;
use crate::kubernetes::Fragment;

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
    pub(crate) image: Option<SettingSource>,
    pub(crate) cpu_request: Option<SettingSource>,
    pub(crate) cpu_limit: Option<SettingSource>,
    pub(crate) memory_request: Option<SettingSource>,
    pub(crate) memory_limit: Option<SettingSource>,
    /// Resource name, such as `nvidia.com/gpu`, and count.
    pub(crate) accelerator: Option<(SettingSource, SettingSource)>,
    pub(crate) retry: Option<Retry>,
    /// In the order of the calls; a later one wins.
    pub(crate) env: Vec<(String, String)>,
    pub(crate) caching: Option<Caching>,
    /// Seconds until an attempt is stopped.
    pub(crate) timeout: Option<u64>,
    /// In the order of the calls.
    pub(crate) kubernetes: Vec<Fragment>,
    /// The command, where it is not that of the component.
    pub(crate) command: Option<Vec<String>>,
    /// In the order of the calls.
    pub(crate) argo: Vec<argo::Fragment>,
}

impl Settings {
    pub(crate) const NONE: &Settings = &Settings {
        display_name: None,
        image: None,
        cpu_request: None,
        cpu_limit: None,
        memory_request: None,
        memory_limit: None,
        accelerator: None,
        retry: None,
        env: Vec::new(),
        caching: None,
        timeout: None,
        kubernetes: Vec::new(),
        command: None,
        argo: Vec::new(),
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
        take(&mut self.image, &over.image);
        take(&mut self.cpu_request, &over.cpu_request);
        take(&mut self.cpu_limit, &over.cpu_limit);
        take(&mut self.memory_request, &over.memory_request);
        take(&mut self.memory_limit, &over.memory_limit);
        take(&mut self.accelerator, &over.accelerator);
        take(&mut self.retry, &over.retry);
        self.env.extend(over.env.iter().cloned());
        take(&mut self.caching, &over.caching);
        take(&mut self.timeout, &over.timeout);
        self.kubernetes.extend(over.kubernetes.iter().cloned());
        take(&mut self.command, &over.command);
        self.argo.extend(over.argo.iter().cloned());
    }

    /// The values of the run that the settings are read from.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Handle> {
        let Settings { image, cpu_request, cpu_limit, memory_request, memory_limit, .. } = self;
        let amounts = [image, cpu_request, cpu_limit, memory_request, memory_limit];
        let accelerator = self.accelerator.iter_mut().flat_map(|(resource, count)| [resource, count]);
        let texts = amounts.into_iter().flatten().chain(accelerator).filter_map(SettingSource::value_mut);
        texts.chain(self.kubernetes.iter_mut().flat_map(|f| &mut f.values).map(|(_, handle)| handle))
    }
}

/// The setters, once for [`Settings`] and once for a task.
macro_rules! setters {
    ($update:ident) => {
        /// Runs another image than that of the component: KFP's `set_container_image`.
        ///
        /// ```
        /// # use kfp_dsl::prelude::*;
        /// # #[container_component]
        /// # fn work() -> Container {
        /// #     Container::image("busybox").command(["true"])
        /// # }
        /// #[pipeline]
        /// fn demo(p: &mut Scope, image: Value<String>) {
        ///     p.task(work()).image("busybox:1.36");
        ///     p.task(work()).image(image);
        /// }
        /// ```
        pub fn image(self, image: impl crate::author::SettingText) -> Self {
            self.$update(|s| s.image = Some(image.setting()))
        }

        /// Requests that much CPU and limits the task to it: cores (`4`, `0.5`), a quantity (`"500m"`), or a value of
        /// the run.
        pub fn cpu(self, quantity: impl crate::author::settings::Quantity) -> Self {
            let text = quantity.text();
            self.$update(|s| {
                s.cpu_request = Some(text.clone());
                s.cpu_limit = Some(text);
            })
        }

        /// Requests that much CPU: KFP's `set_cpu_request`.
        pub fn cpu_request(self, quantity: impl crate::author::settings::Quantity) -> Self {
            self.$update(|s| s.cpu_request = Some(quantity.text()))
        }

        /// Limits the task to that much CPU: KFP's `set_cpu_limit`.
        pub fn cpu_limit(self, quantity: impl crate::author::settings::Quantity) -> Self {
            self.$update(|s| s.cpu_limit = Some(quantity.text()))
        }

        /// Requests that much memory and limits the task to it: a quantity such as `"16Gi"`, bytes, or a value of the
        /// run.
        pub fn memory(self, quantity: impl crate::author::settings::Quantity) -> Self {
            let text = quantity.text();
            self.$update(|s| {
                s.memory_request = Some(text.clone());
                s.memory_limit = Some(text);
            })
        }

        /// Requests that much memory: KFP's `set_memory_request`.
        pub fn memory_request(self, quantity: impl crate::author::settings::Quantity) -> Self {
            self.$update(|s| s.memory_request = Some(quantity.text()))
        }

        /// Limits the task to that much memory: KFP's `set_memory_limit`.
        pub fn memory_limit(self, quantity: impl crate::author::settings::Quantity) -> Self {
            self.$update(|s| s.memory_limit = Some(quantity.text()))
        }

        /// Asks for accelerators by the resource name that the cluster has for them, such as `nvidia.com/gpu`: KFP's
        /// `set_accelerator_type` and `set_accelerator_limit`.
        pub fn accelerator(
            self,
            resource: impl crate::author::SettingText,
            count: impl crate::author::settings::Count,
        ) -> Self {
            self.$update(|s| s.accelerator = Some((resource.setting(), count.count())))
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

        /// Keeps the pod alive for `kubectl exec`: KFP's `set_debug_pause`. Calls add up.
        ///
        /// Argo (3.5 or newer) waits until someone lets it go on (`ARGO_DEBUG_PAUSE_*` in its documentation).
        pub fn debug_pause(self, pause: crate::author::DebugPause) -> Self {
            self.env(pause.variable(), "true")
        }

        /// Says something about the pod of the task, such as a secret that it reads: see
        /// [`kubernetes`](crate::kubernetes). Calls add up.
        pub fn kubernetes(self, setting: impl crate::kubernetes::KubernetesSetting) -> Self {
            self.$update(|s| s.kubernetes.push(setting.fragment()))
        }

        /// Asks something of Argo that KFP has not, such as a lock: see [`argo`](crate::argo). Locks add up.
        pub fn argo(self, setting: impl crate::argo::ArgoSetting) -> Self {
            self.$update(|s| s.argo.push(setting.fragment()))
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

        /// Stops an attempt that takes longer; whole seconds count. KFP's `kubernetes.set_timeout`.
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

/// When the pod of a task waits for someone to look into it: see `debug_pause` of [`Task`](crate::Task).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebugPause {
    /// Before the program starts.
    Before,
    /// After the program has ended.
    After,
    /// After the program has failed.
    OnError,
}

impl DebugPause {
    /// The variable that Argo's executor looks at.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            DebugPause::Before => "ARGO_DEBUG_PAUSE_BEFORE",
            DebugPause::After => "ARGO_DEBUG_PAUSE_AFTER",
            DebugPause::OnError => "ARGO_DEBUG_PAUSE_ON_ERROR",
        }
    }
}

/// An amount of CPU or memory: a number, a Kubernetes quantity as text, or a value of the run with such a text.
///
/// A number of the run is none: KFP 2.17 reads such a value as text only (`resolvePodSpecInputRuntimeParameter`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no amount of CPU or memory",
    label = "not a quantity",
    note = "give a number (`4`, `0.5`), a Kubernetes quantity (`\"500m\"`, `\"16Gi\"`), or a `Value<String>` with one"
)]
pub trait Quantity {
    /// The quantity as Kubernetes writes it.
    #[doc(hidden)]
    fn text(self) -> SettingSource;
}

macro_rules! quantities {
    ($($ty:ty),*) => {$(
        impl Quantity for $ty {
            fn text(self) -> SettingSource {
                SettingSource::from(self.to_string())
            }
        }
    )*};
}

quantities!(&str, i32, u32, i64, u64, f64, String);

impl Quantity for Value<String> {
    fn text(self) -> SettingSource {
        SettingSource::from(self)
    }
}

/// A number of accelerators: a number, or a value of the run with the number as text.
///
/// A number of the run is none: KFP 2.17 would leave the accelerators out (`resolvePodSpecInputRuntimeParameter`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number of accelerators",
    label = "not a number",
    note = "give a number, or a `Value<String>` with one: KFP leaves accelerators out when their number is a `Value` of numbers"
)]
pub trait Count {
    /// The number as text.
    #[doc(hidden)]
    fn count(self) -> SettingSource;
}

macro_rules! counts {
    ($($ty:ty),*) => {$(
        impl Count for $ty {
            fn count(self) -> SettingSource {
                SettingSource::from(self.to_string())
            }
        }
    )*};
}

counts!(i32, u32, u16, u8, usize);

impl Count for Value<String> {
    fn count(self) -> SettingSource {
        SettingSource::from(self)
    }
}
