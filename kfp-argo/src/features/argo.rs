//! What Argo has and KFP cannot say: `platforms.argo`.

use super::{Feature, features};

pub(super) const ARGO: &[Feature] = features! {
    Exact "approval": "`approval`: prompt, choices, time-out" => "a `suspend` template without a pod; the decision is a supplied output, the choices are offered by the user interface"; "" [] ("kfp-argo/snapshots::argo" "kfp-tests/lowering::small_documents")
    Exact "resource-step": "`resource`: work on a Kubernetes object, conditions, fields as outputs" => "a `resource` template; the object is one expression, so that no value is spliced into YAML"; "" [] ("kfp-argo/snapshots::argo" "kfp-tests/lowering::small_documents")
    Exact "locks": "`mutexes`, `semaphores`" => "`synchronization`"; "" [] ("kfp-argo/snapshots::argo" "kfp-tests/lowering::small_documents")
    Exact "retry-elsewhere": "`retryOnOtherNode`" => "`retryStrategy.affinity.nodeAntiAffinity`"; "" [] ("kfp-argo/snapshots::argo" "kfp-tests/lowering::small_documents")
    Exact "cache-rules": "`cache`: `maxAgeSeconds`, `uncountedInputs`" => "with `--memoize`: `memoize.maxAge`, and a key without these inputs"; "" [] ("kfp-argo/memoize::a_task_has_rules_of_its_own")
    Exact "priority-class": "`priorityClass`" => "`priorityClassName`"; "" [] ("kfp-argo/snapshots::argo" "kfp-tests/lowering::small_documents")
    Exact "hooks": "`hooks` of an executor, and of the pipeline (`config`)" => "`hooks` of tasks and of the workflow: `exit`, or by an expression over the phase"; "" [] ("kfp-argo/snapshots::hooks" "kfp-tests/hooks::run_beside_tasks_and_at_their_end")
    Exact "pod-patch": "`podPatch`" => "`podSpecPatch`, with what only a run knows"; "" [] ("kfp-argo/snapshots::argo" "kfp-tests/lowering::small_documents")
};
