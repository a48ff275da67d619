//! The real `kfpc`, on files in a temporary folder.
#![cfg(test)]

mod argo;
mod check;
mod component;
mod convert;
mod help;
mod support;
