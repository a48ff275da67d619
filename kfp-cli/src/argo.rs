//! The command `argo`.

use kfp_app::cli::{Exit, Row, Terminal, argo_command, count, grouped, quote, table};
use kfp_app::{Error, Kind, Problem, write_all};
use kfp_argo::{ArtifactStore, Concurrency, Differences, Memoize, ObjectKind, Options, Schedule};
use kfp_ir::Document;
use kfp_ir::model::ParameterType;

use crate::args::{ArgoArgs, KindName, LossFormat};
use crate::input::{Checked, checked, refused};
use crate::report::show;

pub(crate) fn run(args: &ArgoArgs, terminal: &mut Terminal<'_>) -> Result<Exit, Error> {
    let Checked { input, document, info } =
        checked(&args.file, kfp_app::engine_of(args.profile), &args.params, args.lock.as_deref(), terminal)?;
    let invalid = |findings| Error { kind: Kind::Invalid, problems: input.problems(findings) };
    let result = kfp_argo::lower(&document, &info, &options(args));
    let differences = Differences::of(&result);
    if let Some(format) = args.report {
        terminal.out(match format {
            LossFormat::Text => differences.text(),
            LossFormat::Json => format!("{:#}\n", differences.json()),
            LossFormat::Markdown => differences.markdown(),
        })?;
    }
    let denied = args.deny_loss && !differences.is_exact();
    let lowered = match result {
        Ok(lowered) => lowered,
        Err(errors) => {
            show(&input.problems(kfp_app::unlowered(errors)), Some(&input), terminal);
            return Err(refused("Argo cannot run", &input));
        }
    };
    let losses = if denied { kfp_app::all_losses(&lowered) } else { kfp_app::losses(&lowered) };
    if args.report.is_none() || denied {
        show(&grouped(input.problems(losses)), Some(&input), terminal);
    }
    if denied {
        return Err(refused("Argo would not run as KFP does", &input));
    }
    let text = kfp_argo::to_yaml(&lowered.manifests).map_err(|e| invalid(vec![e.into()]))?;
    if args.out.as_os_str() == "-" {
        if args.report.is_none() {
            terminal.out(text)?;
        }
        return Ok(Exit::Ok);
    }
    write_all([(args.out.as_path(), text.as_bytes())])?;
    let row =
        Row { path: args.out.display().to_string(), counts: count::argo(&text).ok(), bytes: text.len() };
    if args.report.is_some() {
        return Ok(Exit::Ok);
    }
    if args.kind != KindName::Workflow {
        terminal.out(table(&[row], false))?;
        return Ok(Exit::Ok);
    }
    let command = argo_command(&quote(args.out.as_os_str()), required(&document));
    terminal.out(format!("{}\nTo run it:\n  {command}\n", table(&[row], false)))?;
    Ok(Exit::Ok)
}

/// Whether options of a cron workflow were typed for one, and it has a time to run at. A file of options may hold those
/// of several kinds.
///
/// # Errors
/// The option that has no effect, or the one that is missing.
pub(crate) fn schedule_fits(typed: &ArgoArgs, options: &ArgoArgs) -> Result<(), Error> {
    let usage = |message: String, help| Err(Error::new(Kind::Usage, Problem::new(message).help(help)));
    if options.kind == KindName::Cron {
        if options.schedule.is_empty() {
            return usage(
                "a cron workflow needs `--schedule`".to_owned(),
                "name a time such as `0 3 * * *`: minute, hour, day, month, weekday",
            );
        }
        return Ok(());
    }
    let given = [
        ("--schedule", !typed.schedule.is_empty()),
        ("--timezone", typed.timezone.is_some()),
        ("--concurrency", typed.concurrency != Concurrency::default()),
        ("--starting-deadline", typed.starting_deadline.is_some()),
        ("--suspend", typed.suspend),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((option, _)) => {
            usage(format!("`{option}` is for cron workflows"), "add `--kind cron`, or leave it out")
        }
        None => Ok(()),
    }
}

/// The inputs without defaults, and their types.
fn required(document: &Document) -> impl Iterator<Item = (&str, ParameterType)> {
    let inputs = document.pipeline.root.as_ref().and_then(|root| root.input_definitions.as_ref());
    let parameters = inputs.into_iter().flat_map(|inputs| &inputs.parameters);
    let required = parameters.filter(|(_, input)| input.default_value.is_none() && !input.is_optional);
    required.map(|(name, input)| (name.as_str(), input.parameter_type))
}

fn options(args: &ArgoArgs) -> Options {
    Options {
        profile: args.profile,
        name: args.name.clone(),
        namespace: args.namespace.clone(),
        labels: args.labels.iter().cloned().collect(),
        annotations: args.annotations.iter().cloned().collect(),
        service_account: args.service_account.clone(),
        image_pull_secrets: args.image_pull_secrets.clone(),
        store: ArtifactStore {
            scheme: args.scheme,
            bucket: args.bucket.clone(),
            prefix: args.prefix.trim_matches('/').to_owned(),
            repository: args.repository.clone(),
        },
        kind: kind(args),
        ttl_seconds: args.ttl,
        ttl_success_seconds: args.ttl_success,
        ttl_failure_seconds: args.ttl_failure,
        pod_gc: args.pod_gc,
        archive_logs: args.archive_logs,
        security: args.security,
        run_as_user: args.run_as_user,
        parallelism: args.parallelism,
        priority: args.priority,
        memoize: args.memoize.then(|| Memoize {
            max_age: args.memoize_max_age,
            cache: args.memoize_cache.clone(),
            shards: args.memoize_shards,
        }),
        ..Options::default()
    }
}

fn kind(args: &ArgoArgs) -> ObjectKind {
    match args.kind {
        KindName::Workflow => ObjectKind::Workflow,
        KindName::Template => ObjectKind::WorkflowTemplate,
        KindName::ClusterTemplate => ObjectKind::ClusterWorkflowTemplate,
        KindName::Cron => ObjectKind::CronWorkflow(Schedule {
            timezone: args.timezone.clone(),
            concurrency: args.concurrency,
            starting_deadline_seconds: args.starting_deadline,
            suspend: args.suspend,
            ..Schedule::of(args.schedule.clone())
        }),
        KindName::Secure => ObjectKind::TemplateAndRun { cluster: false },
        KindName::ClusterSecure => ObjectKind::TemplateAndRun { cluster: true },
    }
}
