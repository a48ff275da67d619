//! Text in the settings of a task: known when the pipeline is built, or a value of the run.

use crate::author::Value;
use crate::author::graph::Handle;

/// Text in a setting, as it was given.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct SettingSource(pub(crate) Said);

/// What was given for a text.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    Fixed(String),
    Value(Handle),
}

impl SettingSource {
    /// The text, unless only a run knows it.
    pub(crate) fn fixed(&self) -> Option<&str> {
        match &self.0 {
            Said::Fixed(text) => Some(text),
            Said::Value(_) => None,
        }
    }

    pub(crate) fn value_mut(&mut self) -> Option<&mut Handle> {
        match &mut self.0 {
            Said::Fixed(_) => None,
            Said::Value(handle) => Some(handle),
        }
    }
}

impl From<String> for SettingSource {
    fn from(text: String) -> Self {
        SettingSource(Said::Fixed(text))
    }
}

impl From<&str> for SettingSource {
    fn from(text: &str) -> Self {
        SettingSource::from(text.to_owned())
    }
}

impl From<Value<String>> for SettingSource {
    fn from(value: Value<String>) -> Self {
        SettingSource(Said::Value(value.handle))
    }
}

/// A name in the settings of a task: text, or a [`Value<String>`](Value) that exists when the pipeline runs.
///
/// An input that may be missing (`Value<Option<String>>`) is none: a pod cannot leave a setting out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a name in the settings of a task",
    label = "neither text nor a `Value<String>`",
    note = "give text that is known now, or a pipeline input or output of another task of type `Value<String>`"
)]
pub trait SettingText {
    /// What the task records.
    #[doc(hidden)]
    fn setting(self) -> SettingSource;
}

macro_rules! texts {
    ($($ty:ty),*) => {$(
        impl SettingText for $ty {
            fn setting(self) -> SettingSource {
                SettingSource::from(self)
            }
        }
    )*};
}

texts!(&str, String, Value<String>);

impl SettingText for &String {
    fn setting(self) -> SettingSource {
        SettingSource::from(self.as_str())
    }
}
