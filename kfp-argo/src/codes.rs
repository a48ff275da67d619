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
        "A node affinity that is JSON of the run is a patch of the pod, and a patch replaces the whole list. A patch of the author's cannot have a field that is patched already.",
        "Put both into the one JSON, or name both in the pipeline.",
        "argo-workflows fields, podSpecPatch",
        "features::two_node_affinities", "snapshots::kubernetes";
    "AR116", "the workflow has more templates than Argo takes":
        "Argo's full resource definitions allow 200 templates in a workflow, and equal ones are merged already.",
        "Let tasks share components, and pass what differs as inputs.",
        "argo-workflows manifests, validation rules";
    "AR117", "the workflow is larger than a cluster stores":
        "Kubernetes stores about 1 MiB for an object. The tasks of the outermost graph become several workflows where they pass each other parameters only; the key of an artifact holds the id of its workflow.",
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
    "AR201", "a task with caching runs every time":
        "Results of earlier runs are taken only where they are asked for (`--memoize`). Even then a task runs again when it is given something that each run has for itself (the id of the run, the workspace, a file of a task that runs every time), when a loop collects its files, or when no container runs for it.",
        "Nothing, if running again is fine; else ask for earlier results, and give the task nothing of the run.",
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
        "The component sets the uri of an output, or writes it to a path of its own. Argo stores what is below the folder of the task, where `dsl.get_uri` and the paths of outputs point to.",
        "Write to the path of the output, or to a path that belongs to a uri of `dsl.get_uri`.",
        "sdk/python/kfp/dsl/types/artifact_types.py",
        "features::a_component_that_chooses_its_uri", "features::a_text_in_a_file";
    "AR218", "a pipeline becomes several workflows":
        "Above 1 MiB no cluster stores a workflow. Parts of it become workflows of their own, which are told name and id of the run; what one gives to another are parameters, read from its status when it is over, and files below the key of the run. A part starts when the workflows that it needs are over.",
        "Nothing; nest pipelines where the pipeline has natural parts.",
        "etcd: 1.5 MiB for each object; argo-workflows",
        "large::ten_thousand_tasks_are_several_workflows", "large::what_is_too_large_says_by_how_much";
    "AR219", "results of earlier runs are kept in config maps":
        "Argo's memoization keeps the outputs of a task in a config map, which holds 1 MiB. A task that has succeeded ends with an error when its outputs find no room any more. Nothing is ever deleted, unless the controller is told to (`CACHE_GC_PERIOD`). All pipelines of a namespace share the results.",
        "Delete the config maps from time to time: `kubectl delete configmap -n argo -l workflows.argoproj.io/configmap-type=Cache`. Spread results over more of them with `--memoize-shards`, and give long texts as artifacts.",
        "argo-workflows workflow/controller/cache/configmap_cache.go",
        "memoize::a_task_takes_the_result_of_an_earlier_run", "memoize::nothing_is_kept_without_caching";
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
    "AR304", "a file holds no object for Argo":
        "There is nothing with `apiVersion` and `kind` in it; it may be a compiled pipeline.",
        "Lower a compiled pipeline first: `kfpc argo FILE`.",
        "this toolkit",
        "lint::a_file_without_objects", "lint::the_base_has_no_findings";
    "AR311", "an expression cannot be read":
        "Argo compiles expressions in a run only; one that it cannot read is left as it is, or stops the run. The first `}}` ends a tag, also within a text or behind a map.",
        "Correct it at the place that is named; write `} }` where two maps end.",
        "expr-lang 1.17 parser; argo-workflows util/template/expression_template.go",
        "lint::AR311::is_reported", "lint::AR311::is_not_reported";
    "AR312", "an expression does not fit its types":
        "A function that does not exist, a wrong number of arguments, or operands that do not go together. Everything that a run gives is text: `inputs.parameters.n + 1` fails.",
        "Make numbers by `int(x)` or `float(x)`, lists and maps by `fromJSON(x)`.",
        "expr-lang 1.17 checker; Masterminds sprig 3.3",
        "lint::AR312::is_reported", "lint::AR312::is_not_reported";
    "AR313", "a comparison has the same result always":
        "A text of the run never equals a number or a truth value; the comparison is legal and false.",
        "Compare with a text, or make a number of the text.",
        "expr-lang 1.17, equality of values that only a run knows",
        "lint::AR313::is_reported", "lint::AR313::is_not_reported";
    "AR321", "a call passes what the template does not take":
        "Argo ignores the argument in silence; if the name is a misspelt one, the input keeps its default.",
        "Correct the name, or remove the argument.",
        "argo-workflows workflow/validate/validate.go, which does not look",
        "lint::AR321::is_reported", "lint::AR321::is_not_reported";
    "AR322", "a call does not pass what the template takes":
        "The run stops before it begins.",
        "Pass the argument, or give the input a default.",
        "argo-workflows workflow/validate/validate.go",
        "lint::AR322::is_reported", "lint::AR322::is_not_reported";
    "AR323", "a reference names nothing":
        "The template has no such input, the workflow no such parameter, the graph no such task, or the name is not known at that place. Plain tags are refused; in an expression the text of the tag itself arrives, or the run waits for ever.",
        "Follow the help, or pass the value as an argument.",
        "argo-workflows workflow/validate/validate.go, util/template",
        "lint::AR323::is_reported", "lint::AR323::is_not_reported";
    "AR324", "a task is read that need not be over":
        "Only the results of tasks that a task waits for, and of steps in earlier groups, are known when it starts. Argo sees that only where the value begins with the tag; else the task never starts and the run never ends.",
        "Add the task to `depends`, or move the step to a later group.",
        "argo-workflows workflow/controller/dag.go",
        "lint::a_task_that_is_not_waited_for", "lint::examples_have_no_errors";
    "AR325", "a task has no such output":
        "The template that it calls does not declare it.",
        "Declare the output, or correct the name.",
        "argo-workflows workflow/validate/validate.go",
        "lint::AR325::is_reported", "lint::AR325::is_not_reported";
    "AR326", "a template is not there":
        "A call, the entrypoint or an exit handler names a template that neither the object nor the other files have.",
        "Correct the name. Templates of other files are looked up when the files are given, too.",
        "argo-workflows workflow/validate/validate.go",
        "lint::AR326::is_reported", "lint::AR326::is_not_reported";
    "AR327", "the results of a loop are read that may be left out":
        "When the condition of the loop is false there is no list of results, not even an empty one, and who reads it waits for ever.",
        "Put the loop into a template of its own and the condition on its call, or read the list by an expression that looks whether it is there.",
        "argo-workflows issue 16793",
        "lint::AR327::is_reported", "lint::AR327::is_not_reported";
    "AR328", "the order of tasks cannot be worked out":
        "A dependency names no task or no result of one, is written in a way that Argo cannot read, or tasks wait for each other.",
        "Join `TASK.RESULT` by `&&`, `||` and `!`, and use only `depends` in a graph.",
        "argo-workflows workflow/validate/validate.go, workflow/common/ancestry.go",
        "lint::AR328::is_reported", "lint::AR328::is_not_reported";
    "AR331", "a result is kept under a key that does not work":
        "The key of a memoized step is checked when the step runs: other characters than letters, digits and `-` make it fail. A key that is new in each run finds nothing, one without the inputs finds too much.",
        "Use `{{=sprig.sha256sum(toJson(inputs.parameters))}}` with something that names the step, and `maxAge: \"\"`.",
        "argo-workflows workflow/controller/cache/configmap_cache.go",
        "lint::AR331::is_reported", "lint::AR331::is_not_reported";
    "AR332", "a retry does not happen as written":
        "Limits and factors have to be whole numbers, and a wait needs its length. Argo reads them after the first failure, and then gives up.",
        "Use whole numbers, `duration`, and one of the policies.",
        "argo-workflows workflow/controller/operator.go, processNodeRetries",
        "lint::AR332::is_reported", "lint::AR332::is_not_reported";
    "AR333", "data becomes a part of a condition":
        "The tag is replaced by the text, and the result is read as a condition: a space, a quote or a brace in the data is a syntax error, and some texts make it true.",
        "Write the whole condition as an expression tag: `when: '{{=inputs.parameters.x == \"a\"}}'`.",
        "argo-workflows issue 7831; govaluate",
        "lint::AR333::is_reported", "lint::AR333::is_not_reported";
    "AR341", "there are more parts than Argo takes":
        "The full resource definitions, which come with Argo since 4.0, count: 200 templates, 200 tasks in a graph, 500 inputs of a template. A graph without tasks is refused, too.",
        "Nest graphs; use loops for what repeats.",
        "argo-workflows manifests, validation rules",
        "lint::counts", "lint::the_base_has_no_findings";
    "AR342", "an object is larger than a cluster stores":
        "About 1 MiB, spec and status together.",
        "`kfpc size` lists what is large.",
        "etcd limits; argo-workflows docs/offloading-large-workflows.md",
        "lint::counts", "lint::the_base_has_no_findings";
    "AR343", "a name that Argo does not take":
        "Templates, tasks and steps: letters, digits and `-`, 128 of them at most. Parameters and artifacts: `_`, too. In a graph with dependencies no task may begin with a digit, and one that is called as a word of conditions (`contains`, `nil`) stops the run.",
        "Rename it.",
        "argo-workflows manifests, validation rules; expr-lang parser",
        "lint::AR343::is_reported", "lint::AR343::is_not_reported";
    "AR344", "a name is there twice":
        "Argo refuses the object.",
        "Rename one of them.",
        "argo-workflows workflow/validate/validate.go",
        "lint::AR344::is_reported", "lint::AR344::is_not_reported";
    "AR345", "a text is too long for a process":
        "Linux takes no argument or variable of 128 KiB. Argo puts a file name in place of a long argument, and fails on a long variable.",
        "Pass it as a `raw` artifact, or as the source of a script.",
        "Linux, MAX_ARG_STRLEN; argo-workflows workflow/controller/workflowpod.go",
        "lint::counts", "lint::the_base_has_no_findings";
}
