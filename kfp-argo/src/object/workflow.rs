//! The four kinds of objects and what belongs to a whole workflow.

use kfp_ir::model::Value;

use crate::object::message::objects;
use crate::object::{
    Affinity, Arguments, ConfigMapKeySelector, Container, HostAlias, LabelSelector, LifecycleHook,
    LocalObjectReference, Map, Metrics, ObjectMeta, PersistentVolumeClaim, PodDNSConfig,
    PodDisruptionBudgetSpec, PodResourceClaim, PodSecurityContext, ResourceRequirements, RetryStrategy,
    Template, Toleration, Volume,
};

objects! {
    /// A run.
    Workflow {
        api_version: String = "apiVersion";
        kind: String = "kind";
        metadata: ObjectMeta = "metadata";
        spec: WorkflowSpec = "spec";
        status: Value = "status";
    }

    /// A workflow, or templates for others, to be referred to by name.
    WorkflowTemplate {
        api_version: String = "apiVersion";
        kind: String = "kind";
        metadata: ObjectMeta = "metadata";
        spec: WorkflowSpec = "spec";
    }

    /// The same for all namespaces.
    ClusterWorkflowTemplate {
        api_version: String = "apiVersion";
        kind: String = "kind";
        metadata: ObjectMeta = "metadata";
        spec: WorkflowSpec = "spec";
    }

    /// Runs at certain times.
    CronWorkflow {
        api_version: String = "apiVersion";
        kind: String = "kind";
        metadata: ObjectMeta = "metadata";
        spec: CronWorkflowSpec = "spec";
        status: Value = "status";
    }

    /// When it runs, and what.
    CronWorkflowSpec {
        concurrency_policy: String = "concurrencyPolicy";
        failed_jobs_history_limit: i64 = "failedJobsHistoryLimit";
        schedules: Vec<String> = "schedules";
        starting_deadline_seconds: i64 = "startingDeadlineSeconds";
        stop_strategy: StopStrategy = "stopStrategy";
        successful_jobs_history_limit: i64 = "successfulJobsHistoryLimit";
        suspend: bool = "suspend";
        timezone: String = "timezone";
        when: String = "when";
        workflow_metadata: ObjectMeta = "workflowMetadata";
        workflow_spec: WorkflowSpec = "workflowSpec";
    }

    /// When a cron workflow stops for good.
    StopStrategy {
        expression: String = "expression";
    }

    /// Templates, where to begin, and what holds for all pods.
    WorkflowSpec {
        active_deadline_seconds: i64 = "activeDeadlineSeconds";
        affinity: Affinity = "affinity";
        archive_logs: bool = "archiveLogs";
        arguments: Arguments = "arguments";
        artifact_gc: WorkflowLevelArtifactGc = "artifactGC";
        artifact_repository_ref: ArtifactRepositoryRef = "artifactRepositoryRef";
        automount_service_account_token: bool = "automountServiceAccountToken";
        dns_config: PodDNSConfig = "dnsConfig";
        dns_policy: String = "dnsPolicy";
        entrypoint: String = "entrypoint";
        executor: ExecutorConfig = "executor";
        executor_plugins: Vec<ExecutorPlugin> = "executorPlugins";
        hooks: Map<LifecycleHook> = "hooks";
        host_aliases: Vec<HostAlias> = "hostAliases";
        host_network: bool = "hostNetwork";
        image_pull_secrets: Vec<LocalObjectReference> = "imagePullSecrets";
        metrics: Metrics = "metrics";
        node_selector: Map<String> = "nodeSelector";
        on_exit: String = "onExit";
        parallelism: i64 = "parallelism";
        pod_disruption_budget: PodDisruptionBudgetSpec = "podDisruptionBudget";
        pod_gc: PodGc = "podGC";
        pod_metadata: Metadata = "podMetadata";
        pod_priority_class_name: String = "podPriorityClassName";
        pod_resources: ResourceRequirements = "podResources";
        pod_spec_patch: String = "podSpecPatch";
        priority: i64 = "priority";
        resource_claims: Vec<PodResourceClaim> = "resourceClaims";
        retry_strategy: RetryStrategy = "retryStrategy";
        scheduler_name: String = "schedulerName";
        security_context: PodSecurityContext = "securityContext";
        service_account_name: String = "serviceAccountName";
        shutdown: String = "shutdown";
        suspend: bool = "suspend";
        synchronization: Synchronization = "synchronization";
        template_defaults: Template = "templateDefaults";
        templates: Vec<Template> = "templates";
        tolerations: Vec<Toleration> = "tolerations";
        ttl_strategy: TtlStrategy = "ttlStrategy";
        volume_claim_gc: VolumeClaimGc = "volumeClaimGC";
        volume_claim_templates: Vec<PersistentVolumeClaim> = "volumeClaimTemplates";
        volumes: Vec<Volume> = "volumes";
        workflow_metadata: WorkflowMetadata = "workflowMetadata";
        workflow_template_ref: WorkflowTemplateRef = "workflowTemplateRef";
    }

    /// The object whose spec a run takes.
    WorkflowTemplateRef {
        cluster_scope: bool = "clusterScope";
        name: String = "name";
    }

    /// Labels and annotations of the runs.
    WorkflowMetadata {
        annotations: Map<String> = "annotations";
        labels: Map<String> = "labels";
        labels_from: Map<LabelValueFrom> = "labelsFrom";
    }

    /// A label that is computed.
    LabelValueFrom {
        expression: String = "expression";
    }

    /// How long a finished workflow stays.
    TtlStrategy {
        seconds_after_completion: i64 = "secondsAfterCompletion";
        seconds_after_failure: i64 = "secondsAfterFailure";
        seconds_after_success: i64 = "secondsAfterSuccess";
    }

    /// When pods are deleted.
    PodGc {
        delete_delay_duration: String = "deleteDelayDuration";
        label_selector: LabelSelector = "labelSelector";
        strategy: String = "strategy";
    }

    /// When claims are deleted.
    VolumeClaimGc {
        strategy: String = "strategy";
    }

    /// When artifacts are deleted, and by which pods.
    WorkflowLevelArtifactGc {
        force_finalizer_removal: bool = "forceFinalizerRemoval";
        pod_metadata: Metadata = "podMetadata";
        pod_spec_patch: String = "podSpecPatch";
        service_account_name: String = "serviceAccountName";
        strategy: String = "strategy";
    }

    /// The entry of a config map that says where artifacts are stored.
    ArtifactRepositoryRef {
        config_map: String = "configMap";
        key: String = "key";
    }

    /// The rights of Argo's own container.
    ExecutorConfig {
        service_account_name: String = "serviceAccountName";
    }

    /// A plugin of the executor.
    ExecutorPlugin {
        metadata: ObjectMeta = "metadata";
        spec: ExecutorPluginSpec = "spec";
    }

    /// What a plugin consists of.
    ExecutorPluginSpec {
        sidecar: ExecutorPluginSidecar = "sidecar";
    }

    /// The container of a plugin.
    ExecutorPluginSidecar {
        automount_service_account_token: bool = "automountServiceAccountToken";
        container: Container = "container";
    }

    /// Locks that have to be held.
    Synchronization {
        mutexes: Vec<Mutex> = "mutexes";
        semaphores: Vec<SemaphoreRef> = "semaphores";
    }

    /// A lock of one holder.
    Mutex {
        database: bool = "database";
        name: String = "name";
        namespace: String = "namespace";
    }

    /// A lock of several holders.
    SemaphoreRef {
        config_map_key_ref: ConfigMapKeySelector = "configMapKeyRef";
        database: SyncDatabaseRef = "database";
        namespace: String = "namespace";
    }

    /// A lock in a database.
    SyncDatabaseRef {
        key: String = "key";
    }

    /// Labels and annotations of pods.
    Metadata {
        annotations: Map<String> = "annotations";
        labels: Map<String> = "labels";
    }
}
