//! For tests of pipelines: the review of a change as text, to be kept as a snapshot.

use kfp_ir::codec::{Format, read};

use crate::diff::diff;
use crate::view::{Pipeline, View};

/// What `kfpc diff` and `kfpc plan` say of two compiled pipelines, as text for a snapshot. What is wrong with one of them is
/// the text instead, so the test fails with a reason and not with a panic.
///
/// Keep the compiled file that runs in production beside the test; the snapshot then shows a reviewer what the change does:
///
/// ```no_run
/// # fn compiled() -> String { String::new() }
/// let review = kfp_review::testing::review(include_str!("../../kfp-ir/tests/digest/chain.yaml"), &compiled());
/// // insta::assert_snapshot!(review);
/// # assert!(!review.is_empty());
/// ```
pub fn review(old: &str, new: &str) -> String {
    let pipeline = |name: &str, text: &str| {
        let source =
            read(text, Format::Yaml).map_err(|e| format!("the {name} pipeline cannot be read:\n{e}"))?;
        Pipeline::new(source.document).map_err(|e| format!("the {name} pipeline has errors:\n{e}"))
    };
    let compare = || {
        let (old, new) = (pipeline("old", old)?, pipeline("new", new)?);
        let view = |pipeline| View::new(pipeline).map_err(|e| e.to_string());
        let diff = diff(&view(&old)?, &view(&new)?).map_err(|e| e.to_string())?;
        Ok(format!("{}\n{}", diff.to_text(), diff.plan.to_text()))
    };
    compare().unwrap_or_else(|error: String| error)
}
