//! What KFP can say, and how closely Argo does it: one table, from which reports and `docs/argo-lowering.md` are made.

mod argo;
mod control;
mod data;
mod markdown;
mod pod;

use crate::loss::Exactness;

pub use markdown::markdown;

/// One thing that a pipeline can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// What it is called here: `output-text`.
    pub id: &'static str,
    /// What the IR says.
    pub kfp: &'static str,
    /// What becomes of it.
    pub argo: &'static str,
    /// How closely.
    pub exactness: Exactness,
    /// What differs, or why it is impossible; empty when nothing does.
    pub differs: &'static str,
    /// The codes under which documents that use it are told so.
    pub codes: &'static [&'static str],
    /// Whether commands only tell so when they are asked for a report.
    pub quiet: bool,
    /// The tests that show it: `crate/test-binary::path`.
    pub tests: &'static [&'static str],
}

/// Features of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// The features.
    pub features: &'static [Feature],
}

/// All features.
pub const SECTIONS: &[Section] = &[
    Section { title: "Containers", features: pod::CONTAINERS },
    Section { title: "Parameters", features: data::PARAMETERS },
    Section { title: "Artifacts", features: data::ARTIFACTS },
    Section { title: "Control flow", features: control::FLOW },
    Section { title: "The run", features: control::RUN },
    Section { title: "Pods", features: pod::KUBERNETES },
    Section { title: "What only Argo has", features: argo::ARGO },
    Section { title: "Limits", features: control::LIMITS },
];

/// Codes of errors that no feature is to blame for: the document or the options are wrong.
pub const MISTAKES: &[(&str, &str)] = &[
    ("AR101", "tasks or components need each other in a circle"),
    ("AR102", "there is nothing to run"),
    ("AR106", "something is named that does not exist"),
    ("AR113", "an input has no value"),
    ("AR120", "a value or a name is not allowed"),
];

/// The feature that a code is about; `None` for mistakes.
///
/// ```
/// assert_eq!(kfp_argo::features::of("AR202").unwrap().id, "retry-factor");
/// ```
pub fn of(code: &str) -> Option<&'static Feature> {
    SECTIONS.iter().flat_map(|s| s.features).find(|f| f.codes.contains(&code))
}

/// Rows in a form that reads as a table:
/// `exact "id": "what the IR says" => "what becomes of it"; "what differs" [codes] (tests)`.
macro_rules! features {
    ($($exactness:ident $(($quiet:ident))? $id:literal: $kfp:literal => $argo:literal; $differs:literal [$($code:literal)*] ($($test:literal)+))*) => {
        &[$(crate::features::Feature {
            id: $id,
            kfp: $kfp,
            argo: $argo,
            exactness: crate::loss::Exactness::$exactness,
            differs: $differs,
            codes: &[$($code),*],
            quiet: crate::features::quiet(&[$(stringify!($quiet))?]),
            tests: &[$($test),+],
        }),*]
    };
}
use features;

/// Whether a row is marked as quiet.
const fn quiet(marks: &[&str]) -> bool {
    !marks.is_empty()
}
