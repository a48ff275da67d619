//! Tests that cross the crates of this workspace.
