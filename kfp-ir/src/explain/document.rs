//! What the codes of pipelines and components mean.

super::explanations! {
    PIPELINE_NAME:
        "KFP's API server wants a name with a small letter or digit in it; the SDK and Kubernetes, where the name begins that of every workflow, want only these and `-`.",
        "Use up to 128 small letters, digits and `-`, starting with a letter or digit.",
        "sdk/python/kfp/compiler/compiler_utils.py; backend/src/apiserver/template/v2_template.go";
    SCHEMA_VERSION:
        "KFP accepts one version of the format and refuses every other when the pipeline is uploaded. Files of KFP 1.x say 2.0.0 and have other fields.",
        "Compile the pipeline again with a KFP 2 compiler.",
        "backend/src/apiserver/template/v2_template.go";
    NO_ROOT:
        "`root.dag` is the pipeline. A component alone is run by a graph with one task.",
        "Add `root` with a `dag`.",
        "backend/src/apiserver/template/v2_template.go";
    NO_TASKS:
        "KFP refuses a graph without a task that starts by itself: tasks with the strategy `ALL_UPSTREAM_TASKS_COMPLETED` are hung on others.",
        "Add a task, or leave the strategy out at tasks that wait for no other.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    ROOT_INPUT:
        "A final status or task configuration is made by the engine; a run that gives one is refused, and this input is required.",
        "Make the input optional, or take it out of the pipeline's inputs.",
        "backend/src/apiserver/template/v2_template.go";
    ONE_OF:
        "The fields are members of one protobuf one-of. KFP's API server refuses the text form; in the binary form the last one silently wins.",
        "Keep one of them.",
        "pipeline_spec.proto; protobuf JSON form";
    COMPONENT_BODY:
        "A component is either a graph of tasks (`dag`) or one executor (`executorLabel`). With none there is nothing to run.",
        "Keep exactly one of the two.",
        "backend/src/v2/compiler/visitor.go";
    EXECUTOR_LABEL:
        "KFP looks the executor up by its label and fails to compile the pipeline when it is not there.",
        "Correct the label, or add the executor to `deploymentSpec.executors`.",
        "backend/src/v2/compiler/visitor.go";
    PARAMETER_TYPE:
        "KFP's driver compares every value with `parameterType` and accepts none without it.",
        "Give the parameter its type.",
        "backend/src/v2/driver/resolve.go";
    DEFAULT_TYPE:
        "The driver passes the default of a graph on and then refuses it, because its type is not the declared one.",
        "Change the default or the type.",
        "backend/src/v2/driver/resolve.go";
    LITERALS:
        "The allowed values are compared with each value as they are; one of another type can never be given, and a default outside of them cannot be used.",
        "Make the values and the default fit the type and each other.",
        "kubeflow/pipelines issues 12601, 12606";
    ARTIFACT_TYPE:
        "The launcher registers an artifact under its type and fails without one, or with an empty one.",
        "Name the type by `schemaTitle`; any artifact is `system.Artifact`.",
        "backend/src/v2/component/launcher_v2.go; backend/src/v2/metadata/client.go";
    LIST_OUTPUT:
        "A container writes one artifact to one place. Lists come from loops, whose graphs collect the outputs of each iteration.",
        "Give one artifact, and collect several with a loop.",
        "sdk/python/kfp/dsl/component_factory.py";
    UNUSED_DEFAULT:
        "Nothing reads the default of a container: KFP leaves an omitted input out, and a Python component uses the default of its own function. SDKs before 2.0 wrote the text of the component file here.",
        "Change the default or the type, so that tools that read it agree.",
        "backend/src/v2/driver/resolve.go; kubeflow/pipelines pull request 8765";
    TASK_CONFIG_LOST:
        "KFP's driver takes the listed settings off the pod and writes them into the inputs of type `TASK_CONFIG`. Without such an input nobody has them: the pod runs without its resources, variables or volumes. The SDK compiles it.",
        "Give the component an input of type `TASK_CONFIG`, set `applyToTask`, or do not list the settings.",
        "backend/src/v2/driver/driver.go, getTaskConfigOptions; backend/src/v2/driver/container.go";
    TASK_CONFIG_IDLE:
        "The driver reads one entry for each kind of setting, the last one, for containers only, and hands them to inputs of type `TASK_CONFIG`. An entry without a kind, one that a later one replaces, and one that no input receives change nothing; an input without entries is always empty.",
        "Write one entry for each kind of setting, and an input that receives them.",
        "backend/src/v2/driver/driver.go, getTaskConfigOptions; backend/src/v2/driver/container.go";
}
