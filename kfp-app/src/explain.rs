//! The codes of all crates in one list.

use kfp_ir::explain::Explanation;

/// What each code means that this toolkit reports, in the order of the codes.
///
/// ```
/// let explanations = kfp_app::explanations();
/// assert!(explanations.iter().any(|e| e.code == "B104") && explanations.iter().any(|e| e.code == "IR143"));
/// ```
pub fn explanations() -> Vec<&'static Explanation> {
    let mut all: Vec<&Explanation> =
        kfp_dsl::author::codes::ALL.iter().chain(kfp_ir::explain::all()).collect();
    #[cfg(feature = "argo")]
    all.extend(kfp_argo::codes::ALL);
    all.sort_by_key(|e| e.code);
    all
}
