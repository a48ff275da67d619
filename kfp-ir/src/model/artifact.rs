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

/// How the type of an artifact is named.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ArtifactTypeKind<'a> {
    /// By the title of a known schema, such as `system.Model`.
    Title(&'a str),
    /// By a whole schema, as KFP wrote it before 2.0.
    Instance(&'a str),
    /// By the address of a schema. Deprecated in KFP.
    Uri(&'a str),
}

impl ArtifactTypeSchema {
    /// How the type is named; `None` if it is not.
    ///
    /// Of several members that are set, which a check refuses, it is the first.
    pub fn kind(&self) -> Option<ArtifactTypeKind<'_>> {
        self.schema_title
            .as_deref()
            .map(ArtifactTypeKind::Title)
            .or_else(|| self.instance_schema.as_deref().map(ArtifactTypeKind::Instance))
            .or_else(|| self.schema_uri.as_deref().map(ArtifactTypeKind::Uri))
    }
}

impl ArtifactTypeSchema {
    /// The type of that title and version: `system.Model` and `0.0.1`.
    pub fn title(title: impl Into<String>, version: impl Into<String>) -> Self {
        ArtifactTypeSchema {
            schema_title: Some(title.into()),
            schema_version: version.into(),
            ..ArtifactTypeSchema::default()
        }
    }
}
