//! Templates, the graphs in them, and how they call each other.

use kfp_ir::model::Value;

use crate::object::message::objects;
use crate::object::{
    Affinity, AnyText, Arguments, ArtifactLocation, Container, ContainerSetTemplate, Data, Empty,
    ExecutorConfig, HostAlias, Http, Inputs, LocalObjectReference, Map, Metadata, Outputs, PodResourceClaim,
    PodSecurityContext, ResourceRequirements, ResourceTemplate, ScriptTemplate, Synchronization, Toleration,
    UserContainer, Volume,
};

objects! {
    /// One step: a graph, or one of the kinds of leaves.
    Template {
        active_deadline_seconds: AnyText = "activeDeadlineSeconds";
        affinity: Affinity = "affinity";
        annotations: Map<String> = "annotations";
        archive_location: ArtifactLocation = "archiveLocation";
        automount_service_account_token: bool = "automountServiceAccountToken";
        container: Container = "container";
        container_set: ContainerSetTemplate = "containerSet";
        daemon: bool = "daemon";
        dag: DagTemplate = "dag";
        data: Data = "data";
        executor: ExecutorConfig = "executor";
        fail_fast: bool = "failFast";
        host_aliases: Vec<HostAlias> = "hostAliases";
        http: Http = "http";
        init_containers: Vec<UserContainer> = "initContainers";
        inputs: Inputs = "inputs";
        memoize: Memoize = "memoize";
        metadata: Metadata = "metadata";
        metrics: Metrics = "metrics";
        name: String = "name";
        node_selector: Map<String> = "nodeSelector";
        outputs: Outputs = "outputs";
        parallelism: i64 = "parallelism";
        pending_timeout: String = "pendingTimeout";
        plugin: Value = "plugin";
        pod_resources: ResourceRequirements = "podResources";
        pod_spec_patch: String = "podSpecPatch";
        priority_class_name: String = "priorityClassName";
        resource: ResourceTemplate = "resource";
        resource_claims: Vec<PodResourceClaim> = "resourceClaims";
        retry_strategy: RetryStrategy = "retryStrategy";
        scheduler_name: String = "schedulerName";
        script: ScriptTemplate = "script";
        security_context: PodSecurityContext = "securityContext";
        service_account_name: String = "serviceAccountName";
        sidecars: Vec<UserContainer> = "sidecars";
        steps: Vec<Vec<WorkflowStep>> = "steps";
        suspend: SuspendTemplate = "suspend";
        synchronization: Synchronization = "synchronization";
        timeout: String = "timeout";
        tolerations: Vec<Toleration> = "tolerations";
        volumes: Vec<Volume> = "volumes";
    }

    /// A graph of tasks.
    DagTemplate {
        fail_fast: bool = "failFast";
        target: String = "target";
        tasks: Vec<DagTask> = "tasks";
    }

    /// A call in a graph.
    DagTask {
        arguments: Arguments = "arguments";
        continue_on: ContinueOn = "continueOn";
        dependencies: Vec<String> = "dependencies";
        depends: String = "depends";
        hooks: Map<LifecycleHook> = "hooks";
        inline: Template = "inline";
        name: String = "name";
        on_exit: String = "onExit";
        template: String = "template";
        template_ref: TemplateRef = "templateRef";
        when: String = "when";
        with_items: Vec<Value> = "withItems";
        with_param: String = "withParam";
        with_sequence: Sequence = "withSequence";
    }

    /// A call in a list of steps.
    WorkflowStep {
        arguments: Arguments = "arguments";
        continue_on: ContinueOn = "continueOn";
        hooks: Map<LifecycleHook> = "hooks";
        inline: Template = "inline";
        name: String = "name";
        on_exit: String = "onExit";
        template: String = "template";
        template_ref: TemplateRef = "templateRef";
        when: String = "when";
        with_items: Vec<Value> = "withItems";
        with_param: String = "withParam";
        with_sequence: Sequence = "withSequence";
    }

    /// A template of another object.
    TemplateRef {
        cluster_scope: bool = "clusterScope";
        name: String = "name";
        template: String = "template";
    }

    /// A call that an event causes.
    LifecycleHook {
        arguments: Arguments = "arguments";
        expression: String = "expression";
        template: String = "template";
        template_ref: TemplateRef = "templateRef";
    }

    /// Which results of a task its followers put up with.
    ContinueOn {
        error: bool = "error";
        failed: bool = "failed";
    }

    /// Numbers to loop over.
    Sequence {
        count: AnyText = "count";
        end: AnyText = "end";
        format: String = "format";
        start: AnyText = "start";
    }

    /// A step that waits.
    SuspendTemplate {
        duration: String = "duration";
    }

    /// What happens after a failure.
    RetryStrategy {
        affinity: RetryAffinity = "affinity";
        backoff: Backoff = "backoff";
        expression: String = "expression";
        limit: AnyText = "limit";
        retry_policy: String = "retryPolicy";
    }

    /// The time between attempts.
    Backoff {
        cap: String = "cap";
        duration: String = "duration";
        factor: AnyText = "factor";
        max_duration: String = "maxDuration";
    }

    /// Where the next attempt may run.
    RetryAffinity {
        node_anti_affinity: Empty = "nodeAntiAffinity";
    }

    /// Under which key a result is kept.
    Memoize {
        cache: Cache = "cache";
        key: String = "key";
        max_age: String = "maxAge";
    }

    /// Where results are kept.
    Cache {
        config_map: LocalObjectReference = "configMap";
    }

    /// What is counted.
    Metrics {
        prometheus: Vec<Prometheus> = "prometheus";
    }

    /// One metric.
    Prometheus {
        counter: Counter = "counter";
        gauge: Gauge = "gauge";
        help: String = "help";
        histogram: Histogram = "histogram";
        labels: Vec<MetricLabel> = "labels";
        name: String = "name";
        when: String = "when";
    }

    /// A label of a metric.
    MetricLabel {
        key: String = "key";
        value: String = "value";
    }

    /// A number that grows.
    Counter {
        value: String = "value";
    }

    /// A number that changes.
    Gauge {
        operation: String = "operation";
        realtime: bool = "realtime";
        value: String = "value";
    }

    /// Numbers by size.
    Histogram {
        buckets: Vec<f64> = "buckets";
        value: String = "value";
    }
}
