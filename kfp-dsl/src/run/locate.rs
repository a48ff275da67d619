//! Where the file of an artifact is inside the container.

use std::path::{Path, PathBuf};

use kfp_ir::model::{RuntimeArtifact, Struct, Value};
use kfp_ir::target::WORKSPACE_PATH;

/// Marks an input that KFP put into the shared workspace of the run.
const IN_WORKSPACE: &str = "_kfp_workspace";

/// An address without a local path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoPath {
    #[error("it has neither a uri nor a custom path")]
    Empty,
    #[error("its uri is `{uri}`, and the scheme `{scheme}` has no local path")]
    Scheme { uri: String, scheme: String },
}

/// The local path of an artifact; the documentation of [`run`](crate::run) has the rules.
pub(crate) fn local_path(artifact: &RuntimeArtifact) -> Result<PathBuf, NoPath> {
    if in_workspace(artifact.metadata.as_ref()) {
        let path = path_of_uri(&artifact.uri)?;
        let below_root = path.strip_prefix("/").unwrap_or(&path);
        return Ok(Path::new(WORKSPACE_PATH).join(".artifacts").join(below_root));
    }
    match artifact.custom_path.as_deref() {
        Some(path) if !path.is_empty() => Ok(PathBuf::from(path)),
        _ => path_of_uri(&artifact.uri),
    }
}

fn in_workspace(metadata: Option<&Struct>) -> bool {
    metadata.is_some_and(|m| m.0.get(IN_WORKSPACE) == Some(&Value::Bool(true)))
}

fn path_of_uri(uri: &str) -> Result<PathBuf, NoPath> {
    let Some((scheme, rest)) = uri.split_once("://") else {
        return if uri.is_empty() { Err(NoPath::Empty) } else { Ok(PathBuf::from(uri)) };
    };
    match scheme {
        "gs" => Ok(Path::new("/gcs").join(relative(rest))),
        "minio" => Ok(Path::new("/minio").join(relative(rest))),
        "s3" => Ok(Path::new("/s3").join(relative(rest))),
        "oci" => Ok(Path::new("/oci").join(rest.replace('/', "_")).join("models")),
        "file" if rest.starts_with('/') => Ok(PathBuf::from(rest)),
        _ => Err(NoPath::Scheme { uri: uri.to_owned(), scheme: scheme.to_owned() }),
    }
}

/// Joining an absolute path would replace the mount point.
fn relative(rest: &str) -> &str {
    rest.trim_start_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(uri: &str) -> RuntimeArtifact {
        RuntimeArtifact { uri: uri.to_owned(), ..Default::default() }
    }

    fn path(uri: &str) -> String {
        local_path(&artifact(uri)).unwrap().display().to_string()
    }

    #[test]
    fn schemes_map_as_in_the_launcher() {
        assert_eq!(path("gs://bucket/a/b"), "/gcs/bucket/a/b");
        assert_eq!(path("minio://mlpipeline/v2/artifacts/p/r/x"), "/minio/mlpipeline/v2/artifacts/p/r/x");
        assert_eq!(path("s3://bucket/a b/ü"), "/s3/bucket/a b/ü");
        assert_eq!(path("oci://registry/acme/model:1"), "/oci/registry_acme_model:1/models");
    }

    #[test]
    fn local_runs_use_file_uris_and_plain_paths() {
        assert_eq!(path("file:///data/x"), "/data/x");
        assert_eq!(path("/data/x"), "/data/x");
        assert_eq!(path("outputs/x"), "outputs/x");
    }

    #[test]
    fn a_custom_path_wins_over_the_uri_and_the_workspace_over_both() {
        let mut a = artifact("s3://bucket/x");
        a.custom_path = Some("/mnt/x".to_owned());
        assert_eq!(local_path(&a).unwrap(), Path::new("/mnt/x"));
        a.metadata = Some(Struct([(IN_WORKSPACE.to_owned(), Value::Bool(true))].into()));
        assert_eq!(local_path(&a).unwrap(), Path::new("/kfp-workspace/.artifacts/s3/bucket/x"));
    }

    #[test]
    fn an_empty_custom_path_does_not_count() {
        let a = RuntimeArtifact { custom_path: Some(String::new()), ..artifact("s3://b/x") };
        assert_eq!(local_path(&a).unwrap(), Path::new("/s3/b/x"));
    }

    #[test]
    fn other_addresses_are_errors() {
        assert_eq!(local_path(&artifact("")), Err(NoPath::Empty));
        for uri in ["https://x/y", "hdfs://x/y", "file://host/x", "://x"] {
            assert!(matches!(local_path(&artifact(uri)), Err(NoPath::Scheme { .. })), "{uri}");
        }
    }
}
