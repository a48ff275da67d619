//! One small pipeline for each feature.
