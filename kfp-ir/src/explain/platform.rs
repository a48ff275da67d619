//! What the codes of platform settings, sharing, order and size mean.

super::explanations! {
    PLATFORM_LABEL:
        "Settings are found by the label of an executor; these are never used.",
        "Correct the label.",
        "backend/src/v2/compiler/argocompiler/argo.go";
    PLATFORM_VALUE:
        "Kubernetes refuses the pod, or KFP's driver the setting.",
        "Use a value that the message or Kubernetes' reference allows.",
        "backend/src/v2/driver/k8s.go; Kubernetes core/v1 validation";
    PLATFORM_IGNORED:
        "The field is in KFP's protobuf file, and neither SDK nor driver does anything with it.",
        "Remove it.",
        "backend/src/v2/driver/k8s.go; kubeflow/pipelines issue 13810";
    PLATFORM_UNKNOWN:
        "The field is of a later KFP. This one refuses the settings as a whole.",
        "Run a later KFP, or remove it.",
        "kubernetes_executor_config.proto after 2.17.0";
    PIPELINE_CONFIG:
        "KFP refuses the configuration, or makes no workspace without a word.",
        "Follow the help.",
        "backend/src/v2/compiler/argocompiler/argo.go";
    KUBERNETES_NAME:
        "No object of that name can exist in a cluster, so the pod waits for it without end or is refused. The SDK does not look.",
        "Use the name of the object in the cluster: small letters, digits, `-` and, but for volumes, `.`.",
        "Kubernetes apimachinery/pkg/util/validation";
    KUBERNETES_LABEL:
        "Kubernetes refuses a pod with it: labels have 63 characters at most, and few kinds of them.",
        "Shorten it or replace the characters; annotations take any text as value.",
        "Kubernetes apimachinery/pkg/api/validation";
    MOUNTS:
        "Kubernetes refuses a pod in which two volumes have one name, or one place.",
        "Rename or move one of them.",
        "Kubernetes core/v1 validation";
    ARGO_ONLY:
        "An approval is a suspended node and a resource step an action of Argo's executor; KFP has neither, and starts containers only.",
        "Give the executor an image and a command that do the same, or run the pipeline on Argo.",
        "argo-workflows fields, SuspendTemplate and ResourceTemplate; backend/src/v2/compiler/argocompiler";
    TWO_LOOPS:
        "KFP names the template of a loop after the component; a second one fails with `template already exists`.",
        "Give each loop a component of its own.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    SHARED_RETRY:
        "The tasks inside a graph inherit the retries of the task that runs it, and KFP fixes that when it first visits the graph.",
        "Give each of the tasks a component of its own.",
        "backend/src/v2/compiler/argocompiler/dag.go";
    SAME_CONTAINER:
        "KFP stores the interface of a component under the hash of its container. Of two components with equal containers the first interface counts for both: defaults, types and outputs are mixed up. Input artifacts do not count, as KFP takes them from the task; whether a parameter is optional counts where a task leaves it out.",
        "Make the containers differ, for example by an environment variable.",
        "backend/src/v2/compiler/argocompiler/argo.go, saveComponentSpec";
    TEMPLATE_NAME:
        "Components become templates of their own names; KFP fails when it adds its own template of that name.",
        "Rename the component, as the SDK does: `comp-..`.",
        "backend/src/v2/compiler/argocompiler";
    TASK_CYCLE:
        "None of the tasks can start. Argo refuses the workflow.",
        "Leave one of the dependencies out.",
        "argo-workflows workflow/validate/validate.go";
    COMPONENT_CYCLE:
        "A graph that contains itself never ends. KFP does not look, and its compiler overflows.",
        "Break the circle; for repetition use a loop.",
        "backend/src/v2/compiler/visitor.go";
    SIZE:
        "A cluster stores about 1.5 MB for an object, and KFP's workflow holds every component, command line and task. The run then fails to start, or stops when its status grows.",
        "Loop over data instead of writing tasks out, share components, keep source code in the image, or split the pipeline.",
        "kubeflow/pipelines issue 13738; etcd limits";
    MANY_ITEMS:
        "KFP starts a driver for each item and pods for the tasks in it, and keeps each in the status of the workflow; beyond some thousand it becomes slow or too large.",
        "Put several items into one.",
        "kubeflow/pipelines issues 12131, 14337";
}
