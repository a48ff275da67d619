//! What the codes of tasks and their inputs mean.

super::explanations! {
    NAME:
        "Tasks and components become tasks and templates of an Argo workflow. Argo takes 128 letters, digits and `-`; KFP adds `-driver`, `-iterator` and the like to them.",
        "Rename it.",
        "argo-workflows workflow/validate/validate.go; backend/src/v2/compiler/argocompiler/dag.go";
    COMPONENT_REF:
        "KFP fails to compile a pipeline with a task of no component.",
        "Correct the name, or add the component.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    DEPENDENT_TASK:
        "Tasks wait for tasks of the same graph. Argo refuses a workflow with a dependency on something else.",
        "Correct the name. To wait for something inside another graph, wait for the task that runs the graph.",
        "argo-workflows workflow/validate/validate.go";
    RETRY:
        "Counts, factors and waiting times are not negative.",
        "Correct the value.",
        "pipeline_spec.proto, RetryPolicy";
    RETRY_PRECISION:
        "KFP writes the waiting time in whole seconds into the workflow and drops the rest.",
        "Use whole seconds.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    CACHE_KEY:
        "KFP 2.17.0 reads `cacheKey` and computes its own key all the same: results are shared, or not, as without it.",
        "Do not rely on it before the next KFP.",
        "kubeflow/pipelines issues 11328, 13762";
    TASK_NAMES:
        "KFP calls the driver of a task `NAME-driver`. A task of that name in the same graph is a second task of one name, which Argo refuses.",
        "Rename one of them.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    AFTER_EXIT:
        "KFP turns tasks that run after failures into hooks at the end of those they wait for. They are no tasks of the workflow, and nothing can wait for them.",
        "Put both tasks into a graph of their own and let the task of that graph run after failures.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    EXIT_ALONE:
        "A task that runs after failures is a hook of the tasks it waits for. Without any, nothing starts it. The SDK's `ignore_upstream_failure` on a task without upstream tasks compiles to this.",
        "Let it wait for a task, or leave the strategy out.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    HOOKLESS:
        "KFP starts a task that runs after failures from a hook at the end of each task that it waits for. A loop, an importer and a task that creates or deletes a volume claim get no hook. A graph gets one, whatever is inside it. The SDK's `ignore_upstream_failure` on a task behind a loop compiles to this.",
        "Put the loop or importer into a graph of its own, such as a pipeline or an exit handler, and let the task wait for that graph. To wait for one more task is not enough: the task then runs when that one has ended, not the loop.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    ONE_SOURCE:
        "An input comes from a constant, an input of the graph, an output or a final status: from exactly one of these. KFP refuses two and fails on none.",
        "Give the input one source.",
        "pipeline_spec.proto; backend/src/v2/driver/resolve.go";
    UNKNOWN_INPUT:
        "The component has no such input and its container does not use it: the value goes nowhere, because of a misspelt name as a rule.",
        "Correct the name, or declare the input.",
        "sdk/python/kfp/dsl/pipeline_task.py";
    MISSING_INPUT:
        "The driver stops the task with `neither value nor default value provided`.",
        "Give the input, or make it optional in the component.",
        "backend/src/v2/driver/resolve.go";
    PRODUCER_TASK:
        "Values pass between tasks of one graph. Those of other graphs come in through the inputs and outputs of the graph.",
        "Correct the name, or pass the value through the graphs between them.",
        "backend/src/v2/driver/resolve.go";
    PRODUCER_OUTPUT:
        "The component of the producer does not declare that output, so it never has a value.",
        "Correct the name, or declare the output.",
        "backend/src/v2/driver/resolve.go";
    GRAPH_INPUT:
        "The driver stops with `parent DAG does not have input parameter`. The SDK writes such references for loops inside an exit handler, and for parts of loop items in texts.",
        "Declare the input at the graph, and give it at the task that runs the graph.",
        "backend/src/v2/driver/resolve.go; kubeflow/pipelines issues 12390, 13273";
    INPUT_TYPE:
        "The driver refuses the value: `input parameter type mismatch`.",
        "Connect values of one type, or convert inside a component.",
        "backend/src/v2/driver/resolve.go";
    INPUT_CONVERSION:
        "The driver makes text of anything and has one kind of number, so this runs. The SDK refuses to compile it.",
        "Declare the type that the value has.",
        "backend/src/v2/driver/resolve.go; sdk/python/kfp/dsl/types/type_utils.py";
    CONSTANT_TYPE:
        "The driver refuses the constant: `input parameter type mismatch`. For texts it would convert, but the SDK does not write that.",
        "Write a constant of the type of the input.",
        "backend/src/v2/driver/resolve.go";
    CONSTANT_LITERAL:
        "The driver compares the value with the allowed ones and stops the task.",
        "Use one of the allowed values.",
        "backend/src/v2/driver/resolve.go, tried on KFP 2.17";
    INPUT_ARTIFACT:
        "Artifacts fit when their titles and major versions are equal, or one of them is `system.Artifact`.",
        "Connect artifacts of one type, or take `system.Artifact`.",
        "sdk/python/kfp/dsl/types/type_utils.py";
    INPUT_LIST:
        "One artifact and a list of artifacts are different inputs to a component.",
        "Collect the artifacts of a loop for a list; loop over a list for one.",
        "sdk/python/kfp/dsl/types/type_utils.py";
    SELECTOR:
        "KFP evaluates the selector as CEL over the text of the value. Only paths of keys and positions, which is what the SDK writes, can be checked and lowered.",
        "Write `parseJson(string_value)[\"key\"]`.",
        "backend/src/v2/expression/expression.go";
    OMITTED_INPUT:
        "KFP 2.17 does not hand defaults to containers: one whose command line uses an omitted input fails with `parameter not found in executor input`. An input that has a default and is not optional stops the driver.",
        "Give the default explicitly as a constant of the task.",
        "kubeflow/pipelines issue 12598, tried on KFP 2.17";
    OLD_VALUE:
        "The field is of KFP before 2.0: `constantValue`, `runtimeParameter` of a task, `type` of a parameter, `schemaUri` of an artifact. KFP 2 reads the file and then fails, or takes the value for missing.",
        "Compile the pipeline again, or write the field that took its place: `constant`, `componentInputParameter`, `parameterType`, `schemaTitle`.",
        "backend/src/v2/driver/resolve.go; backend/src/v2/component/launcher_v2.go";
    ITEM_KEY:
        "The part is selected when the task runs, and a map without the key stops the driver. The SDK does not look at the items, even if they are written out.",
        "Give every item the key, or use one that all have.",
        "backend/src/v2/expression/expression.go";
    FLAT_LIST:
        "The driver collects the values of a loop inside a loop in one flat list, whatever the SDK declares: the consumer cannot tell which outer item a value belongs to.",
        "Put what belongs together into one value inside the inner loop.",
        "backend/src/v2/driver/resolve.go, tried on KFP 2.17";
}
