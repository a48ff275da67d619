//! Artifacts and their types.

use std::collections::BTreeMap;

use crate::model::{LegacyValue, Struct};

/// The type of an artifact. At most one name is set: see [`ArtifactTypeSchema::kind`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactTypeSchema {
    /// The title of a known schema, such as `system.Model`. At most one of the names.
    pub schema_title: Option<String>,
    /// The address of a schema. At most one of the names. Deprecated in KFP.
    pub schema_uri: Option<String>,
    /// A whole schema, as KFP wrote it before 2.0. At most one of the names.
    pub instance_schema: Option<String>,
    /// The version of the schema: `0.0.1`.
    pub schema_version: String,
}

message!(ArtifactTypeSchema {
    instance_schema = 3, "instanceSchema";
    schema_title = 1, "schemaTitle";
    schema_uri = 2, "schemaUri";
    schema_version = 4, "schemaVersion";
});

/// An artifact of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuntimeArtifact {
    /// For inputs the identifier in the metadata store; for outputs the name of the output.
    pub name: String,
    /// Its type.
    pub r#type: Option<ArtifactTypeSchema>,
    /// Where it is stored.
    pub uri: String,
    /// Properties of the artifact. Deprecated in KFP: see `metadata`.
    pub properties: BTreeMap<String, LegacyValue>,
    /// More properties of the artifact. Deprecated in KFP: see `metadata`.
    pub custom_properties: BTreeMap<String, LegacyValue>,
    /// What is known about it.
    pub metadata: Option<Struct>,
    /// A path in the container to use instead of the one made from `uri`.
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

/// The artifacts of one input or output; one, unless it is a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArtifactList {
    /// The artifacts, in order.
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
