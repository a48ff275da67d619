//! The real `kfpc`, on files in a temporary folder.
#![cfg(test)]

mod argo;
mod check;
mod compare;
mod component;
mod convert;
mod explain;
mod fmt;
mod graph;
mod help;
mod lint;
mod lock;
mod plan;
mod size;
mod support;
