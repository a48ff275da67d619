//! The table as a page.

use std::fmt::Write as _;

use crate::features::{MISTAKES, SECTIONS};

/// The page `docs/argo-lowering.md`.
pub fn markdown() -> String {
    let mut out = String::from(
        "# What becomes of KFP's features on Argo\n\n\
         <!-- Made from the table in kfp-argo/src/features: `UPDATE_DOCS=1 cargo test -p kfp-argo --test features`. -->\n\n\
         *exact*: the same result in every case. *approximate*: the same result in the usual case; the third column says what\n\
         differs, and a document that uses it is told so under the code. *impossible*: refused, with the code. Codes in\n\
         parentheses are told only in a report (`kfpc argo --report text`).\n",
    );
    for section in SECTIONS {
        let _ =
            write!(out, "\n## {}\n\n| KFP | Argo | how closely | test |\n|---|---|---|---|\n", section.title);
        for feature in section.features {
            let mut closely = feature.exactness.name().to_owned();
            let codes = feature.codes.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ");
            let told = feature.exactness == crate::Exactness::Exact || feature.quiet;
            match (codes.is_empty(), told) {
                (true, _) => {}
                (false, true) => _ = write!(closely, " ({codes})"),
                (false, false) => _ = write!(closely, " {codes}"),
            }
            if !feature.differs.is_empty() {
                _ = write!(closely, ": {}", feature.differs);
            }
            let tests = feature.tests.iter().map(|t| format!("`{t}`")).collect::<Vec<_>>().join(", ");
            let _ = writeln!(out, "| {} | {} | {closely} | {tests} |", feature.kfp, feature.argo);
        }
    }
    out.push_str("\n## Errors of the document or of the options\n\n| code | meaning |\n|---|---|\n");
    for (code, meaning) in MISTAKES {
        let _ = writeln!(out, "| `{code}` | {meaning} |");
    }
    out
}
