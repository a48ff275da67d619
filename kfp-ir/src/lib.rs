//! The Kubeflow Pipelines v2 intermediate representation: model, codecs, checks.
