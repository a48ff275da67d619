//! What the codes of lowering mean.

use kfp_ir::explain::Explanation;

macro_rules! codes {
    ($($code:literal, $title:literal: $meaning:literal, $fix:literal, $source:literal $(, $reported:literal, $not:literal)?;)*) => {
        /// The explanation of every code, in their order.
        pub static ALL: &[Explanation] = &[$(
            Explanation {
                code: $code,
                title: $title,
                meaning: $meaning,
                fix: $fix,
                source: $source,
                tests: tests!($($reported, $not)?),
            }
        ),*];
    };
}

/// Two tests: of `tests/codes.rs` unless others are named.
macro_rules! tests {
    () => {
        ["kfp-argo/codes::CODE::is_reported", "kfp-argo/codes::CODE::is_not_reported"]
    };
    ($reported:literal, $not:literal) => {
        [concat!("kfp-argo/", $reported), concat!("kfp-argo/", $not)]
    };
}

codes! {
    "AR101", "tasks or components are in a circle":
        "Nothing in a circle can start, and a graph that contains itself has no end. A check finds the same before.",
        "Leave one of the dependencies out.",
        "argo-workflows workflow/validate/validate.go";
    "AR102", "a component or its executor is missing":
        "There is nothing to make a template of. A check finds the same before.",
        "Add the component or executor, or correct its name.",
        "this toolkit";
    "AR103", "Argo has nothing for this kind of executor":
        "Resolvers, custom jobs of Vertex AI and the volumes that KFP's driver makes (`CreatePVC`, `DeletePVC`) are done by KFP itself, which is not there.",
        "Use a container. Make volumes outside of the pipeline and pass their names, or use a workspace.",
        "backend/src/v2/driver/k8s.go";
    "AR105", "a container has nothing to run":
        "There is neither a command nor an argument.",
        "Give the container a command.",
        "argo-workflows workflow/controller/workflowpod.go";
    "AR106", "something that is referred to is not there":
        "An input, output, task or list does not exist or cannot be read. A check finds the same before.",
        "Run `kfpc check`, which says where, and correct the name.",
        "this toolkit";
    "AR107", "a part of a value cannot be selected":
        "Only paths of keys and positions have a counterpart in Argo's expressions.",
        "Write `parseJson(string_value)` with keys and positions behind it.",
        "expr-lang";
    "AR108", "a value is given as before KFP 2.0":
        "A runtime parameter is a name whose meaning only KFP 1 knows.",
        "Read the input of the component: `componentInputParameter`.",
        "pipeline_spec.proto, ValueOrRuntimeParameter";
    "AR109", "a condition has no counterpart in Argo":
        "Conditions are translated from CEL to Argo's expressions; this one is beyond comparisons, `&&`, `||` and `!`.",
        "Compute it in a component and compare its output.",
        "expr-lang, cel-spec";
    "AR110", "an importer has no counterpart in Argo":
        "An import becomes the place of an artifact. Argo reads only stores it has credentials for, and an import has no pod that could wait, decide or download.",
        "Name the store of the file as the store of the workflow, or read the file in a container.",
        "argo-workflows fields, Artifact";
    "AR111", "the number of arguments is only known in a run":
        "Argo fills texts in; it does not add or leave out arguments.",
        "Give the input a default, or one argument in both branches.",
        "argo-workflows fields, Container";
    "AR112", "an imported artifact cannot leave its graph":
        "Where an artifact is stored is fixed before a run, unless it is in the workflow's own store. One of another store, or one of several of which one is a list, cannot be passed out of its graph.",
        "Import it in the graph that uses it.",
        "argo-workflows fields, Outputs",
        "features::an_import_from_elsewhere_leaves_its_graph", "snapshots::artifacts";
    "AR113", "an input has no value":
        "The task gives none and the component has no default. A check finds the same before.",
        "Give the task a value for it.",
        "this toolkit";
    "AR114", "a run cannot be given a list of artifacts":
        "A run gives an artifact by its uri, and has no way to give several. KFP's backend has none either.",
        "Make it optional, or import the artifacts by their addresses in the pipeline.",
        "argo-workflows fields, Arguments",
        "features::a_list_of_artifacts_for_a_run", "snapshots::artifacts";
    "AR115", "two settings of a pod cannot be put together":
        "A node affinity that is JSON of the run is a patch of the pod, and a patch replaces the whole list.",
        "Put both into the one JSON, or name both in the pipeline.",
        "argo-workflows fields, podSpecPatch",
        "features::two_node_affinities", "snapshots::kubernetes";
    "AR116", "the workflow has more templates than Argo takes":
        "Argo's full resource definitions allow 200 templates in a workflow, and equal ones are merged already.",
        "Let tasks share components, and pass what differs as inputs.",
        "argo-workflows manifests, validation rules";
    "AR117", "the workflow is larger than a cluster stores":
        "Kubernetes stores about 1 MiB for an object.",
        "Use loops for what repeats, or run parts as pipelines of their own.",
        "etcd limits; argo-workflows docs/offloading-large-workflows.md";
    "AR118", "a template has more inputs than Argo takes":
        "Argo's resource definitions limit the parameters of a template.",
        "Pass them as one map.",
        "argo-workflows manifests, validation rules";
    "AR119", "a graph has more tasks than Argo takes and cannot be cut":
        "Large graphs are cut into parts. A task that runs whatever the result of others would then see the result of a part, not of a task.",
        "Move some tasks into a pipeline of their own.",
        "argo-workflows manifests, validation rules",
        "large::a_tolerant_task_in_a_graph_that_has_to_be_cut_is_an_error", "large::a_graph_of_the_limit_is_not_cut";
    "AR120", "a name or value given for the workflow does not fit":
        "An input of that name does not exist, its value is not among the allowed ones, or the name is none that Kubernetes takes.",
        "Follow the help, which lists what there is.",
        "this toolkit";
    "AR121", "graphs are nested deeper than Argo follows":
        "Argo stops at a fixed depth of templates that call templates.",
        "Nest less deeply; a loop counts twice.",
        "argo-workflows workflow/controller/operator.go";
    "AR122", "a component wants the settings of its task as data":
        "KFP's driver tells a container the settings of its own task; nothing in Argo does.",
        "Give the component ordinary inputs for what it needs to know.",
        "backend/src/v2/driver/driver.go";
    "AR123", "a constant is too long for a process":
        "Linux takes no argument or variable of more than 128 KiB: the container could not start.",
        "Pass it as an artifact, or put it into the image.",
        "Linux, MAX_ARG_STRLEN",
        "data::a_constant_that_no_process_can_be_given", "data::large_values_between_tasks";
    "AR201", "nothing is cached":
        "Argo keeps results only with memoization, which is not written yet: every task runs every time.",
        "Nothing, if running again is fine.",
        "argo-workflows docs/memoization.md";
    "AR202", "the wait between attempts grows by another factor":
        "Argo's factor is a whole number.",
        "Choose a whole number.",
        "argo-workflows fields, Backoff";
    "AR204", "a graph is cut into parts":
        "Argo takes 200 tasks in one graph. A part starts when all parts that it needs are over, so some tasks start later than under KFP.",
        "Nest pipelines where the pipeline has natural parts.",
        "argo-workflows manifests, validation rules";
    "AR205", "a field of the run means something else":
        "Times and identifiers of a run are Argo's: its own format, or the nearest thing that it has.",
        "Do not rely on the form of the text.",
        "argo-workflows docs/variables.md";
    "AR207", "the lifecycle of a container has no effect":
        "KFP's own backend ignores it, too.",
        "Remove it.",
        "backend/src/v2/compiler/argocompiler";
    "AR208", "an imported address is only known in a run":
        "It has to be below the store of the workflow: the run stops when it is not.",
        "Import a fixed address to read from somewhere else.",
        "argo-workflows fields, Artifact";
    "AR209", "a placeholder in an environment variable is replaced":
        "KFP's backend passes its text on. Here it has the value, which is what is meant as a rule.",
        "Pass the value as an argument to have it on both.",
        "backend/src/v2/driver/driver.go";
    "AR210", "settings of another platform have no effect":
        "Only Kubernetes settings can be lowered.",
        "Remove them, or run the pipeline where they are known.",
        "pipeline_spec.proto, PlatformSpec";
    "AR212", "a run gives an artifact by its uri":
        "An input artifact of the pipeline becomes a parameter `NAME-uri`. It has no metadata, and whether an optional one is there is fixed when the workflow is made.",
        "Give the uri when you submit the workflow.",
        "argo-workflows fields, Arguments",
        "snapshots::artifacts", "snapshots::gate";
    "AR214", "an artifact is not put into the workspace for everybody":
        "KFP loads it once; here each task that takes the artifact puts it there. A task that does not take it does not find it.",
        "Give the artifact to every task that reads it.",
        "backend/src/v2/driver/driver.go",
        "snapshots::artifacts", "snapshots::gate";
    "AR215", "the allowed values of an inner input are not checked in a run":
        "Constants are checked when the workflow is made. Argo checks values of a run for inputs of the workflow only; KFP's driver checks all.",
        "Check the value in the component.",
        "backend/src/v2/driver/driver.go",
        "features::allowed_values_of_an_inner_input", "snapshots::gate";
    "AR216", "a line break at the end of a text is lost":
        "Argo cuts one line break off the end of an output parameter that it reads from a file.",
        "Nothing, unless the line break matters; then give the text as an artifact.",
        "argo-workflows workflow/executor/executor.go",
        "features::a_text_in_a_file", "features::a_component_that_chooses_its_uri";
    "AR217", "a component stores its output where no other task looks":
        "The component may choose another uri for an output. Argo passes the file at the path that was given.",
        "Write to the path of the output.",
        "sdk/python/kfp/dsl/types/artifact_types.py",
        "features::a_component_that_chooses_its_uri", "features::a_text_in_a_file";
    "AR218", "a pipeline becomes several workflows":
        "Above 1 MiB no cluster stores a workflow. Parts that have nothing to do with each other become workflows of their own, with names and ids of their own.",
        "Nothing, unless a task uses the name or id of the run.",
        "etcd: 1.5 MiB for each object; argo-workflows",
        "large::ten_thousand_tasks_are_several_workflows", "large::what_is_too_large_says_by_how_much";
    "AR301", "an object has a field that Argo does not know":
        "The API server and `argo lint` refuse the file. Versions before 4.0 had some fields that are gone.",
        "Follow the help; a field that is at the wrong level is known one level up or down.",
        "argo-workflows api/jsonschema/schema.json",
        "objects::what_does_not_fit_has_its_place", "objects::examples_come_back_equal";
    "AR302", "a field of an Argo object holds something else":
        "The API server refuses a number where a text belongs, and the other way round.",
        "Put numbers in quotes where a text is expected.",
        "argo-workflows api/jsonschema/schema.json",
        "objects::what_does_not_fit_has_its_place", "objects::examples_come_back_equal";
    "AR303", "a key is there twice":
        "Argo takes the last one in silence; other readers refuse the file.",
        "Remove one of them.",
        "sigs.k8s.io/yaml",
        "objects::what_does_not_fit_has_its_place", "objects::what_we_emit_is_read";
}
