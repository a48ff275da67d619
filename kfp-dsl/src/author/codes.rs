//! What the codes of [`BuildError`](crate::BuildError) mean.

use kfp_ir::explain::Explanation;

macro_rules! codes {
    ($($code:literal, $title:literal: $meaning:literal, $fix:literal, $source:literal, $reported:literal, $not:literal;)*) => {
        /// The explanation of every code, in their order.
        pub static ALL: &[Explanation] = &[$(
            Explanation {
                code: $code,
                title: $title,
                meaning: $meaning,
                fix: $fix,
                source: $source,
                tests: [concat!("kfp-dsl/", $reported), concat!("kfp-tests/", $not)],
            }
        ),*];
    };
}

codes! {
    "B101", "the name of a pipeline is not valid":
        "Pipelines are named by small letters, digits and `-`: Kubernetes and the KFP SDK take nothing else.",
        "Rename the function, or give `name = \"..\"` to the attribute.",
        "sdk/python/kfp/compiler/compiler_utils.py",
        "lib::author::emit::tests::errors::b101_names_of_pipelines", "pairs::hello::same_ir";
    "B102", "there is nothing to run":
        "A pipeline, branch, loop or `finally` without a task compiles to an empty graph, which KFP refuses.",
        "Add a task, or remove the block.",
        "backend/src/v2/compiler/argocompiler/dag.go",
        "lib::author::emit::tests::errors::b102_nothing_to_run", "pairs::nested_branches::same_ir";
    "B103", "two inputs or two outputs have one name":
        "Names of inputs and outputs are keys of a map in the IR: one would replace the other.",
        "Rename one of them.",
        "pipeline_spec.proto",
        "lib::author::emit::tests::errors::b103_names_given_twice", "pairs::defaults::same_ir";
    "B104", "a value is used outside the group that made it":
        "What a branch, loop or `finally` makes is known inside it only, since it may not have run.",
        "Return the value from the body; a branch then gives a one-of, a loop a list.",
        "sdk/python/kfp/compiler/compiler_utils.py",
        "lib::author::emit::tests::errors::b104_values_that_leave_their_group", "pairs::collected::same_ir";
    "B105", "a value or task belongs to another pipeline":
        "Values and tasks are handles into the graph of the pipeline that made them.",
        "Pass the value as an input of the other pipeline.",
        "this toolkit",
        "lib::author::emit::tests::errors::b105_values_and_tasks_of_other_pipelines", "pairs::nested::same_ir";
    "B106", "a constant cannot be in the IR, or is not allowed":
        "The IR holds doubles: NaN, infinity and whole numbers beyond 2^53 have no place in it. A value outside the allowed ones of an input fails the run.",
        "Use another value, or pass it as text.",
        "google/protobuf/struct.proto; kubeflow/pipelines issue 12601",
        "lib::author::emit::tests::errors::b106_constants", "pairs::defaults::same_ir";
    "B107", "a `when` gives a value and has no `otherwise`":
        "When the condition is false there would be no value, and the consumer would fail.",
        "Add `.otherwise(..)`, or return nothing from the body.",
        "sdk/python/kfp/dsl/pipeline_channel.py, OneOf",
        "lib::author::emit::tests::errors::b107_a_forgotten_otherwise", "pairs::branches::same_ir";
    "B108", "a loop runs over an empty list":
        "A list written out in the pipeline without items makes the loop do nothing, always.",
        "Fill the list, or remove the loop.",
        "sdk/python/kfp/dsl/for_loop.py",
        "lib::author::emit::tests::errors::b108_an_empty_loop", "pairs::raw_loops::same_ir";
    "B109", "two Rust components have one name":
        "Names are unique in the program, in whatever pipelines the components are used: in a container, `exec` finds a component by its name alone.",
        "Give one of them another `name`.",
        "this toolkit",
        "lib::author::emit::tests::errors::b109_two_components_of_one_name", "pairs::chain::same_ir";
    "B110", "an amount cannot be meant":
        "CPU, memory, accelerators, retries, times and limits of iterations have units and ranges that Kubernetes or KFP enforce when the task is due.",
        "Write the amount as the message says: `500m`, `1Gi`, whole seconds.",
        "Kubernetes apimachinery/pkg/api/resource; backend/src/v2/compiler/argocompiler/dag.go",
        "lib::author::emit::tests::errors::b110_amounts", "pairs::settings::same_ir";
    "B111", "a pipeline called as a task cannot have such a setting":
        "Resources, images and environment belong to containers. A pipeline runs none itself.",
        "Set it at the tasks inside the pipeline.",
        "sdk/python/kfp/dsl/pipeline_task.py",
        "lib::author::emit::tests::errors::b111_settings_of_a_pipeline_task", "pairs::nested::same_ir";
    "B112", "a value leaves a group or pipeline, and no task makes it":
        "Outputs of a graph come from its tasks. An input or a constant that is passed through has none.",
        "Make a task that copies the value, or use the input directly.",
        "pipeline_spec.proto, DagOutputsSpec",
        "lib::author::emit::tests::errors::b112_values_that_no_task_makes", "pairs::oneof_artifacts::same_ir";
    "B113", "an exit task is not where it can be":
        "Exit tasks run when everything before them has ended, and are hooks in the workflow: nothing can follow them, and they stand at the top of a pipeline.",
        "Move the task, or what follows it, into the body.",
        "backend/src/v2/compiler/argocompiler/dag.go",
        "lib::author::emit::tests::errors::b113_exit_tasks", "pairs::exit_handler::same_ir";
    "B114", "tasks wait for each other":
        "None of the tasks of a circle can start, and of two branches only one runs.",
        "Remove one of the `after` calls.",
        "argo-workflows workflow/validate/validate.go",
        "lib::author::emit::tests::errors::b114_circles", "pairs::chain::same_ir";
    "B115", "the command line of a container is not valid":
        "KFP runs `command` and `args` as they are: without a command the first argument would be the program, and text that looks like a placeholder would be replaced.",
        "Give the container a command, and use the values of the function for placeholders.",
        "backend/src/v2/component/launcher_v2.go",
        "lib::author::emit::tests::errors::b115_command_lines", "pairs::placeholders::same_ir";
    "B116", "a required input was not given":
        "Without the input the driver stops the task. The types rule it out; a call made in another way can still miss one.",
        "Give the input, or make it optional in the component.",
        "backend/src/v2/driver/resolve.go",
        "lib::author::emit::tests::errors::everything_is_reported_at_once", "pairs::artifacts::same_ir";
    "B117", "a task that runs after failures needs a value that may not be there":
        "When the task before it failed, its output does not exist, and the driver stops a task that requires it.",
        "Give the input of the component a default, or take the value from a task that cannot have failed.",
        "sdk/python/kfp/dsl/pipeline_task.py",
        "flow::a_task_after_failures_may_miss_values", "pairs::ignore_upstream::same_ir";
    "B118", "something is nested too deep":
        "Groups, pipelines and conditions beyond these depths are mistakes, and readers stop at 100 levels.",
        "Nest less deeply.",
        "protobuf: 100 levels; Argo: nested templates",
        "lib::author::emit::tests::errors::b118_nesting", "pairs::nested_loops::same_ir";
    "B119", "a condition has types that cannot be compared":
        "CEL would fail on it in the middle of a run.",
        "Compare values of one type.",
        "cel-spec, standard definitions",
        "lib::author::emit::tests::errors::b119_types_in_conditions", "pairs::branches::same_ir";
    "B120", "the check of the compiled pipeline finds an error":
        "The pipeline was compiled and then checked as any file is; the note names the code of that check and its place in the IR.",
        "Look the other code up with `kfpc explain`. When your code gave no reason for it, it is a mistake of this toolkit.",
        "this toolkit",
        "build_errors::b120_what_only_the_check_of_the_ir_finds", "pairs::hello::same_ir";
    "B121", "an input was given twice":
        "The second value would silently replace the first.",
        "Give it once.",
        "this toolkit",
        "authoring::what_the_types_cannot_see_is_told_with_the_place", "pairs::defaults::same_ir";
    "B122", "a pipeline calls itself":
        "A pipeline is written out where it is called, which would never end.",
        "Use a loop, or break the circle.",
        "this toolkit",
        "authoring::what_the_types_cannot_see_is_told_with_the_place", "pairs::nested::same_ir";
    "B123", "a pipeline cannot be written as the SDK would":
        "In the SDK's form nested pipelines are copied at every call, and so many copies no cluster stores. A task after failures that waits only for loops, importers or volume claims never runs on KFP in that form; else those get a graph of their own.",
        "Leave `--sdk-names` out.",
        "sdk/python/kfp/compiler/pipeline_spec_builder.py; backend/src/v2/compiler/argocompiler/dag.go",
        "build_errors::b123_too_many_copies_for_names_of_the_sdk", "pairs::nested::same_ir";
    "B124", "a text is put together in the run where KFP does not do that":
        "KFP puts texts together where a container starts. An importer would be given the unfinished text, and so would a condition, loop or setting of a nested pipeline; where only its tasks take the text, they make it.",
        "Make the text in a task, and give its output.",
        "backend/src/v2/component/launcher_v2.go",
        "flow::texts_are_refused_where_nothing_puts_them_together", "pairs::strings::same_ir";
    "B125", "a loop runs over artifacts":
        "The IR can say it, but no released backend of KFP runs such a loop: the driver stops.",
        "Loop over parameters, such as the addresses of the artifacts, and import them in the loop.",
        "backend/src/v2/driver/driver.go",
        "flow::a_loop_over_artifacts_is_refused_with_its_line", "pairs::raw_loops::same_ir";
    "B126", "a list of lists is one list in the run":
        "What loops inside loops collect arrives as one flat list, whatever the type says.",
        "Take it as a flat list with `.flatten()`.",
        "backend/src/v2/driver/resolve.go",
        "flow::what_loops_in_loops_collect_is_one_list", "pairs::collected_nested::same_ir";
    "B127", "an imported component is not used as its file says":
        "The types given where it is imported are not those of its file, or the file cannot be read.",
        "Give types that fit, or none.",
        "this toolkit",
        "lib::author::emit::tests::errors::b127_imported_components", "pairs::imported_component::same_ir";
    "B130", "a Kubernetes setting of a task is not valid":
        "Kubernetes or KFP's driver would refuse it when the pod is made.",
        "Follow the help; names, paths and values are those of Kubernetes.",
        "backend/src/v2/driver/k8s.go",
        "settings::wrong_settings_are_told_all_at_once", "pairs::settings::same_ir";
    "B131", "the configuration of a pipeline is not valid":
        "Workspace, deadlines and times to live have sizes and ranges that KFP or Kubernetes enforce.",
        "Follow the help.",
        "sdk/python/kfp/dsl/pipeline_config.py",
        "settings::an_impossible_configuration_is_told_at_its_line", "pairs::hello::same_ir";
    "B132", "settings of a task are lost on the way to its component":
        "A component with a `task_config` says which settings it receives, in an argument of type `TaskConfig`. KFP takes these away from the task, so without the argument nobody has them; its SDK refuses a task with others.",
        "Name each setting once in the `task_config` of the component, and give it the argument.",
        "sdk/python/kfp/compiler/pipeline_spec_builder.py; backend/src/v2/driver/driver.go, getTaskConfigOptions",
        "settings::settings_that_a_component_does_not_take_are_told", "pairs::settings::same_ir";
    "B133", "an Argo setting of a task is not valid":
        "Argo would refuse the workflow, or never end the step.",
        "Follow the help.",
        "argo-workflows workflow/validate/validate.go",
        "argo::wrong_settings_are_told_all_at_once", "pairs::settings::same_ir";
    "B134", "the engine has nothing for what a task needs":
        "Approvals, work on Kubernetes objects and locks are Argo's; KFP runs containers. Without them the pipeline would do something else.",
        "Build for Argo, give an image and a command that do the same, or let the setting be left out with `argo::best_effort(..)`.",
        "argo-workflows fields; backend/src/v2/compiler/argocompiler",
        "argo::kfp_refuses_what_only_argo_has", "pairs::settings::same_ir";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::ALL;

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }

    fn code_of(text: &str) -> Option<String> {
        let code: String = text.chars().take_while(char::is_ascii_alphanumeric).collect();
        (code.len() == 4 && code.starts_with('B') && text[4..].starts_with('"')).then_some(code)
    }

    /// A new error without an entry, or an entry without a test, fails here.
    #[test]
    fn every_code_is_explained_and_tested() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        sources(&root.join("src"), &mut files);
        sources(&root.join("tests"), &mut files);
        let texts = files.iter().filter(|file| !file.ends_with("author/codes.rs"));
        let texts: Vec<String> = texts.map(|file| std::fs::read_to_string(file).unwrap()).collect();
        let used: BTreeSet<String> = texts
            .iter()
            .flat_map(|text| text.match_indices("\"B").filter_map(|(at, _)| code_of(&text[at + 1..])))
            .collect();
        let explained: BTreeSet<String> = ALL.iter().map(|e| e.code.to_owned()).collect();
        assert_eq!(used, explained);
        assert!(ALL.is_sorted_by(|a, b| a.code < b.code));
        let pairs = root.join("../tests/pairs");
        for e in ALL {
            let [reported, not] = e.tests;
            let name = reported.rsplit("::").next().unwrap();
            let test = format!("fn {name}(");
            let tested = texts.iter().any(|text| text.contains(&test) && text.contains(e.code));
            assert!(tested, "{}: {reported}", e.code);
            let pair = not.strip_prefix("kfp-tests/pairs::").unwrap().trim_end_matches("::same_ir");
            assert!(pairs.join(pair).is_dir(), "{}: {not}", e.code);
        }
    }
}
