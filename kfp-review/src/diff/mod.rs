//! What has changed between two pipelines, by task and component.
