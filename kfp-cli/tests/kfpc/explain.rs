//! `kfpc explain`, and the page of all codes.

use std::path::Path;

use crate::support::Folder;

#[test]
fn a_code_is_explained() {
    let outcome = Folder::new().call(["explain", "ir143", "B104"]);
    assert_eq!(outcome.code, 0);
    insta::assert_snapshot!(outcome.text());
}

#[test]
fn all_codes_are_listed() {
    let outcome = Folder::new().call(["explain"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let codes: Vec<&str> = outcome.text().lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(codes.len() > 150 && codes.is_sorted(), "{codes:?}");
    for code in ["AR101", "B101", "IR001", "IR231"] {
        assert!(codes.contains(&code), "{code}");
    }
}

#[test]
fn unknown_codes_are_told_at_once() {
    let outcome = Folder::new().call(["explain", "IR143", "IR999", "?"]);
    assert_eq!((outcome.code, outcome.out.len()), (2, 0));
    assert!(outcome.err.contains("there is no code `IR999`"), "{}", outcome.err);
    assert!(outcome.err.contains("there is no code `?`"), "{}", outcome.err);
}

/// Texts are in the style of messages: whole, on one line, without a path of somebody's machine.
#[test]
fn explanations_are_plain() {
    for e in kfp_app::explanations() {
        for text in [e.title, e.meaning, e.fix, e.source] {
            assert!(!text.is_empty() && !text.contains('\n') && !text.contains("  "), "{}: {text}", e.code);
        }
        assert!(!e.title.ends_with('.') && e.meaning.ends_with('.') && e.fix.ends_with('.'), "{}", e.code);
    }
}

/// `docs/errors.md` is what the command prints; `KFP_BLESS=1` writes it.
#[test]
fn the_page_of_all_codes_is_true() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
    let outcome = Folder::new().call(["explain", "--markdown"]);
    if std::env::var_os("KFP_BLESS").is_some() {
        std::fs::write(&page, &outcome.out).unwrap();
    }
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(
        written.replace("\r\n", "\n") == outcome.text(),
        "docs/errors.md is not what `kfpc explain --markdown` prints: run this test with KFP_BLESS=1"
    );
    let codes = kfp_app::explanations();
    assert!(codes.iter().all(|e| written.contains(&format!("\n### {}\n", e.code))));
}
