//! Parameters and artifacts, and where they come from.

use crate::object::message::objects;
use crate::object::{
    AnyText, ArtifactoryArtifact, AzureArtifact, ConfigMapKeySelector, Empty, GcsArtifact, GitArtifact,
    HdfsArtifact, HttpArtifact, Metadata, OssArtifact, PluginArtifact, RawArtifact, S3Artifact,
};

objects! {
    /// What a call passes.
    Arguments {
        artifacts: Vec<Artifact> = "artifacts";
        parameters: Vec<Parameter> = "parameters";
    }

    /// What a template takes.
    Inputs {
        artifacts: Vec<Artifact> = "artifacts";
        parameters: Vec<Parameter> = "parameters";
    }

    /// What a template gives.
    Outputs {
        artifacts: Vec<Artifact> = "artifacts";
        exit_code: String = "exitCode";
        parameters: Vec<Parameter> = "parameters";
        result: String = "result";
    }

    /// A text with a name.
    Parameter {
        default: AnyText = "default";
        description: String = "description";
        r#enum: Vec<AnyText> = "enum";
        global_name: String = "globalName";
        name: String = "name";
        value: AnyText = "value";
        value_from: ValueFrom = "valueFrom";
    }

    /// Where a parameter comes from.
    ValueFrom {
        config_map_key_ref: ConfigMapKeySelector = "configMapKeyRef";
        default: AnyText = "default";
        event: String = "event";
        expression: String = "expression";
        jq_filter: String = "jqFilter";
        json_path: String = "jsonPath";
        parameter: String = "parameter";
        path: String = "path";
        supplied: Empty = "supplied";
    }

    /// A file or folder with a name.
    Artifact {
        archive: ArchiveStrategy = "archive";
        archive_logs: bool = "archiveLogs";
        artifact_gc: ArtifactGc = "artifactGC";
        artifactory: ArtifactoryArtifact = "artifactory";
        azure: AzureArtifact = "azure";
        deleted: bool = "deleted";
        from: String = "from";
        from_expression: String = "fromExpression";
        gcs: GcsArtifact = "gcs";
        git: GitArtifact = "git";
        global_name: String = "globalName";
        hdfs: HdfsArtifact = "hdfs";
        http: HttpArtifact = "http";
        mode: i64 = "mode";
        name: String = "name";
        optional: bool = "optional";
        oss: OssArtifact = "oss";
        path: String = "path";
        plugin: PluginArtifact = "plugin";
        raw: RawArtifact = "raw";
        recurse_mode: bool = "recurseMode";
        s3: S3Artifact = "s3";
        sub_path: String = "subPath";
    }

    /// Where logs and outputs are stored.
    ArtifactLocation {
        archive_logs: bool = "archiveLogs";
        artifactory: ArtifactoryArtifact = "artifactory";
        azure: AzureArtifact = "azure";
        gcs: GcsArtifact = "gcs";
        git: GitArtifact = "git";
        hdfs: HdfsArtifact = "hdfs";
        http: HttpArtifact = "http";
        oss: OssArtifact = "oss";
        plugin: PluginArtifact = "plugin";
        raw: RawArtifact = "raw";
        s3: S3Artifact = "s3";
    }

    /// When an artifact is deleted.
    ArtifactGc {
        pod_metadata: Metadata = "podMetadata";
        service_account_name: String = "serviceAccountName";
        strategy: String = "strategy";
    }

    /// How files are packed.
    ArchiveStrategy {
        none: Empty = "none";
        tar: TarStrategy = "tar";
        zip: Empty = "zip";
    }

    /// Packed by tar.
    TarStrategy {
        compression_level: i64 = "compressionLevel";
    }
}
