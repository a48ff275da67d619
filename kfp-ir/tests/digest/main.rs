//! Content digests and KFP's fingerprints.
#![cfg(all(feature = "read", feature = "digest"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code; the exemption for tests covers test functions only"
)]

#[path = "../codec/corpus.rs"]
mod corpus;
mod kfp;
mod known;
mod properties;
mod scale;
mod vectors;

use std::collections::BTreeMap;

use kfp_ir::Document;
use kfp_ir::codec::{Format, read};
use kfp_ir::digest::{Digest, Digests};
use kfp_ir::flat::Flat;
use kfp_ir::model::Value;
use kfp_ir::target::Target;
use kfp_ir::valid::{Info, check};

const CHAIN: &str = include_str!("chain.yaml");
const CODE: &str = include_str!("code.yaml");
const FLOW: &str = include_str!("flow.yaml");

fn document(text: &str) -> Document {
    read(text, Format::Yaml).unwrap_or_else(|e| panic!("{e}")).document
}

fn info(document: &Document) -> Info {
    let checked = check(document, &Target::Kfp217);
    checked.info.unwrap_or_else(|| panic!("{:#?}", checked.findings))
}

/// The digests of all tasks by path.
fn digests(document: &Document) -> BTreeMap<String, Digest> {
    let info = info(document);
    let flat = Flat::new(document, &info).unwrap();
    let digests = Digests::new(&flat, &BTreeMap::<String, Value>::new());
    (0..flat.tasks().len()).map(|id| (flat.path(id), digests.of(id).unwrap())).collect()
}
