//! Components from files: every file of the corpus becomes Rust, and what the SDK compiles compiles here.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;

use kfp_import::{Error, Import, Types};

/// Every file below the IR folder of the corpus that is a pipeline or component.
fn imports() -> Option<BTreeMap<String, Result<Import, Error>>> {
    let folder = kfp_tests::corpus()?.join("kfp-ir");
    let files = kfp_tests::files_below(&folder, &["yaml", "yml", "json"]).unwrap();
    let named = files.into_iter().map(|path| {
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        (name.clone(), Import::read(&path, &name))
    });
    Some(named.collect())
}

#[test]
fn every_file_of_the_corpus_becomes_rust() {
    let Some(imports) = imports() else { return };
    let mut forms: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = Vec::new();
    for (name, import) in imports {
        let made =
            import.and_then(|import| Ok((import.form(), import.signature("imported", &Types::default())?)));
        match made {
            Ok((form, signature)) => {
                *forms.entry(format!("{form:?}")).or_default() += 1;
                for source in
                    [signature.source("pub", "::kfp_dsl"), format!("{} {{}}", signature.shown().trim_end())]
                {
                    syn::parse_file(&source).unwrap_or_else(|e| panic!("{name}: {e}\n{source}"));
                }
            }
            Err(error) => refused.push(format!("{name}: {error}")),
        }
    }
    // No version of KFP runs a loop over artifacts, so nothing that has one can be part of a pipeline.
    refused.retain(|text| !text.contains("cannot loop over a list of artifacts"));
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(forms.get("Component") > Some(&10) && forms.get("Pipeline") > Some(&70), "{forms:?}");
}
