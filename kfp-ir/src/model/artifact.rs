//! Artifacts and their types.

use std::collections::BTreeMap;

use crate::model::{LegacyValue, Struct};

/// `ArtifactTypeSchema`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactTypeSchema {
    /// The schema title.
    pub schema_title: Option<String>,
    /// The schema uri. Deprecated in KFP.
    pub schema_uri: Option<String>,
    /// The instance schema.
    pub instance_schema: Option<String>,
    /// The schema version.
    pub schema_version: String,
}

message!(ArtifactTypeSchema {
    instance_schema = 3, "instanceSchema";
    schema_title = 1, "schemaTitle";
    schema_uri = 2, "schemaUri";
    schema_version = 4, "schemaVersion";
});

/// `RuntimeArtifact`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuntimeArtifact {
    /// The name.
    pub name: String,
    /// The type.
    pub r#type: Option<ArtifactTypeSchema>,
    /// The uri.
    pub uri: String,
    /// The properties. Deprecated in KFP.
    pub properties: BTreeMap<String, LegacyValue>,
    /// The custom properties. Deprecated in KFP.
    pub custom_properties: BTreeMap<String, LegacyValue>,
    /// The metadata.
    pub metadata: Option<Struct>,
    /// The custom path.
    pub custom_path: Option<String>,
}

message!(RuntimeArtifact {
    custom_path = 7, "customPath";
    custom_properties = 5, "customProperties";
    metadata = 6, "metadata";
    name = 1, "name";
    properties = 4, "properties";
    r#type = 2, "type";
    uri = 3, "uri";
});

/// `ArtifactList`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactList {
    /// The artifacts.
    pub artifacts: Vec<RuntimeArtifact>,
}

message!(ArtifactList {
    artifacts = 1, "artifacts";
});
