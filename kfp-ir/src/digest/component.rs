//! What a component does, whatever a task gives it.

use crate::codec::value::to_value;
use crate::digest::content::{interface, record};
use crate::digest::program::Program;
use crate::digest::{Digest, mounts};
use crate::model::platform::kubernetes::KubernetesExecutorConfig;
use crate::model::{ComponentSpec, ContainerSpec, Value};

/// The digest of a container component: its program, interface and mounts, without what a task gives it.
///
/// Together with the values of its inputs it decides what a task makes, as the [content digest](super::Digests) does; it
/// is known where the values are not, and tasks that share a component share it. Nothing of names, resources and retries
/// enters. `docs/digests.md` says the form.
///
/// ```
/// use kfp_ir::digest;
/// use kfp_ir::model::{ComponentSpec, ContainerSpec};
///
/// let one = ContainerSpec { image: "busybox:1".into(), ..ContainerSpec::default() };
/// let other = ContainerSpec { image: "busybox:2".into(), ..ContainerSpec::default() };
/// let digest = |container| digest::component(&ComponentSpec::default(), container, None);
/// assert_ne!(digest(&one), digest(&other));
/// ```
pub fn component(
    component: &ComponentSpec,
    container: &ContainerSpec,
    kubernetes: Option<&KubernetesExecutorConfig>,
) -> Digest {
    let texts = |texts: &[String]| Some(Value::from(texts.to_vec()));
    let env = container.env.iter().map(|e| Value::from(vec![e.name.clone(), e.value.clone()]));
    let program = Program::of(container);
    let fields = [
        ("image", program.image.map(Value::from)),
        ("code", program.code.map(Value::from)),
        ("command", texts(&program.command)),
        ("args", texts(&container.args)),
        ("env", Some(Value::List(env.collect()))),
        ("mounts", kubernetes.and_then(|config| to_value(config).ok()).and_then(mounts::chosen)),
        ("interface", Some(interface(component))),
    ];
    Digest::of_value(&Value::Struct(record("component", fields)))
}
