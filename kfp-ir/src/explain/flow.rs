//! What the codes of conditions, loops, outputs and exit tasks mean.

super::explanations! {
    CONDITION_TEXT:
        "KFP compiles the condition as CEL when the task is due; one that cannot be read fails the driver, long after the upload. The SDK writes such conditions: it does not escape quotes in texts, and quotes whole expressions when it compares a number with text.",
        "Escape quotes and backslashes in texts; compare values of one type.",
        "backend/src/v2/expression/expression.go; kubeflow/pipelines issue 11035";
    CONDITION_FORM:
        "It may be valid CEL, but is beyond comparisons, `&&`, `||` and `!`, so nothing can be said about its inputs and types.",
        "Compute the value in a component and compare its output.",
        "this toolkit";
    CONDITION_INPUT:
        "A condition reads the inputs of its own task. CEL fails with `no such key` for others.",
        "Give the value to the task as an input.",
        "backend/src/v2/driver/driver.go";
    CONDITION_TYPES:
        "CEL has no comparison between these types and fails at run time, or, for `==`, is always false.",
        "Compare values of one type; cast numbers with `int(..)` or `double(..)`.",
        "cel-spec, standard definitions";
    TWO_ITERATORS:
        "KFP refuses a task that loops over parameters and over artifacts.",
        "Nest two graphs, each with one loop.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    ARTIFACT_ITERATOR:
        "KFP fails to compile the pipeline: `artifact iterator not implemented yet`.",
        "Loop over a list of parameters, such as the addresses of the artifacts.",
        "backend/src/v2/compiler/argocompiler/dag.go; kubeflow/pipelines issue 12033";
    ITERATOR_FORM:
        "An iterator needs its items, from one place, and the input that takes an item.",
        "Give `items` either `raw` or `inputParameter`, and `itemInput`.",
        "pipeline_spec.proto";
    ITEM_INPUT:
        "The items go to an input that the component does not have.",
        "Correct the name, or declare the input.",
        "backend/src/v2/driver/resolve.go";
    RAW_ITEMS:
        "The driver parses `raw` as JSON and loops over the list in it.",
        "Write a JSON list: `[1, 2]`.",
        "backend/src/v2/driver/util.go";
    ITEM_TYPE:
        "Every item is compared with the type of the input it fills, and the iteration of the wrong one fails.",
        "Make all items of the type of the input.",
        "backend/src/v2/driver/resolve.go";
    ITEMS_INPUT:
        "The loop reads its list from an input of its own task; that input is missing or can hold no list.",
        "Give the list to the task as an input of type LIST.",
        "backend/src/v2/driver/resolve.go";
    NO_ITEMS:
        "A loop over an empty list succeeds without running anything, and what it collects is an empty list.",
        "Remove the loop, or fill the list.",
        "sdk/python/kfp/dsl/for_loop.py";
    PARALLELISM:
        "The limit is a number of iterations at a time.",
        "Leave it out for no limit.",
        "sdk/python/kfp/dsl/tasks_group.py";
    IDLE_POLICY:
        "Only tasks with an iterator have iterations to limit.",
        "Remove the policy, or add the iterator.",
        "pipeline_spec.proto";
    OUTPUT_UNDECLARED:
        "Only declared outputs of a graph can be used outside.",
        "Declare it in `outputDefinitions`.",
        "backend/src/v2/driver/resolve.go";
    OUTPUT_WITHOUT_SOURCE:
        "The output is promised and never has a value: who reads it fails.",
        "Name the task that gives it in `dag.outputs`, or remove it.",
        "sdk/python/kfp/compiler/pipeline_spec_builder.py";
    OUTPUT_SOURCE:
        "An output of a graph comes from one task, or from the first of several that ran.",
        "Give it `valueFromParameter`, or `valueFromOneof` with selectors; artifacts, at least one of `artifactSelectors`.",
        "pipeline_spec.proto";
    OUTPUT_TASK:
        "The source is not a task of this graph.",
        "Correct the name.",
        "backend/src/v2/driver/resolve.go";
    OUTPUT_KEY:
        "The component of the source task does not declare that output.",
        "Correct the name.",
        "backend/src/v2/driver/resolve.go";
    OUTPUT_TYPE:
        "What comes out has another type than what is declared, and the consumer is checked against the declaration.",
        "Declare the type of the source.",
        "sdk/python/kfp/compiler/pipeline_spec_builder.py";
    OUTPUT_BRANCHES:
        "The conditions of the sources leave a case in which none runs. The SDK does not check that `OneOf` names every branch; the consumer then fails at run time.",
        "Add the output of the missing branch, or an `otherwise`.",
        "backend/src/v2/driver/resolve.go";
    OUTPUT_LIST:
        "The SDK declares a list for what a branch computes from a collected list, although the value is none. Engines do not look.",
        "Declare the type that the value has.",
        "sdk/python/kfp/compiler/pipeline_spec_builder.py";
    STATUS_STRATEGY:
        "A task that runs only after success never sees a failure, which the final status is for. The SDK refuses it.",
        "Set `triggerPolicy.strategy` to `ALL_UPSTREAM_TASKS_COMPLETED`.",
        "sdk/python/kfp/compiler/pipeline_spec_builder.py";
    STATUS_PRODUCER:
        "KFP takes the status of the first of the tasks it waits for, in alphabetical order, whatever the input names.",
        "Let the task wait for that one task only.",
        "backend/src/v2/driver/resolve.go";
    TWO_EXIT_TASKS:
        "A task has one hook. Of several tasks that run after its failure, KFP keeps the last.",
        "Put them into one graph.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    EXIT_INPUT:
        "When the producer failed there is no value, and the driver stops the task that should have run all the same.",
        "Make the input optional, with a default.",
        "sdk/python/kfp/dsl/pipeline_task.py";
    EXIT_EACH:
        "KFP starts a task that runs after failures from a hook at the end of each task that it waits for: it runs as many times as it waits for tasks, and at the end of a loop, an importer or a volume claim not at all.",
        "Put what it waits for into one graph, such as an exit handler, and let it wait for that.",
        "backend/src/v2/compiler/argocompiler/dag.go";
}
