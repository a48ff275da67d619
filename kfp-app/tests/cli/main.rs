//! The command line of a program of pipelines, through `App::run_from`.
#![cfg(test)]

mod bad_input;
mod compile;
mod help;
mod list;
mod support;
