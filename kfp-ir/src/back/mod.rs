//! Back ends: what is made from a checked document.

pub mod kfp;
