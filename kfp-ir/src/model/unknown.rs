//! Fields that no message has, kept for the readers that know them.

use std::collections::BTreeMap;

use crate::model::{Struct, Value};
use crate::path::{IrPath, Step};

/// Fields that this model does not know, by their place within the message that keeps them.
///
/// KFP's API server ignores such fields inside executors and refuses them everywhere else. Every writer writes them back,
/// as long as the message around them exists.
///
/// ```
/// # #[cfg(feature = "read")] {
/// use kfp_ir::codec::{Format, read, yaml};
/// let text = "deploymentSpec:\n  executors:\n    exec-a:\n      container:\n        image: a\n        someday: 1.0\n";
/// let source = read(text, Format::Yaml)?;
/// assert_eq!(source.findings[0].code, "IR013");
/// assert_eq!(yaml::to_string(&source.document.pipeline)?, text);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnknownFields(pub BTreeMap<IrPath, Value>);

impl UnknownFields {
    /// Adds the fields to the JSON form of their message.
    pub(crate) fn put_into(&self, message: &mut Value) {
        for (path, value) in &self.0 {
            let Some((Step::Key(key), above)) = path.0.split_last() else { continue };
            if let Some(Value::Struct(Struct(fields))) = part(message, above) {
                fields.insert(key.clone(), value.clone());
            }
        }
    }
}

fn part<'v>(mut value: &'v mut Value, steps: &[Step]) -> Option<&'v mut Value> {
    for step in steps {
        value = match (step, value) {
            (Step::Key(key), Value::Struct(fields)) => fields.0.get_mut(key)?,
            (Step::Index(index), Value::List(items)) => items.get_mut(*index)?,
            _ => return None,
        };
    }
    Some(value)
}
