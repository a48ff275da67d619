//! What of earlier results counts.

use std::time::Duration;

use kfp_ir::model::platform::argo::{ArgoExecutorConfig, CacheRules};

use super::{ArgoSetting, Fragment};

fn fragment(what: &'static str, cache: CacheRules) -> Fragment {
    Fragment::of(what, ArgoExecutorConfig { cache: Some(Box::new(cache)), ..ArgoExecutorConfig::default() })
}

/// Takes no result of an earlier run that is older than that.
///
/// KFP's cache knows no age. Where results must not be older than a day on KFP, too, give the task a
/// [`TimeBucket`](crate::TimeBucket) as an input.
///
/// ```
/// use std::time::Duration;
///
/// use kfp_dsl::argo::MaxCacheAge;
/// use kfp_dsl::prelude::*;
/// use kfp_dsl::{BuildOptions, Target};
///
/// #[container_component]
/// fn work() -> Container {
///     Container::image("busybox").command(["true"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope) {
///     p.task(work()).argo(MaxCacheAge::of(Duration::from_secs(7 * 24 * 3600)));
/// }
///
/// let options = BuildOptions { target: Target::Argo41, ..BuildOptions::default() };
/// assert!(Pipeline::of(demo).build(&options).is_ok());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct MaxCacheAge(Duration);

impl MaxCacheAge {
    /// Results up to that age; whole seconds count.
    pub fn of(age: Duration) -> Self {
        MaxCacheAge(age)
    }
}

impl ArgoSetting for MaxCacheAge {
    fn fragment(self) -> Fragment {
        let seconds = i64::try_from(self.0.as_secs()).unwrap_or(i64::MAX);
        let cache = CacheRules { max_age_seconds: seconds, ..CacheRules::default() };
        let mut fragment = fragment("a maximum age of earlier results", cache);
        if seconds == 0 {
            let message = format!("no earlier result is younger than {:?}", self.0);
            fragment.fault(message, "allow a second or more, or take no earlier results: `uncached()`");
        }
        fragment
    }
}

/// Takes the result of an earlier run although an input had another value: one that does not decide about the result, such as
/// how much is logged.
///
/// It is left out of the content digest and of the key of Argo's memoization. KFP counts every input: there another value
/// makes the task run, which is never wrong; [`best_effort`](super::best_effort) says that this will do.
///
/// ```
/// use kfp_dsl::argo::{UncountedInput, best_effort};
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn train(rate: f64, verbosity: i64) -> Container {
///     Container::image("busybox").command(["train"]).args([rate.to_string(), verbosity.to_string()])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope, verbosity: Value<i64>) {
///     let task = p.task(train().rate(0.1).verbosity(verbosity));
///     task.argo(best_effort(UncountedInput::named("verbosity")));
/// }
///
/// assert!(Pipeline::of(demo).build(&Default::default()).is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct UncountedInput(String);

impl UncountedInput {
    /// The input of that name, a parameter or an artifact.
    pub fn named(name: impl Into<String>) -> Self {
        UncountedInput(name.into())
    }
}

impl ArgoSetting for UncountedInput {
    fn fragment(self) -> Fragment {
        let cache = CacheRules { uncounted_inputs: vec![self.0], ..CacheRules::default() };
        fragment("an input that does not count", cache)
    }
}
