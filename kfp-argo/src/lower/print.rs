//! From the plan of a graph to the template that is written.

use crate::expr::Expr;
use crate::lower::plan::{Plan, Task};
use crate::lower::source::{ArtifactSource, Carried, Place};
use crate::model::{
    Arguments, Artifact, BucketKey, Dag, DagTask, HttpLocation, Inputs, Parameter, Sequence, Template,
    ValueFrom,
};
use crate::options::Scheme;

/// The graph template.
pub(super) fn graph(plan: Plan, scheme: Scheme) -> Template {
    let target = plan.needs_target().then(|| {
        let names: Vec<&str> = plan.tasks.iter().map(|t| t.name.as_str()).collect();
        names.join(" ")
    });
    let depends: Vec<Option<String>> = plan.tasks.iter().map(|task| depends(task, &plan.tasks)).collect();
    let optional = |name| Artifact { name, optional: true, ..Artifact::default() };
    Template {
        name: plan.name,
        inputs: Inputs {
            parameters: plan.parameters.into_iter().map(Parameter::named).collect(),
            artifacts: plan.artifacts.into_iter().map(optional).collect(),
        },
        outputs: Inputs {
            parameters: plan.outputs.iter().map(|(name, value)| output(name, value)).collect(),
            artifacts: plan
                .artifact_outputs
                .iter()
                .map(|(name, from)| artifact(name, from, scheme))
                .collect(),
        },
        parallelism: plan.parallelism,
        memoize: plan.memoize,
        dag: Some(Dag {
            target,
            tasks: plan.tasks.into_iter().zip(depends).map(|(t, d)| task(t, d, scheme)).collect(),
        }),
        ..Template::default()
    }
}

fn output(name: &str, value: &Expr) -> Parameter {
    let from = match value {
        Expr::Output { task, parameter } => {
            let tag = format!("{{{{tasks.{task}.outputs.parameters.{parameter}}}}}");
            ValueFrom { parameter: Some(tag), ..ValueFrom::default() }
        }
        value => ValueFrom { expression: Some(value.field()), ..ValueFrom::default() },
    };
    Parameter { value_from: Some(Box::new(from)), ..Parameter::named(name) }
}

fn task(task: Task, depends: Option<String>, scheme: Scheme) -> DagTask {
    let parameter = |(name, value): (String, Carried)| Parameter {
        value: Some(match value {
            Carried::Text(text) => text,
            Carried::Tag(expr) => expr.tag(),
        }),
        ..Parameter::named(name)
    };
    DagTask {
        depends,
        name: task.name,
        template: task.template,
        when: task.when.as_ref().map(Expr::tag),
        with_sequence: task.count.as_ref().map(|count| Sequence { count: count.tag() }),
        arguments: Arguments {
            parameters: task.parameters.into_iter().map(parameter).collect(),
            artifacts: task.artifacts.iter().map(|(name, from)| artifact(name, from, scheme)).collect(),
        },
        hooks: task.hooks,
    }
}

/// What has to be over: in KFP a task is left out when a task before it failed or was left out itself.
fn depends(task: &Task, all: &[Task]) -> Option<String> {
    if task.upstream.is_empty() {
        return None;
    }
    let mut text = String::new();
    for before in task.upstream.iter().filter_map(|before| all.get(*before as usize)) {
        let name = before.name.as_str();
        if !text.is_empty() {
            text.push_str(" && ");
        }
        if task.tolerant {
            let phases = ["Succeeded", "Failed", "Errored", "Skipped", "Omitted"];
            text.push('(');
            text.push_str(&phases.map(|phase| format!("{name}.{phase}")).join(" || "));
            text.push(')');
        } else {
            text.push_str(name);
            text.push_str(".Succeeded");
        }
    }
    Some(text)
}

fn artifact(name: &str, from: &ArtifactSource, scheme: Scheme) -> Artifact {
    let mut artifact = Artifact { name: name.to_owned(), optional: true, ..Artifact::default() };
    let key = |artifact: &mut Artifact, key: String| {
        let place = BucketKey { bucket: None, key };
        match scheme {
            Scheme::S3 | Scheme::Minio => artifact.s3 = Some(place),
            Scheme::Gs => artifact.gcs = Some(place),
        }
    };
    match from {
        ArtifactSource::Task { task, artifact: output } => {
            artifact.from = Some(format!("{{{{tasks.{task}.outputs.artifacts.{output}}}}}"));
        }
        ArtifactSource::Input(input) => artifact.from = Some(format!("{{{{inputs.artifacts.{input}}}}}")),
        ArtifactSource::OneOf(choices) => {
            let mut choices = choices
                .iter()
                .map(|(task, artifact)| {
                    (task, Expr::Artifact { task: task.clone(), artifact: artifact.clone() })
                })
                .rev();
            let last = choices.next().map(|(_, artifact)| artifact);
            let chosen = choices.fold(last, |rest, (task, artifact)| {
                rest.map(|rest| Expr::choose(Expr::succeeded(task), artifact, rest))
            });
            artifact.from_expression = chosen.map(|e| e.field());
        }
        ArtifactSource::Below(text) => key(&mut artifact, text.clone()),
        ArtifactSource::Place(Place::Key(text)) => key(&mut artifact, text.print()),
        ArtifactSource::Place(Place::Gcs(bucket, text)) => {
            artifact.gcs = Some(BucketKey { bucket: Some(bucket.print()), key: text.print() });
        }
        ArtifactSource::Place(Place::Http(url)) => artifact.http = Some(HttpLocation { url: url.print() }),
    }
    artifact
}
