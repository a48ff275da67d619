//! The types with a JSON form of their own: values, durations, enumerations, platform executors.

use serde::ser::{Error as _, Serialize, SerializeMap as _, Serializer};

use crate::codec::error::code;
use crate::codec::field::{Element, Field as _, Implicit};
use crate::codec::node::{Data, Node, Style};
use crate::codec::reading::Reading;
use crate::codec::scalar::{self, Plain};
use crate::model::platform::argo::ArgoExecutorConfig;
use crate::model::platform::kubernetes::KubernetesExecutorConfig;
use crate::model::{Duration, PlatformExecutor, Struct, Value};
use crate::path::At;

impl Element for Value {
    const HAS_NULL: bool = true;

    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        match &node.data {
            Data::Map(_) => Struct::read(node, at, cx).map(Value::Struct),
            Data::List(_) => {
                let mut items = Vec::new();
                items.read(node, at, cx);
                Some(Value::List(items))
            }
            Data::Scalar(text, Style::Text) => Some(Value::String(text.clone().into_owned())),
            Data::Scalar(text, Style::Literal) => match &**text {
                "null" => Some(Value::Null),
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                number => finite(number.parse().unwrap_or(f64::NAN), node, at, cx),
            },
            Data::Scalar(text, Style::Plain) => plain_value(text, node, at, cx),
        }
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

fn plain_value(text: &str, node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Value> {
    let plain = scalar::pyyaml(text);
    if !scalar::readers_agree(text) {
        let meaning = match plain {
            Plain::Null => "nothing",
            Plain::Bool(true) => "`true`",
            Plain::Bool(false) => "`false`",
            Plain::Number(n) => &format!("the number {n}"),
            Plain::Text => "text",
        };
        cx.readers_differ(text, node.offset, at, &format!("{meaning} to the KFP SDK"));
    }
    match plain {
        Plain::Null => Some(Value::Null),
        Plain::Bool(b) => Some(Value::Bool(b)),
        Plain::Number(n) => finite(n, node, at, cx),
        Plain::Text => Some(Value::String(text.to_owned())),
    }
}

fn finite(number: f64, node: &Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Value> {
    if number.is_finite() {
        return Some(Value::Number(number));
    }
    let message = format!("{} is not a finite number", node.describe());
    cx.error(code::OUT_OF_RANGE, node.offset, at, message, Some("quote it if it is text".to_owned()));
    None
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Number(n) if n.is_finite() => serializer.serialize_f64(*n),
            Value::Number(n) => Err(S::Error::custom(format!("the number {n} has no form in JSON"))),
            Value::String(s) => serializer.serialize_str(s),
            Value::List(items) => serializer.collect_seq(items),
            Value::Struct(fields) => fields.serialize(serializer),
        }
    }
}

impl Element for Struct {
    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        let mut fields = Struct::default();
        fields.0.read(node, at, cx);
        matches!(node.data, Data::Map(_)).then_some(fields)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

impl Serialize for Struct {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Element for Duration {
    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        match &node.data {
            Data::Scalar(text, Style::Plain | Style::Text) if text.ends_with('s') => {
                if let Some(duration) = Duration::parse(text) {
                    return Some(duration);
                }
            }
            _ => {}
        }
        cx.wrong_type(node, at, "a duration in seconds, such as `3600s`");
        None
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Element for PlatformExecutor {
    /// Which settings these are is said by the platform's key: `platforms.<key>.deploymentSpec.executors.<label>`.
    fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
        match at.key_above(3).filter(|_| at.key_above(4) == Some("platforms")) {
            Some("kubernetes") => KubernetesExecutorConfig::read(node, at, cx)
                .map(|config| PlatformExecutor::Kubernetes(Box::new(config))),
            Some("argo") => {
                ArgoExecutorConfig::read(node, at, cx).map(|config| PlatformExecutor::Argo(Box::new(config)))
            }
            _ => Struct::read(node, at, cx).map(PlatformExecutor::Other),
        }
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

impl Serialize for PlatformExecutor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            PlatformExecutor::Kubernetes(config) => config.serialize(serializer),
            PlatformExecutor::Argo(config) => config.serialize(serializer),
            PlatformExecutor::Other(settings) => settings.serialize(serializer),
        }
    }
}

macro_rules! enumerations {
    ($($name:ident),*) => {$(
        impl Element for crate::model::$name {
            /// By name, or by number as protobuf's JSON form allows.
            fn read(node: &mut Node<'_>, at: At<'_>, cx: &mut Reading<'_>) -> Option<Self> {
                let value = match &node.data {
                    Data::Scalar(text, Style::Plain | Style::Text) if Self::from_name(text).is_some() => {
                        Self::from_name(text)
                    }
                    Data::Scalar(text, Style::Plain | Style::Literal) => {
                        let number = text.parse::<f64>().ok().filter(|n| n.fract() == 0.0);
                        number.and_then(|n| Self::from_number(n as i32))
                    }
                    _ => None,
                };
                if value.is_none() {
                    let names: Vec<&'static str> = Self::ALL.iter().map(|k| k.name()).collect();
                    cx.unknown_name(node, at, &names);
                }
                value
            }

            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.serialize(serializer)
            }
        }

        impl Implicit for crate::model::$name {
            fn is_zero(&self) -> bool {
                self.number() == 0
            }
        }

        impl Serialize for crate::model::$name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }
    )*};
}

enumerations!(ParameterType, PrimitiveType, TriggerStrategy, TaskConfigPassthroughType);
