//! The settings of a program, made with the calls that authors have.

use std::time::Duration;

use kfp_dsl::Task;
use kfp_dsl::kubernetes::{
    ConfigMap, Effect, EmptyDir, EphemeralVolume, FieldPath, ImagePullPolicy, ImagePullSecret, NodeAffinity,
    NodeSelector, PodMetadata, PvcMount, Requirement, Secret, SecurityContext, SharedMemory, Toleration,
};

use super::build::Outputs;
use super::settings::{self, Caching, Kubernetes};

fn retry(retry: &settings::Retry) -> kfp_dsl::Retry {
    let plain = kfp_dsl::Retry::times(retry.times);
    match retry.waiting {
        Some((backoff, factor, max)) => {
            plain.backoff(Duration::from_secs(backoff)).factor(factor).max_backoff(Duration::from_secs(max))
        }
        None => plain,
    }
}

/// Applies settings to what has the setters: a task, or settings that a task is given.
macro_rules! apply {
    ($to:expr, $wanted:expr) => {{
        let (mut to, wanted) = ($to, $wanted);
        if let Some(name) = &wanted.display_name {
            to = to.display_name(name);
        }
        if let Some(amount) = &wanted.cpu_request {
            to = to.cpu_request(amount.as_str());
        }
        if let Some(amount) = &wanted.cpu_limit {
            to = to.cpu_limit(amount.as_str());
        }
        if let Some(amount) = &wanted.memory_request {
            to = to.memory_request(amount.as_str());
        }
        if let Some(amount) = &wanted.memory_limit {
            to = to.memory_limit(amount.as_str());
        }
        if let Some((resource, count)) = &wanted.accelerator {
            to = to.accelerator(resource, *count);
        }
        if let Some(wanted) = &wanted.retry {
            to = to.retry(retry(wanted));
        }
        for (name, value) in &wanted.env {
            to = to.env(name, value);
        }
        match &wanted.caching {
            Some(Caching::On) => to = to.cached(),
            Some(Caching::Off) => to = to.uncached(),
            Some(Caching::Key(key)) => to = to.cache_key(key),
            None => {}
        }
        if let Some(image) = &wanted.image {
            to = to.image(image.as_str());
        }
        for setting in &wanted.kubernetes {
            to = match setting {
                Kubernetes::SecretEnv => {
                    to.kubernetes(Secret::named("db").env("user", "DB_USER").env("p", "DB_P"))
                }
                Kubernetes::SecretVolume => to.kubernetes(Secret::named("cert").mount("/cert").optional()),
                Kubernetes::ConfigMapEnv => to.kubernetes(ConfigMap::named("flags").env("y", "FLAG")),
                Kubernetes::ConfigMapVolume => to.kubernetes(ConfigMap::named("files").mount("/files")),
                Kubernetes::PodLabel => to.kubernetes(PodMetadata::new().label("team", "yes")),
                Kubernetes::PodAnnotation => {
                    to.kubernetes(PodMetadata::new().annotation("note", "two: \"words\""))
                }
                Kubernetes::Toleration => {
                    to.kubernetes(Toleration::equal("k", "v").effect(Effect::NoSchedule))
                }
                Kubernetes::NodeLabel => to.kubernetes(NodeSelector::label("disk", "ssd")),
                Kubernetes::PullPolicy => to.kubernetes(ImagePullPolicy::Always),
                Kubernetes::PullSecret => to.kubernetes(ImagePullSecret::named("registry")),
                Kubernetes::EmptyDir => to.kubernetes(EmptyDir::new("cache", "/cache")),
                Kubernetes::FieldPath => to.kubernetes(FieldPath::of("metadata.name").env("POD")),
                Kubernetes::Claim => to.kubernetes(PvcMount::new("data", "/data")),
                Kubernetes::SecurityContext => to.kubernetes(SecurityContext::new().run_as_user(1000)),
                Kubernetes::NodeAffinity => {
                    let zones = Requirement::is_in("zone", ["a", "b"]);
                    to.kubernetes(NodeAffinity::required([zones, Requirement::exists("gpu")]))
                }
                Kubernetes::PreferredNode => {
                    to.kubernetes(NodeAffinity::preferred(80, [Requirement::greater_than("memory", 40)]))
                }
                Kubernetes::EphemeralVolume => to.kubernetes(
                    EphemeralVolume::new("scratch", "/scratch", "5Gi").storage_class("fast").label("a", "b"),
                ),
                Kubernetes::SharedMemory => to.kubernetes(SharedMemory::of("8Gi")),
            };
        }
        if let Some(seconds) = wanted.timeout {
            to = to.timeout(Duration::from_secs(seconds));
        }
        to
    }};
}

pub(super) fn settings(wanted: &settings::Settings) -> kfp_dsl::Settings {
    apply!(kfp_dsl::Settings::new(), wanted)
}

pub(super) fn set(task: Task<Outputs>, wanted: &settings::Settings) -> Task<Outputs> {
    apply!(task, wanted)
}
