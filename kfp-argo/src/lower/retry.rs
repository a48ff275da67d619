//! Retries of failed pods.

use kfp_ir::model::{Duration, PipelineTaskSpec};
use kfp_ir::path::At;

use crate::lower::Context;
use crate::model::{Backoff, RetryStrategy};

/// The retry policy of a task; tasks of a graph inherit that of the graph, as in KFP.
pub(super) fn lower(
    cx: &mut Context<'_>,
    task: &PipelineTaskSpec,
    path: &At<'_>,
) -> Option<Box<RetryStrategy>> {
    let policy = task.retry_policy.as_ref().filter(|p| p.max_retry_count > 0)?;
    let factor = policy.backoff_factor;
    let whole = factor.round().max(1.0);
    if factor > 0.0 && (whole - factor).abs() > f64::EPSILON {
        cx.report.differs(
            "AR202",
            &path.key("retryPolicy").key("backoffFactor"),
            format!("the wait grows by {whole} instead of {factor}: Argo takes whole numbers only"),
            "choose a whole number",
        );
    }
    let backoff = policy.backoff_duration.as_ref().map(|duration| Backoff {
        duration: seconds(duration).to_string(),
        factor: (factor > 0.0).then(|| whole.to_string()),
        max_duration: policy
            .backoff_max_duration
            .as_ref()
            .map(seconds)
            .filter(|s| *s > 0)
            .map(|s| s.to_string()),
    });
    Some(Box::new(RetryStrategy { limit: policy.max_retry_count.to_string(), backoff, affinity: None }))
}

/// Whole seconds, as KFP's compiler takes them.
fn seconds(duration: &Duration) -> i64 {
    duration.seconds.max(0)
}
