//! KFP IR lowered to plain Argo Workflows.
