//! What the codes of executors and placeholders mean.

super::explanations! {
    EXECUTOR_KIND:
        "An executor is a container, an importer, a resolver or a custom job: one of them.",
        "Keep exactly one.",
        "pipeline_spec.proto";
    EXECUTOR_UNSUPPORTED:
        "Resolvers are not implemented and custom jobs are of Vertex AI: KFP fails to compile the pipeline.",
        "Use a container.",
        "backend/src/v2/compiler/argocompiler/argo.go";
    IMAGE:
        "A pod cannot start without an image.",
        "Name one.",
        "Kubernetes core/v1, Container";
    NOTHING_TO_RUN:
        "KFP wraps the command in its launcher and so never uses the entry point of the image: there is nothing to start.",
        "Give the container a `command`.",
        "backend/src/v2/component/launcher_v2.go";
    FIRST_ARGUMENT:
        "KFP's launcher runs `command` and `args` as one line. Without a command the first argument is taken for the program.",
        "Give the container the command that its image has as entry point.",
        "backend/src/v2/component/launcher_v2.go";
    ENV_NAME:
        "Kubernetes refuses names that are empty or hold `=`, and of two equal names only one counts.",
        "Rename the variable.",
        "Kubernetes apimachinery/pkg/util/validation";
    QUANTITY:
        "Kubernetes refuses a pod with an amount it cannot read. `GB` is none of its units, `G` and `Gi` are.",
        "Write a number with a unit of Kubernetes: `500m`, `1.5Gi`.",
        "Kubernetes apimachinery/pkg/api/resource";
    REQUEST_LIMIT:
        "Kubernetes refuses a container that requests more than its limit. The SDK does not compare them.",
        "Raise the limit or lower the request.",
        "Kubernetes core/v1, ResourceRequirements";
    LONG_ARGUMENT:
        "Linux does not start a program with an argument of 128 KiB or more. A Python component whose source is that long fails with `argument list too long`.",
        "Put the text into a file of the image.",
        "Linux, MAX_ARG_STRLEN";
    IGNORED_FIELD:
        "KFP's own backend reads the setting and does nothing with it: `lifecycle`, `defaultPipelineRoot`, `singlePlatformSpecs`.",
        "Remove it, or say the same in another way; the help tells how.",
        "backend/src/v2/compiler/argocompiler";
    IMPORTER_URI:
        "An importer registers one address: a constant, or an input of its component.",
        "Give `artifactUri` one of the two.",
        "backend/src/v2/component/importer_launcher.go";
    IMPORTER_CONDITION:
        "KFP refuses it: importers have no driver that could evaluate a condition.",
        "Put the importer into a graph and the condition on the task of that graph.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    IMPORTER_ORDER:
        "KFP writes no dependencies for importers: it runs at once.",
        "Import from an address that exists before the run, or put the importer into a graph that waits.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    IMPORTER_LOOP:
        "KFP's importer does not know its iteration, and every one of them writes the same place.",
        "Import before the loop, or read the address in a container.",
        "kubeflow/pipelines issues 12033, 10860";
    IMPORTER_SOURCE:
        "The importer looks its address up among the inputs of the graph and does not find outputs of tasks beside it.",
        "Put the importer into a graph and give that the address.",
        "backend/src/v2/component/importer_launcher.go";
    IMAGE_NAME:
        "Kubernetes makes the pod and cannot pull: `InvalidImageName`. A path has small letters only, a tag no blanks, and there is no scheme.",
        "Write `registry/path/name:tag`.",
        "distribution/reference, grammar";
    IMPORTER_OUTPUT:
        "KFP looks for the one artifact that the component of an importer gives, and fails in the run when there is none or another.",
        "Declare one output artifact and no more.",
        "backend/src/v2/component/importer_launcher.go";
    IMPORTER_REGISTRY:
        "What lies in a registry (`oci://`) becomes a mounted image: it has to be a model, and is not copied to the workspace.",
        "Import a `system.Model` without `downloadToWorkspace`, or from a bucket.",
        "backend/src/v2/component/importer_launcher.go";
    IMPORTER_TYPE:
        "KFP registers the artifact under the `typeSchema` of the importer and never looks at the type that the component declares, by which its consumers are checked: they are given something else. The SDK writes both from one class.",
        "Give both the same type.",
        "backend/src/v2/component/importer_launcher.go; sdk/python/kfp/dsl/types/type_utils.py";
    PLACEHOLDER_NAME:
        "The text of the placeholder reaches the program, or the driver stops, since the component has no such input or output.",
        "Correct the name, or declare it.",
        "backend/src/v2/component/launcher_v2.go";
    PLACEHOLDER_UNRESOLVED:
        "KFP documents or the SDK writes the placeholder, but the backend does not replace it there: the program receives its text. Values of a run are replaced only as the whole constant of an input.",
        "Follow the help: pass it as the constant of an input, or read it from `{{$}}`.",
        "backend/src/v2/component/launcher_v2.go; backend/src/v2/driver/resolve.go";
    ARGUMENT_UNRESOLVED:
        "`Concat` reaches the program as JSON text, and `IfPresent` is not evaluated for artifacts or beside outputs.",
        "Write one argument with placeholders in it; decide inside the program.",
        "kubeflow/pipelines issues 9486, 8711; pull request 14175";
    PLACEHOLDER_UNKNOWN:
        "It begins as a placeholder does and is none: a misspelt one, or one of Vertex AI.",
        "Correct it. Text that must begin so cannot be passed.",
        "sdk/python/kfp/dsl/placeholders.py";
    ARGO_EXPANDS:
        "All texts of a pipeline travel in the workflow, where Argo replaces `{{workflow.name}}`, `{{=1+1}}` and the like before KFP sees them: constants, defaults, loop items, command lines, source code. An expression that cannot be read fails the run.",
        "Put something between the two braces, or read the text from a file of the image.",
        "tried on KFP 2.17 with Argo 4.0.8";
    WORKSPACE:
        "The workspace is a volume that KFP makes only when `pipelineConfig.workspace` asks for it.",
        "Configure it, or use another volume.",
        "backend/src/v2/driver/driver.go";
}
