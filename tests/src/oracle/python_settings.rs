//! Settings as Python for KFP's SDK.

use super::python::text;
use super::settings::{Caching, Dynamic, Kubernetes, Retry, Settings};

/// The statement that makes a value of the run a setting.
pub(super) fn dynamic(dynamic: Dynamic, task: &str, value: &str) -> String {
    match dynamic {
        Dynamic::Image => format!("{task}.set_container_image({value})"),
        Dynamic::CpuLimit => format!("{task}.set_cpu_limit({value})"),
        Dynamic::MemoryRequest => format!("{task}.set_memory_request({value})"),
        Dynamic::SecretEnv => format!("kubernetes.use_secret_as_env({task}, {value}, {{'k': 'S'}})"),
        Dynamic::SecretVolume => {
            format!("kubernetes.use_secret_as_volume({task}, {value}, '/secret', optional=True)")
        }
        Dynamic::ConfigMapEnv => {
            format!("kubernetes.use_config_map_as_env({task}, {value}, {{'k': 'K'}}, optional=True)")
        }
        Dynamic::ConfigMapVolume => format!("kubernetes.use_config_map_as_volume({task}, {value}, '/map')"),
        Dynamic::Claim => format!("kubernetes.mount_pvc({task}, {value}, '/claim', sub_path='a/b')"),
        Dynamic::PullSecret => format!("kubernetes.set_image_pull_secrets({task}, [{value}])"),
    }
}

/// The call that makes a setting of the pod.
pub(super) fn kubernetes(setting: &Kubernetes, task: &str) -> String {
    match setting {
        Kubernetes::SecretEnv => {
            format!("use_secret_as_env({task}, 'db', {{'user': 'DB_USER', 'p': 'DB_P'}})")
        }
        Kubernetes::SecretVolume => format!("use_secret_as_volume({task}, 'cert', '/cert', optional=True)"),
        Kubernetes::ConfigMapEnv => format!("use_config_map_as_env({task}, 'flags', {{'y': 'FLAG'}})"),
        Kubernetes::ConfigMapVolume => format!("use_config_map_as_volume({task}, 'files', '/files')"),
        Kubernetes::PodLabel => format!("add_pod_label({task}, 'team', 'yes')"),
        Kubernetes::PodAnnotation => format!("add_pod_annotation({task}, 'note', 'two: \"words\"')"),
        Kubernetes::Toleration => {
            format!("add_toleration({task}, key='k', operator='Equal', value='v', effect='NoSchedule')")
        }
        Kubernetes::NodeLabel => format!("add_node_selector({task}, 'disk', 'ssd')"),
        Kubernetes::PullPolicy => format!("set_image_pull_policy({task}, 'Always')"),
        Kubernetes::PullSecret => format!("set_image_pull_secrets({task}, ['registry'])"),
        Kubernetes::EmptyDir => format!("empty_dir_mount({task}, 'cache', '/cache')"),
        Kubernetes::FieldPath => format!("use_field_path_as_env({task}, 'POD', 'metadata.name')"),
        Kubernetes::Claim => format!("mount_pvc({task}, 'data', '/data')"),
        Kubernetes::SecurityContext => format!("set_security_context({task}, run_as_user=1000)"),
        Kubernetes::NodeAffinity => format!(
            "add_node_affinity({task}, match_expressions=[{{'key': 'zone', 'operator': 'In', 'values': ['a', 'b']}}, \
             {{'key': 'gpu', 'operator': 'Exists'}}])"
        ),
        Kubernetes::PreferredNode => format!(
            "add_node_affinity({task}, match_expressions=[{{'key': 'memory', 'operator': 'Gt', 'values': ['40']}}], \
             weight=80)"
        ),
        Kubernetes::EphemeralVolume => format!(
            "add_ephemeral_volume({task}, 'scratch', '/scratch', ['ReadWriteOnce'], '5Gi', \
             storage_class_name='fast', labels={{'a': 'b'}})"
        ),
        Kubernetes::SharedMemory => {
            format!("empty_dir_mount({task}, 'shm', '/dev/shm', medium='Memory', size_limit='8Gi')")
        }
    }
}

/// The calls on a task that make these settings.
pub(super) fn calls(settings: &Settings) -> Vec<String> {
    let mut calls = Vec::new();
    let mut call = |method: &str, value: &Option<String>| {
        calls.extend(value.iter().map(|value| format!("{method}({})", text(value))));
    };
    call("set_display_name", &settings.display_name);
    call("set_cpu_request", &settings.cpu_request);
    call("set_cpu_limit", &settings.cpu_limit);
    call("set_memory_request", &settings.memory_request);
    call("set_memory_limit", &settings.memory_limit);
    call("set_container_image", &settings.image);
    if let Some((resource, count)) = &settings.accelerator {
        calls.push(format!("set_accelerator_type({})", text(resource)));
        calls.push(format!("set_accelerator_limit({count})"));
    }
    match &settings.retry {
        Some(Retry { times, waiting: None }) => calls.push(format!("set_retry(num_retries={times})")),
        Some(Retry { times, waiting: Some((backoff, factor, max)) }) => calls.push(format!(
            "set_retry(num_retries={times}, backoff_duration='{backoff}s', backoff_factor={factor:?}, \
             backoff_max_duration='{max}s')"
        )),
        None => {}
    }
    for (name, value) in &settings.env {
        calls.push(format!("set_env_variable({}, {})", text(name), text(value)));
    }
    match &settings.caching {
        Some(Caching::On) => calls.push("set_caching_options(True)".to_owned()),
        Some(Caching::Off) => calls.push("set_caching_options(False)".to_owned()),
        Some(Caching::Key(key)) => {
            calls.push(format!("set_caching_options(True, cache_key={})", text(key)));
        }
        None => {}
    }
    calls
}
