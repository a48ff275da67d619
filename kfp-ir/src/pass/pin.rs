//! Images pinned to digests: a tag can move, and with it what a task does without any change of the pipeline.

use std::collections::{BTreeMap, BTreeSet};

use crate::codec::{ReadError, json};
use crate::model::{Document, Struct, Value};
use crate::target::is_done_by_driver;

/// The digest of each image, by its name with tag.
///
/// As a file it is `{"version": 1, "images": {"ghcr.io/acme/train:1.0": "sha256:.."}}`. Nothing is looked up anywhere: the
/// digests come from who writes the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    images: BTreeMap<String, String>,
}

/// What is wrong with a lock.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LockError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl LockError {
    fn new(message: impl Into<String>, help: &str) -> Self {
        let help = (!help.is_empty()).then(|| help.to_owned());
        LockError { message: message.into(), help }
    }
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Vec<LockError>> {
        let form = "a lock is `{\"version\": 1, \"images\": {IMAGE: DIGEST}}`; `kfpc lock` writes it";
        let value = json::value(text).map_err(|ReadError { findings }| {
            findings.into_iter().map(|f| LockError::new(f.message, form)).collect::<Vec<_>>()
        })?;
        let Value::Struct(mut fields) = value else {
            return Err(vec![LockError::new("the lock is not an object", form)]);
        };
        let mut errors = Vec::new();
        if fields.0.remove("version") != Some(Value::Number(1.0)) {
            errors.push(LockError::new("`version` of the lock is not 1", form));
        }
        let images = match fields.0.remove("images") {
            Some(Value::Struct(images)) => images,
            _ => {
                errors.push(LockError::new("`images` of the lock is not an object", form));
                Struct::default()
            }
        };
        errors.extend(
            fields.0.keys().map(|key| LockError::new(format!("the lock has an unknown field `{key}`"), form)),
        );
        let mut lock = Lock::default();
        for (image, digest) in images.0 {
            let Value::String(digest) = digest else {
                errors.push(LockError::new(format!("the digest of `{image}` is not a text"), form));
                continue;
            };
            errors.extend(lock.set(&image, &digest).err());
        }
        if errors.is_empty() { Ok(lock) } else { Err(errors) }
    }

    /// The text of the file, the same for equal locks.
    pub fn to_text(&self) -> String {
        let images: Struct =
            self.images.iter().map(|(image, digest)| (image.clone(), Value::from(digest.as_str()))).collect();
        let fields =
            [("images".to_owned(), Value::Struct(images)), ("version".to_owned(), Value::Number(1.0))];
        json::to_string(&Value::Struct(fields.into_iter().collect())).unwrap_or_default()
    }

    /// Adds an image, or changes its digest.
    ///
    /// # Errors
    /// The image has a digest already, or the digest is none.
    pub fn set(&mut self, image: &str, digest: &str) -> Result<(), LockError> {
        if image.is_empty() || image.contains('@') {
            let help = "name the image with its tag alone";
            return Err(LockError::new(format!("`{image}` is not an image to pin"), help));
        }
        let hash = digest.strip_prefix("sha256:").unwrap_or_default();
        if hash.len() != 64 || !hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            let message = format!("`{digest}` is not the digest of `{image}`");
            return Err(LockError::new(message, "a digest is `sha256:` and 64 of the digits 0-9 and a-f"));
        }
        self.images.insert(image.to_owned(), digest.to_owned());
        Ok(())
    }

    /// Pins the images of a document: `IMAGE:TAG` becomes `IMAGE:TAG@DIGEST`. Gives the images that are in no lock, sorted:
    /// those without digest, and those that are known only in a run. Images with a digest of their own keep it.
    ///
    /// ```
    /// use kfp_ir::pass::pin::Lock;
    ///
    /// let mut lock = Lock::default();
    /// assert!(lock.set("busybox:1.36", "latest").is_err());
    /// lock.set("busybox:1.36", &format!("sha256:{}", "0".repeat(64))).unwrap();
    /// assert_eq!(Lock::parse(&lock.to_text()).unwrap(), lock);
    /// ```
    pub fn pin(&self, document: &mut Document) -> Vec<String> {
        let mut missing = BTreeSet::new();
        for image in images(document) {
            if image.contains('@') || is_done_by_driver(image) {
                continue;
            }
            match self.images.get(image.as_str()) {
                Some(digest) => *image = format!("{image}@{digest}"),
                None => _ = missing.insert(image.clone()),
            }
        }
        missing.into_iter().collect()
    }
}

fn images(document: &mut Document) -> impl Iterator<Item = &mut String> {
    let executors = document.pipeline.deployment_spec.iter_mut().flat_map(|spec| spec.executors.values_mut());
    executors.filter_map(|executor| Some(&mut executor.container.as_mut()?.image))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ContainerSpec, DeploymentConfig, ExecutorSpec};

    fn document(images: &[&str]) -> Document {
        let executor = |image: &&str| {
            let container = ContainerSpec { image: (*image).to_owned(), ..Default::default() };
            (format!("exec-{image}"), ExecutorSpec { container: Some(container), ..Default::default() })
        };
        let executors = images.iter().map(executor).collect();
        let mut document = Document::default();
        document.pipeline.deployment_spec = Some(DeploymentConfig { executors, ..Default::default() });
        document
    }

    #[test]
    fn images_get_their_digests_and_the_others_are_named() {
        let digest = format!("sha256:{}", "ab".repeat(32));
        let mut lock = Lock::default();
        lock.set("a:1", &digest).unwrap();
        let pinned = format!("c:1@{digest}");
        let mut document =
            document(&["a:1", "b:1", &pinned, "argostub/createpvc", "{{$.inputs.parameters['i']}}"]);
        assert_eq!(lock.pin(&mut document), ["b:1", "{{$.inputs.parameters['i']}}"]);
        let found: Vec<String> = images(&mut document).map(|image| image.clone()).collect();
        assert!(found.contains(&format!("a:1@{digest}")) && found.contains(&pinned), "{found:?}");
        // Once more changes nothing.
        let again = document.clone();
        lock.pin(&mut document);
        assert_eq!(document, again);
    }

    #[test]
    fn everything_that_is_wrong_is_told() {
        let errors =
            Lock::parse(r#"{"version": 2, "images": {"a:1": "sha256:12", "b@x": "", "c": 1}, "more": 1}"#);
        let texts: Vec<String> = errors.unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "`version` of the lock is not 1",
                "the lock has an unknown field `more`",
                "`sha256:12` is not the digest of `a:1`",
                "`b@x` is not an image to pin",
                "the digest of `c` is not a text",
            ]
        );
        assert!(Lock::parse("[]").is_err() && Lock::parse("{").is_err());
    }
}
