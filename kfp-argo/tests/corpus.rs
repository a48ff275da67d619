//! Real pipelines of KFP: lowered to sound workflows, or refused for a reason.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic as tests do")]

mod common;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use kfp_argo::{Options, lower, to_yaml};
use kfp_ir::codec::{Format, read};
use kfp_ir::target::Target;
use kfp_ir::valid::{Info, check};

/// The files that cannot be lowered, with the code of the reason.
const REFUSED: &[(&str, &str)] = &[];

#[test]
fn pipelines_of_kfp() {
    let Some(corpus) = std::env::var_os("KFP_TEST_CORPUS") else {
        assert!(std::env::var_os("KFP_TEST_REQUIRE").is_none(), "needs KFP_TEST_CORPUS");
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: pipelines_of_kfp needs KFP_TEST_CORPUS, the folder of the corpus"
        );
        return;
    };
    let folder = Path::new(&corpus).join("kfp-ir");
    let mut paths = Vec::new();
    common::files(&folder, &mut paths);
    let mut refused = BTreeMap::new();
    for path in &paths {
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        let document = read(&std::fs::read_to_string(path).unwrap(), Format::Yaml).unwrap().document;
        let info = check(&document, &Target::Argo40).info.unwrap_or_else(|| panic!("{name} is checked"));
        let result = lower(&document, &info, &Options::default());
        // What another document's check says is not believed.
        assert_eq!(lower(&document, &Info::default(), &Options::default()), result, "{name}");
        match result {
            Err(errors) => {
                for error in &errors.0 {
                    assert!(!error.message.ends_with('.') && !error.message.is_empty(), "{error}");
                }
                refused.insert(name, errors.0[0].code);
            }
            Ok(lowered) => {
                for manifest in &lowered.manifests {
                    assert_eq!(common::faults(manifest), Vec::<String>::new(), "{name}");
                }
                let yaml = to_yaml(&lowered.manifests).unwrap();
                let back: serde_json::Value = serde_yaml::from_str(&yaml).unwrap();
                assert_eq!(back, serde_json::to_value(&lowered.manifests[0]).unwrap(), "{name}");
            }
        }
    }
    assert_eq!(refused.iter().map(|(n, c)| (n.as_str(), *c)).collect::<Vec<_>>(), REFUSED);
}
