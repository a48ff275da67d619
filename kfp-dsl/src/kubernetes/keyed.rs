//! What secrets and config maps share: a name, and keys that become variables or files.

use super::{Fragment, check};
use crate::author::setting_text::SettingSource;

/// A named object with keys, and what a task takes from it.
#[derive(Clone, Debug)]
pub(super) struct Keyed {
    pub(super) name: SettingSource,
    /// Key and variable.
    pub(super) env: Vec<(String, String)>,
    pub(super) mount: Option<String>,
    pub(super) optional: bool,
}

impl Keyed {
    pub(super) fn named(name: SettingSource) -> Self {
        Keyed { name, env: Vec::new(), mount: None, optional: false }
    }

    /// Notes what is wrong; `what` is "a secret".
    pub(super) fn check(&self, fragment: &mut Fragment, what: &str) {
        for (key, variable) in &self.env {
            check::data_key(fragment, what, key);
            check::variable(fragment, variable);
        }
        if let Some(path) = &self.mount {
            check::mount_path(fragment, path);
        }
        if self.env.is_empty() && self.mount.is_none() {
            let help = "say what the task reads: `.env(key, variable)` or `.mount(path)`";
            let name = self.name.fixed().map(|name| format!(" `{name}`")).unwrap_or_default();
            fragment.fault(format!("the task takes nothing from {what}{name}"), help);
        }
    }
}

/// The setters, once for each of the two.
macro_rules! keyed_setters {
    ($new:literal) => {
        #[doc = $new]
        pub fn named(name: impl $crate::author::SettingText) -> Self {
            Self(super::keyed::Keyed::named(name.setting()))
        }

        /// Gives the value of a key to the task as an environment variable.
        pub fn env(mut self, key: impl Into<String>, variable: impl Into<String>) -> Self {
            self.0.env.push((key.into(), variable.into()));
            self
        }

        /// Gives every key to the task as a file in that folder.
        pub fn mount(mut self, path: impl Into<String>) -> Self {
            self.0.mount = Some(path.into());
            self
        }

        /// Lets the task start without it; otherwise the pod waits until it exists.
        pub fn optional(mut self) -> Self {
            self.0.optional = true;
            self
        }
    };
}
pub(super) use keyed_setters;
