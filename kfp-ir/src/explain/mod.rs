//! What each code means, for people: why it is reported, what to do, and where the rule comes from.
//!
//! The messages of findings say what is wrong with one document; these texts say what is wrong with all like it.

mod document;
mod flow;
mod platform;
mod reading;
mod run;
mod task;

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code: `IR113`.
    pub code: &'static str,
    /// What it is about, in one line.
    pub title: &'static str,
    /// What it means, and what would happen on a cluster.
    pub meaning: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// Where the rule comes from: a file or issue of KFP, Argo or Kubernetes, or a limit of this toolkit.
    pub source: &'static str,
    /// The tests in which it is reported, and in which it is not, as `package/target::path`; `CODE` stands for the code.
    pub tests: [&'static str; 2],
}

/// The tests of the codes of this crate have the names of the codes.
const TESTS: [&str; 2] =
    ["kfp-ir/check::codes::CODE::is_reported", "kfp-ir/check::codes::CODE::is_not_reported"];

macro_rules! explanations {
    ($($rule:ident: $meaning:literal, $fix:literal, $source:literal;)*) => {
        pub(super) static ALL: &[$crate::explain::Explanation] = &[$(
            $crate::explain::Explanation {
                code: $crate::valid::rules::$rule.code,
                title: $crate::valid::rules::$rule.title,
                meaning: $meaning,
                fix: $fix,
                source: $source,
                tests: $crate::explain::TESTS,
            }
        ),*];
    };
}
use explanations;

/// The explanations of all codes of this crate, in the order of the codes.
///
/// ```
/// let codes: Vec<&str> = kfp_ir::explain::all().map(|e| e.code).collect();
/// assert!(codes.is_sorted() && codes.contains(&"IR113"));
/// ```
pub fn all() -> impl Iterator<Item = &'static Explanation> {
    [reading::ALL, document::ALL, task::ALL, flow::ALL, run::ALL, platform::ALL].into_iter().flatten()
}
