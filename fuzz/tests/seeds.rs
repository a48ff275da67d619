//! The seeds that the fuzzer starts from hold every property, and the sound documents are sound.

use std::fs;
use std::path::Path;

use kfp_ir::codec::{Format, read};
use kfp_ir::target::Target;
use kfp_ir::valid;

#[test]
fn seeds_hold() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut held = 0;
    for (target, property) in kfp_fuzz::TARGETS {
        let Ok(entries) = fs::read_dir(seeds.join(target)) else { continue };
        for entry in entries {
            property(&fs::read(entry.unwrap().path()).unwrap());
            held += 1;
        }
    }
    assert!(held >= 13, "{held}");
}

#[test]
fn base_documents_are_sound() {
    let documents = kfp_fuzz::base_documents();
    assert_eq!(documents.len(), 7);
    for text in documents {
        let document = read(text, Format::Json).unwrap().document;
        assert!(valid::check(&document, &Target::Kfp217).info.is_some());
        kfp_fuzz::check_emit(text.as_bytes());
    }
}

/// Some way to change each document leaves it sound, so that the back ends see changed documents at all.
#[test]
fn changes_hold() {
    for document in 0..7u8 {
        for change in 0..200u8 {
            kfp_fuzz::check_emit(&[document, change, change.wrapping_mul(31), change % 3, change, change]);
        }
    }
}
