//! Objects as YAML.

use kfp_ir::codec::{WriteError, yaml};

use crate::model::Manifest;

/// The objects as one YAML stream, equal bytes for equal objects.
///
/// # Errors
/// When an object is nested more deeply than YAML readers accept.
pub fn to_yaml(manifests: &[Manifest]) -> Result<String, WriteError> {
    let mut out = String::new();
    for (i, manifest) in manifests.iter().enumerate() {
        if i > 0 {
            out.push_str("---\n");
        }
        out.push_str(&yaml::to_string(manifest)?);
    }
    Ok(out)
}
