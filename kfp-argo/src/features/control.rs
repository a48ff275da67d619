//! Control flow, the run as a whole, limits.

use super::{Feature, features};

pub(super) const FLOW: &[Feature] = features! {
    Exact "order": "`dependentTasks`" => "`depends`, with `.Succeeded`"; "" [] ("kfp-argo/snapshots::gate")
    Exact "condition": "`triggerPolicy.condition`: if, elif, else" => "`when`, an expression of the sources of its inputs; no value is spliced into it"; "" [] ("kfp-argo/snapshots::branches" "kfp-argo/data::a_text_in_a_condition" "kfp-tests/values::reach_every_program_as_they_are")
    Impossible "condition-other": "a condition outside of KFP's own subset of CEL" => "refused"; "the languages differ elsewhere" ["AR109"] ("kfp-argo/features::another_condition")
    Exact "skipped": "a task behind one that was left out" => "left out itself"; "" [] ("kfp-argo/large::a_task_does_not_run_when_the_one_before_in_another_part_did_not")
    Exact "one-of": "one-of of parameters and artifacts" => "an expression over the phases of the branches"; "" [] ("kfp-argo/snapshots::branches")
    Exact "loop": "loops over constants, inputs, outputs, fields; nested" => "`withSequence`, items by index"; "" [] ("kfp-argo/snapshots::loops" "kfp-argo/data::a_text_as_item_of_a_loop" "kfp-tests/values::reach_every_program_as_they_are")
    Exact "artifact-loop": "loops over artifacts" => "the same over their records, files by uri; KFP's backend refuses them"; "" [] ("kfp-argo/snapshots::artifacts")
    Exact "loop-parallelism": "`iteratorPolicy.parallelismLimit`" => "`parallelism` of the loop's template"; "" [] ("kfp-argo/snapshots::loops")
    Exact "collected": "collected parameters" => "an expression over the outputs of all iterations, in order; one flat list through several loops, as in KFP"; "" [] ("kfp-argo/snapshots::loops" "kfp-tests/trials::tasks_make_what_programs_say")
    Exact "collected-artifacts": "collected artifacts" => "a folder with the files of all iterations, and the list of their uris"; "" [] ("kfp-argo/snapshots::loops")
    Exact "nested": "pipelines in pipelines, reused components" => "DAG templates; equal templates are written once"; "" [] ("kfp-argo/large::what_is_nested_too_deeply_is_an_error" "kfp-argo/snapshots::branches")
    Exact "exit-handler": "exit handlers, ignored upstream failures" => "a tolerant `depends`, and `target` naming every task, so that a failure still fails the workflow"; "" [] ("kfp-argo/snapshots::exit")
};

pub(super) const RUN: &[Feature] = features! {
    Exact "run-outputs": "outputs of the pipeline" => "outputs of the first template"; "" [] ("kfp-argo/snapshots::branches")
    Exact "display": "display name and description" => "the annotations `workflows.argoproj.io/title` and `description`"; "" [] ("kfp-argo/snapshots::gate")
    Exact "retry": "`retryPolicy`, inherited by the tasks of a graph" => "`retryStrategy`"; "" [] ("kfp-argo/snapshots::gate")
    Approximate "retry-factor": "a `backoffFactor` that is no whole number" => "the nearest whole number"; "attempts wait longer or shorter" ["AR202"] ("kfp-argo/snapshots::gate")
    Exact "lifetime": "deadline and time to live of the run" => "`activeDeadlineSeconds`, `ttlStrategy`"; "" [] ("kfp-argo/snapshots::kubernetes")
    Exact "rights": "the rights that KFP gives to containers" => "the same `securityContext`, unless other ones are asked for"; "" [] ("kfp-argo/snapshots::gate" "kfp-tests/lowering::every_kind_for_every_version")
    Exact "schedule": "recurring runs" => "`CronWorkflow`"; "" [] ("kfp-tests/lowering::every_kind_for_every_version")
    Approximate(quiet) "logs": "logs as artifacts" => "`archiveLogs`, when asked for"; "under keys of Argo's" [] ("kfp-tests/lowering::every_kind_for_every_version")
    Exact "caching": "`cachingOptions`" => "nothing unless it is asked for: every task runs every time, with the same result"; "" ["AR201"] ("kfp-argo/snapshots::gate")
    Approximate "memoize": "the same with `--memoize`" => "`memoize`: the key is a hash of the digest of the component, `cacheKey`, the store and all inputs, artifacts by uri and metadata"; "a result that finds no room in its config map (1 MiB) fails the task; all pipelines of a namespace share results" ["AR219"] ("kfp-argo/memoize::a_task_takes_the_result_of_an_earlier_run" "kfp-argo/memoize::what_decides_about_the_key" "kfp-tests/memoize::a_second_run_takes_results_of_the_first")
};

pub(super) const LIMITS: &[Feature] = features! {
    Approximate "many-tasks": "more tasks in one graph than Argo takes (200)" => "graphs of graphs"; "a part starts when all parts before it that it needs are over" ["AR204"] ("kfp-argo/large::shapes_are_cut_into_sound_parts")
    Impossible "many-tolerant": "the same with a task that runs whatever the result of others" => "refused"; "results of single tasks cannot be told from outside of a part" ["AR119"] ("kfp-argo/large::a_tolerant_task_in_a_graph_that_has_to_be_cut_is_an_error")
    Exact "alike": "more components than Argo takes templates (200), of which some differ in fixed texts only" => "those become one template that is given the texts"; "" [] ("kfp-argo/large::alike_containers_become_one_template_when_there_are_too_many")
    Impossible "many-templates": "more templates than that all the same, or more inputs of one (500)" => "refused"; "the full resource definitions count them" ["AR116" "AR118"] ("kfp-argo/features::too_many_templates_or_inputs")
    Approximate "split": "a workflow of more than 1 MiB" => "several `WorkflowTemplate`s, and a run that starts one workflow of each, passes on values, and tells them its name and id, so that they find the files of each other"; "a part starts when all that it needs are over; one more pod for each" ["AR218"] ("kfp-argo/large::workflows_pass_values_to_each_other" "kfp-argo/large::files_are_passed_between_workflows" "kfp-tests/runs::files_at_uris_of_components" "kfp-tests/runs::files_between_workflows")
    Impossible "size": "the same with a workspace, with a task that runs whatever the result of others, or in one graph inside another" => "refused, with the number of bytes"; "the cluster does not store it" ["AR117"] ("kfp-argo/large::what_is_too_large_says_by_how_much")
    Impossible "depth": "graphs nested more than 100 deep" => "refused"; "Argo stops there" ["AR121"] ("kfp-argo/large::what_is_nested_too_deeply_is_an_error")
};
