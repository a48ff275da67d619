//! The Kubernetes objects around the templates: a run, a template of runs, or runs by the clock.

use kfp_ir::path::IrPath;

use crate::lower::Context;
use crate::model::{
    Arguments, ArtifactRepositoryRef, Capabilities, CronSpec, CronWorkflow, LocalObjectReference, Manifest,
    Metadata, PodGcSpec, SeccompProfile, SecurityContext, Template, TemplateRef, TtlStrategy, Workflow,
    WorkflowSpec,
};
use crate::names;
use crate::options::{ObjectKind, Options, Schedule, Security};

/// What an API server may append to a generated name has to fit into 63 characters, too.
const LONGEST_PREFIX: usize = 57;
const LONGEST_NAME: usize = 63;
/// The controller appends the time to the names of the runs.
const LONGEST_CRON: usize = 52;

pub(super) const API: &str = "argoproj.io/v1alpha1";

/// The objects, in the order in which they are applied.
pub(super) fn manifests(
    cx: &mut Context<'_>,
    entrypoint: &str,
    arguments: Arguments,
    templates: Vec<Template>,
) -> Vec<Manifest> {
    if let ObjectKind::CronWorkflow(schedule) = &cx.options.kind {
        check_schedule(cx, schedule, &arguments);
    }
    let spec = spec(cx, entrypoint, arguments, templates);
    let object = |kind: &'static str, metadata: Metadata, spec: WorkflowSpec| {
        Manifest::Workflow(Box::new(Workflow { api_version: API, kind, metadata, spec }))
    };
    match &cx.options.kind {
        ObjectKind::Workflow => vec![object("Workflow", run_metadata(cx), spec)],
        ObjectKind::WorkflowTemplate => {
            vec![object("WorkflowTemplate", metadata(cx, LONGEST_NAME, false), spec)]
        }
        ObjectKind::ClusterWorkflowTemplate => {
            vec![object("ClusterWorkflowTemplate", metadata(cx, LONGEST_NAME, true), spec)]
        }
        ObjectKind::CronWorkflow(schedule) => {
            let schedule = schedule.clone();
            let metadata = metadata(cx, LONGEST_CRON, false);
            let runs = Metadata {
                labels: metadata.labels.clone(),
                annotations: metadata.annotations.clone(),
                ..Metadata::default()
            };
            vec![Manifest::CronWorkflow(Box::new(CronWorkflow {
                api_version: API,
                kind: "CronWorkflow",
                metadata,
                spec: cron_spec(schedule, runs, spec),
            }))]
        }
        ObjectKind::TemplateAndRun { cluster } => {
            let cluster = *cluster;
            let kind = if cluster { "ClusterWorkflowTemplate" } else { "WorkflowTemplate" };
            let metadata = metadata(cx, LONGEST_NAME, cluster);
            let name = metadata.name.clone().unwrap_or_default();
            let run = Metadata {
                name: None,
                generate_name: Some(names::object(&name, LONGEST_PREFIX) + "-"),
                namespace: cx.options.namespace.clone(),
                ..metadata.clone()
            };
            let reference = TemplateRef { name, cluster_scope: cluster };
            let tiny = WorkflowSpec { workflow_template_ref: Some(reference), ..WorkflowSpec::default() };
            vec![object(kind, metadata, spec), object("Workflow", run, tiny)]
        }
    }
}

fn cron_spec(schedule: Schedule, runs: Metadata, workflow_spec: WorkflowSpec) -> CronSpec {
    CronSpec {
        schedules: schedule.cron,
        timezone: schedule.timezone,
        concurrency_policy: schedule.concurrency.name(),
        starting_deadline_seconds: schedule.starting_deadline_seconds,
        suspend: schedule.suspend,
        successful_jobs_history_limit: schedule.successful_history,
        failed_jobs_history_limit: schedule.failed_history,
        workflow_metadata: (runs != Metadata::default()).then_some(runs),
        workflow_spec,
    }
}

fn check_schedule(cx: &mut Context<'_>, schedule: &Schedule, arguments: &Arguments) {
    let path = IrPath::new(["root", "inputDefinitions", "parameters"]);
    for parameter in arguments.parameters.iter().filter(|p| p.value.is_none()) {
        cx.report.error(
            "AR120",
            &path,
            format!("nobody gives `{}` a value when the workflow runs by the clock", parameter.name),
            "set it when the workflow is made",
        );
    }
    if schedule.cron.is_empty() {
        let help = "name a time such as `0 3 * * *`: minute, hour, day, month, weekday";
        cx.report.error("AR120", IrPath::default(), "the cron workflow has no schedule", help);
    }
    for cron in &schedule.cron {
        let fields = cron.split_whitespace().count();
        let standard = fields == 5 || (cron.starts_with('@') && fields >= 1);
        if !standard {
            let help = "write minute, hour, day, month and weekday, such as `0 3 * * *`";
            cx.report.error("AR120", IrPath::default(), format!("`{cron}` is no schedule"), help);
        }
    }
}

/// The specification of a run.
pub(super) fn spec(
    cx: &mut Context<'_>,
    entrypoint: &str,
    arguments: Arguments,
    templates: Vec<Template>,
) -> WorkflowSpec {
    let options = cx.options;
    let config = cx.kubernetes.pipeline;
    let seconds = |n: i32| (n > 0).then_some(n);
    let mut ttl = TtlStrategy {
        seconds_after_completion: options.ttl_seconds,
        seconds_after_success: options.ttl_success_seconds,
        seconds_after_failure: options.ttl_failure_seconds,
    };
    if let Some(config) = config {
        let own = TtlStrategy {
            seconds_after_completion: seconds(config.resource_ttl_on_completion),
            seconds_after_success: seconds(config.resource_ttl_on_success),
            seconds_after_failure: seconds(config.resource_ttl_on_failure),
        };
        ttl = if own == TtlStrategy::default() { ttl } else { own };
    }
    let store = options.store.repository.clone();
    WorkflowSpec {
        workflow_template_ref: None,
        entrypoint: entrypoint.to_owned(),
        arguments,
        service_account_name: options.service_account.clone(),
        security_context: of_pods(options),
        image_pull_secrets: cx
            .image_pull_secrets()
            .into_iter()
            .map(|name| LocalObjectReference { name })
            .collect(),
        artifact_repository_ref: store.map(|(config_map, key)| ArtifactRepositoryRef { config_map, key }),
        parallelism: options.parallelism,
        priority: options.priority,
        active_deadline_seconds: config.and_then(|c| seconds(c.active_deadline_seconds)).map(i64::from),
        ttl_strategy: (ttl != TtlStrategy::default()).then_some(ttl),
        pod_gc: options.pod_gc.map(|gc| PodGcSpec { strategy: gc.name() }),
        archive_logs: options.archive_logs,
        hooks: cx.run_hooks.clone(),
        volume_claim_templates: cx.workspace_claims(),
        templates,
    }
}

fn default_seccomp() -> SeccompProfile {
    SeccompProfile { r#type: "RuntimeDefault".to_owned() }
}

/// The rights of all pods.
fn of_pods(options: &Options) -> Option<SecurityContext> {
    let restricted = options.security == Security::Restricted;
    let context = SecurityContext {
        run_as_user: options.run_as_user,
        run_as_non_root: restricted.then_some(true),
        seccomp_profile: restricted.then(default_seccomp),
        ..SecurityContext::default()
    };
    (context != SecurityContext::default()).then_some(context)
}

/// The rights of a container: what the pipeline says, and the defaults of the workflow.
pub(super) fn of_container(options: &Options, own: Option<SecurityContext>) -> Option<SecurityContext> {
    if options.security == Security::Cluster {
        return own;
    }
    let own = own.unwrap_or_default();
    Some(SecurityContext {
        allow_privilege_escalation: Some(false),
        capabilities: Some(Capabilities { drop: vec!["ALL".to_owned()] }),
        seccomp_profile: Some(default_seccomp()),
        ..own
    })
}

/// The name of an object, when the options fix one, or the kind needs one.
fn name(cx: &mut Context<'_>, longest: usize) -> Option<String> {
    let name = cx.options.name.clone()?;
    let sound = names::object(&name, longest);
    if sound != name {
        let help = format!("choose `{sound}`: lower-case letters, digits and hyphens, at most {longest}");
        let message = format!("`{name}` is no name for a workflow");
        cx.report.error("AR120", IrPath::new(["pipelineInfo", "name"]), message, &help);
    }
    Some(name)
}

fn pipeline_name(cx: &Context<'_>, longest: usize) -> String {
    let name = cx.pipeline.pipeline_info.as_ref().map(|info| info.name.as_str()).unwrap_or_default();
    names::object(name.rsplit('/').next().unwrap_or_default(), longest)
}

/// What objects of this pipeline are called.
pub(super) fn base_name(cx: &Context<'_>) -> String {
    cx.options.name.clone().unwrap_or_else(|| pipeline_name(cx, LONGEST_NAME))
}

/// The metadata of an object that is not one run.
fn metadata(cx: &mut Context<'_>, longest: usize, cluster: bool) -> Metadata {
    let name = name(cx, longest).unwrap_or_else(|| pipeline_name(cx, longest));
    let namespace = cx.options.namespace.clone().filter(|_| !cluster);
    Metadata { name: Some(name), namespace, ..described(cx) }
}

fn run_metadata(cx: &mut Context<'_>) -> Metadata {
    let name = name(cx, LONGEST_NAME);
    let generate_name = name.is_none().then(|| pipeline_name(cx, LONGEST_PREFIX) + "-");
    Metadata { name, generate_name, namespace: cx.options.namespace.clone(), ..described(cx) }
}

fn described(cx: &Context<'_>) -> Metadata {
    let options = cx.options;
    let mut annotations = options.annotations.clone();
    let plain = |text: &String| !text.is_empty() && !text.contains("{{");
    let info = cx.pipeline.pipeline_info.iter();
    let texts = info.flat_map(|i| [("title", &i.display_name), ("description", &i.description)]);
    for (key, text) in texts.filter(|(_, text)| plain(text)) {
        annotations.entry(format!("workflows.argoproj.io/{key}")).or_insert_with(|| text.clone());
    }
    Metadata { labels: options.labels.clone(), annotations, ..Metadata::default() }
}
