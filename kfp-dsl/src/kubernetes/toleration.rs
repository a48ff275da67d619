//! Taints of nodes that a task tolerates.

use std::fmt;

use kfp_ir::model::platform::kubernetes::Toleration as IrToleration;

use super::json::{Json, SettingJson, SettingList};
use super::{Fragment, KubernetesSetting, Slot, check};

/// A taint of nodes that a task tolerates: KFP's `add_toleration` and `add_toleration_json`.
///
/// ```
/// use kfp_dsl::kubernetes::{Effect, Toleration};
/// use kfp_dsl::prelude::*;
///
/// #[container_component]
/// fn train() -> Container {
///     Container::image("busybox").command(["true"])
/// }
///
/// #[pipeline]
/// fn demo(p: &mut Scope, more: Value<Vec<serde_json::Value>>) {
///     p.task(train())
///         .kubernetes(Toleration::equal("team", "risk").effect(Effect::NoSchedule))
///         .kubernetes(Toleration::exists("spot").effect(Effect::NoExecute).seconds(300))
///         .kubernetes(Toleration::list(more));
/// }
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct Toleration {
    key: String,
    operator: &'static str,
    value: String,
    effect: Option<Effect>,
    seconds: Option<i64>,
    json: Option<Json>,
}

impl Toleration {
    /// Taints of that key and value.
    pub fn equal(key: impl Into<String>, value: impl Into<String>) -> Self {
        Toleration { key: key.into(), value: value.into(), ..Toleration::of("Equal") }
    }

    /// Taints of that key, whatever their value.
    pub fn exists(key: impl Into<String>) -> Self {
        Toleration { key: key.into(), ..Toleration::of("Exists") }
    }

    /// All taints.
    pub fn everything() -> Self {
        Toleration::of("Exists")
    }

    /// A toleration as Kubernetes writes it in JSON.
    ///
    /// In plain Argo, one from the run has to be the only toleration of the task (`AR115`).
    pub fn json(toleration: impl SettingJson) -> Self {
        Toleration { json: Some(toleration.json()), ..Toleration::of("") }
    }

    /// A list of tolerations as Kubernetes writes them in JSON, from a run. In plain Argo, it has to be the only toleration of
    /// the task.
    pub fn list(tolerations: impl SettingList) -> Self {
        Toleration { json: Some(tolerations.json()), ..Toleration::of("") }
    }

    fn of(operator: &'static str) -> Self {
        let (key, value) = (String::new(), String::new());
        Toleration { key, operator, value, effect: None, seconds: None, json: None }
    }

    /// Only taints of that effect. A toleration that is given as JSON says this itself.
    pub fn effect(self, effect: Effect) -> Self {
        Toleration { effect: Some(effect), ..self }
    }

    /// Tolerates [`Effect::NoExecute`] for that long and not for ever.
    pub fn seconds(self, seconds: u32) -> Self {
        Toleration { seconds: Some(i64::from(seconds)), ..self }
    }
}

impl KubernetesSetting for Toleration {
    fn fragment(self) -> Fragment {
        let mut fragment = Fragment::default();
        if let Some(json) = self.json {
            let toleration_json = json.input(&mut fragment, Slot::Toleration);
            if self.effect.is_some() || self.seconds.is_some() {
                let help = "write `effect` and `tolerationSeconds` into the JSON";
                fragment.fault("a toleration as JSON takes no other settings", help);
            }
            fragment.config.tolerations.push(IrToleration { toleration_json, ..IrToleration::default() });
            return fragment;
        }
        if !self.key.is_empty() {
            check::key(&mut fragment, "a taint", &self.key);
        } else if self.operator == "Equal" {
            let help = "name the key of the taint, or use `Toleration::everything()`";
            fragment.fault("a toleration of one value needs a key", help);
        }
        check::label_value(&mut fragment, &self.value);
        if self.seconds.is_some() && self.effect != Some(Effect::NoExecute) {
            let help = "add `.effect(Effect::NoExecute)`, or drop the time";
            fragment.fault("only taints of the effect `NoExecute` are tolerated for a time", help);
        }
        fragment.config.tolerations.push(IrToleration {
            key: self.key,
            operator: self.operator.to_owned(),
            value: self.value,
            effect: self.effect.map(|effect| effect.to_string()).unwrap_or_default(),
            toleration_seconds: self.seconds,
            toleration_json: None,
        });
        fragment
    }
}

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// They are not placed on the node.
    NoSchedule,
    /// They are rather placed elsewhere.
    PreferNoSchedule,
    /// They are not placed on the node, and stopped if they run there.
    NoExecute,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
