//! The attribute and derive macros of kfp-dsl.
