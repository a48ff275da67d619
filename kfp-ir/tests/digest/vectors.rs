//! The test vectors of `docs/digests.md`: digests are a contract.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kfp_ir::codec::canonical;
use kfp_ir::digest::{self, Digest, Digests, VERSION};
use kfp_ir::flat::Flat;
use kfp_ir::model::Value;

use super::{CHAIN, CODE, FLOW, document, info};

const VECTORS: &str = include_str!("vectors.txt");
const SPECIFICATION: &str = include_str!("../../../docs/digests.md");

#[test]
fn are_kept() {
    let mut found = format!("# {VERSION}\n");
    for (name, text) in [("chain.yaml", CHAIN), ("flow.yaml", FLOW), ("code.yaml", CODE)] {
        let document = document(text);
        let info = info(&document);
        let flat = Flat::new(&document, &info).unwrap();
        let digests = Digests::new(&flat, &BTreeMap::new());
        for id in 0..flat.tasks().len() {
            writeln!(found, "{name} {} {}", flat.path(id), digests.of(id).unwrap()).unwrap();
        }
        writeln!(found, "{name} . {}", digests.pipeline()).unwrap();
    }
    assert_eq!(found, VECTORS, "the digests have changed: raise `VERSION`, or undo it");
}

/// The record that the specification shows is the one that is hashed.
#[test]
fn the_specification_shows_one() {
    let document = document(CHAIN);
    let info = info(&document);
    let flat = Flat::new(&document, &info).unwrap();
    let digests = Digests::new(&flat, &BTreeMap::new());
    for id in 0..2 {
        let record = canonical::to_string(&Value::Struct(digests.content(id).unwrap().clone()));
        let digest = digests.of(id).unwrap();
        assert!(SPECIFICATION.contains(&record), "{record}");
        assert!(SPECIFICATION.contains(&digest.to_string()), "{digest}");
    }
}

/// That of a component whose code counts.
#[test]
fn of_a_component_by_its_code() {
    let document = document(CODE);
    let component = &document.pipeline.components["comp-load"];
    let deployment = document.pipeline.deployment_spec.as_ref().unwrap();
    let container = deployment.executors["exec-load"].container.as_ref().unwrap();
    let record = r#"{"code":"code/1:77c8e597f69720b5e780d56b8ee2156d5df9009a182a818598b2f7e325a46f73","command":["/scores","exec","load","--executor-input","{{$}}"],"digest":"kfpc/1","interface":{"outputs":{"parameters":{"Output":"NUMBER_INTEGER"}}},"kind":"component"}"#;
    assert_eq!(digest::component(component, container, None), Digest::of_bytes(record.as_bytes()));
}

/// That of a component, by a record written out here.
#[test]
fn of_a_component() {
    let document = document(CHAIN);
    let component = &document.pipeline.components["comp-make"];
    let deployment = document.pipeline.deployment_spec.as_ref().unwrap();
    let container = deployment.executors["exec-make"].container.as_ref().unwrap();
    let record = r#"{"command":["make","--rows","{{$.inputs.parameters['rows']}}","{{$.outputs.artifacts['data'].path}}"],"digest":"kfpc/1","image":"python:3.11","interface":{"inputs":{"parameters":{"rows":"NUMBER_INTEGER"}},"outputs":{"artifacts":{"data":{"type":{"title":"system.Dataset","version":"0.0.1"}}}}},"kind":"component"}"#;
    assert_eq!(digest::component(component, container, None), Digest::of_bytes(record.as_bytes()));
}
