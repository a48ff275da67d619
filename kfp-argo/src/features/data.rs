//! Parameters and artifacts.

use super::{Feature, features};

pub(super) const PARAMETERS: &[Feature] = features! {
    Exact "types": "text, numbers, truth values, lists, maps, null" => "JSON text in which Argo finds nothing to expand; numbers are doubles, as in KFP"; "" [] ("kfp-argo/snapshots::hostile" "kfp-argo/data::every_type_through_a_task" "kfp-tests/values::reach_every_program_as_they_are")
    Exact "inputs": "inputs of the pipeline, defaults, descriptions" => "`spec.arguments.parameters`, as JSON text"; "" [] ("kfp-argo/snapshots::gate")
    Exact "literals": "`literals` of an input of the pipeline" => "`enum`, checked when the workflow is submitted"; "" [] ("kfp-argo/snapshots::gate")
    Approximate "inner-literals": "`literals` of any other input" => "constants are checked when the workflow is made"; "a value that only a run knows is not checked; KFP's driver checks it" ["AR215"] ("kfp-argo/features::allowed_values_of_an_inner_input")
    Exact "defaults": "defaults and optional inputs of components" => "explicit constants; an optional input that is missing is `null`, and not in the executor input"; "" [] ("kfp-argo/snapshots::gate" "kfp-argo/snapshots::exit")
    Exact "outputs": "an output of a task into an input" => "an argument, and `depends`"; "" [] ("kfp-argo/snapshots::gate" "kfp-argo/data::every_type_through_a_task" "kfp-tests/values::reach_every_program_as_they_are")
    Exact "selector": "`parseJson(string_value)` with keys and positions" => "the same steps of an expression"; "" [] ("kfp-argo/snapshots::loops")
    Impossible "selector-other": "any other selector" => "refused"; "only KFP's own form has a known meaning" ["AR107"] ("kfp-argo/features::another_selector")
    Exact "constant-placeholder": "a placeholder in a constant" => "an expression"; "" [] ("kfp-argo/snapshots::gate")
    Impossible "runtime-parameter": "`runtimeParameter`" => "refused"; "KFP had it before version 2.0" ["AR108"] ("kfp-argo/features::a_runtime_parameter")
    Exact "final-status": "`PipelineTaskFinalStatus`" => "the phase of the task, with the words of KFP's backend; without a message, as there"; "" [] ("kfp-argo/snapshots::exit")
    Impossible "large-constant": "a constant of more than 128 KiB in a command line or variable" => "refused"; "Linux takes no longer argument" ["AR123"] ("kfp-argo/data::a_constant_that_no_process_can_be_given")
    Exact "large-value": "a value of more than 128 KiB that only a run knows" => "whole between tasks, in conditions, in loops and in Rust components, which read a file; in any other command line the pod fails, as on KFP: words with values stand in `command`, since Argo would pass the name of a file in place of a long text in `args`"; "" [] ("kfp-argo/data::large_values_between_tasks" "kfp-argo/data::words_with_values_stand_in_the_command" "kfp-tests/runs::long_texts_are_whole_or_stop_the_run")
};

pub(super) const ARTIFACTS: &[Feature] = features! {
    Exact "artifact-output": "an output artifact" => "a file or folder under a key known before the run, unpacked; a missing file is no failure, as in KFP"; "" [] ("kfp-argo/snapshots::gate")
    Exact "artifact-input": "an input artifact" => "`from` the task, and its uri, type and metadata in a parameter"; "" [] ("kfp-argo/snapshots::gate")
    Exact "own-uri": "a Python function that makes uris by `dsl.get_uri`, with any suffix" => "its whole folder is stored, and other tasks look at the uri that it reports"; "" [] ("kfp-tests/runs::files_at_uris_of_components")
    Approximate "other-uri": "a Python function that sets `uri` to something else, or writes to a path of its own (`set_path`)" => "other tasks look at the uri that it reports"; "only what it writes below its folder is stored" ["AR217"] ("kfp-argo/features::a_component_that_chooses_its_uri" "kfp-tests/runs::files_at_uris_of_components")
    Exact "importer": "an importer with a fixed uri in the store, of `gs://` or of the web" => "no pod: the consumer reads the location"; "" [] ("kfp-argo/snapshots::placeholders")
    Approximate "importer-late": "an importer whose uri only a run knows" => "the same"; "the uri has to be in the workflow's own store" ["AR208"] ("kfp-argo/snapshots::artifacts")
    Impossible "importer-elsewhere": "an importer of another store, of a container registry, or under a condition" => "refused"; "the workflow has no credentials for it; KFP's backend refuses a condition, too" ["AR110"] ("kfp-argo/features::an_importer_of_another_store")
    Approximate "importer-workspace": "an importer that downloads into the workspace" => "each consumer puts it there"; "a task that does not take the artifact does not find it" ["AR214"] ("kfp-argo/snapshots::artifacts")
    Exact "importer-inside": "an imported artifact that leaves its graph" => "found by its uri"; "" [] ("kfp-argo/snapshots::artifacts")
    Exact "importer-alone": "a graph of importers alone, also under a condition or in a loop" => "a `suspend` template of no time in their place: no pod, and done at once"; "" [] ("kfp-argo/snapshots::imports" "kfp-tests/runs::a_graph_of_importers_alone")
    Impossible "importer-passed": "the same from another store, or as one of several artifacts of which one is a list" => "refused"; "the driver of an artifact is fixed before the run" ["AR112"] ("kfp-argo/features::an_import_from_elsewhere_leaves_its_graph")
    Approximate "root-artifact": "an input artifact of the pipeline" => "a run gives its uri, in the parameter `NAME-uri`"; "without metadata; whether an optional one is there is fixed when the workflow is made" ["AR212"] ("kfp-argo/snapshots::artifacts")
    Impossible "root-list": "a list of artifacts as input of the pipeline" => "refused"; "a run has no way to give one; KFP's backend has none either" ["AR114"] ("kfp-argo/features::a_list_of_artifacts_for_a_run")
    Exact "artifact-types": "types of artifacts and their versions" => "in the record beside the file"; "" [] ("kfp-argo/snapshots::placeholders")
    Impossible "executors": "resolvers, custom jobs" => "refused"; "KFP's backend refuses them, too" ["AR103"] ("kfp-argo/features::a_resolver")
};
