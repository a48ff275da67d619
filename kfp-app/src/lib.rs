//! A crate of pipelines as a command line.
