//! Small documents and the workflows that they become.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests may panic as tests do")]

use std::fmt::Write as _;
use std::path::Path;

use kfp_argo::{Options, lower, to_yaml};
use kfp_ir::codec::{Format, read};
use kfp_ir::target::Target;
use kfp_ir::valid::check;

fn lowered(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ir").join(name).with_extension("yaml");
    let document = read(&std::fs::read_to_string(path).unwrap(), Format::Yaml).unwrap().document;
    let checked = check(&document, &Target::Argo40);
    let info = checked.info.unwrap_or_else(|| panic!("{name}: {:#?}", checked.findings));
    let lowered = lower(&document, &info, &Options::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
    let again = lower(&document, &info, &Options::default()).unwrap();
    assert_eq!(lowered, again, "equal inputs give equal outputs");
    let mut out = to_yaml(&lowered.manifests).unwrap();
    let stats = &lowered.stats;
    let _ = write!(out, "---\n{} templates, {} tasks, {} pods\n", stats.templates, stats.tasks, stats.pods);
    for loss in &lowered.losses {
        let _ = writeln!(out, "{loss}");
    }
    out
}

macro_rules! snapshots {
    ($($name:ident)*) => { $(
        #[test]
        fn $name() {
            insta::assert_snapshot!(stringify!($name), lowered(stringify!($name)));
        }
    )* };
}

snapshots! { argo gate branches loops exit placeholders kubernetes hostile artifacts claims late imports hooks }
