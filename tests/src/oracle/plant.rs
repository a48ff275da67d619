//! Bugs to plant: what a broken compiler would write. The comparison must see every one of them.

use std::collections::BTreeMap;

use kfp_ir::Document;
use kfp_ir::model::platform::kubernetes::KubernetesExecutorConfig;
use kfp_ir::model::{
    ComponentSpec, ContainerSpec, ImporterSpec, ParameterType, PipelineTaskSpec, PlatformExecutor,
    TaskInputParameter, TriggerStrategy, Value as IrValue,
};

/// A bug: changes the document, where it holds what the bug is about; whether it did.
pub type Bug = fn(&mut Document) -> bool;

/// The bugs, by what a compiler would do wrong.
pub const BUGS: &[(&str, Bug)] = &[
    ("turns round an operator of a condition", operator),
    ("forgets the negation of an earlier branch", negation),
    ("forgets a condition", condition),
    ("forgets a task to wait for", dependency),
    ("looks up another field", selector),
    ("reads another output of a task", output_key),
    ("reads the output of another task", producer),
    ("forgets a default", default),
    ("declares another parameter type", parameter_type),
    ("declares an optional input as required", optional),
    ("loops over another input", iterator),
    ("forgets the limit of a loop", limit),
    ("runs an exit task only after success", strategy),
    ("takes the values of branches in another order", one_of),
    ("turns caching round", caching),
    ("forgets to try again", retry),
    ("changes a constant", constant),
    ("gives a container the environment of another", environment),
    ("swaps request and limit", resources),
    ("runs the executor of another component", executor),
    ("writes another word of a command line", word),
    ("forgets the settings of a platform", platform),
    ("shows another name", shown),
    ("hands out another artifact", artifact),
    ("imports another address", address),
    ("imports another type of artifact", imported_type),
    ("takes an artifact that is known for a new one", reimport),
    ("leaves an imported artifact where it is", download),
    ("notes something else about an imported artifact", metadata),
    ("forgets a value in a text", text),
    ("waits for success where a failure is to be ignored", ignored),
    ("reads the name of a secret or config map elsewhere", name),
    ("mounts another claim", claim),
    ("collects another value out of a loop in a loop", collected),
];

fn importer(document: &mut Document, change: impl FnMut(&mut ImporterSpec) -> bool) -> bool {
    let executors = document.pipeline.deployment_spec.iter_mut().flat_map(|d| d.executors.values_mut());
    executors.filter_map(|executor| executor.importer.as_deref_mut()).any(change)
}

fn settings(document: &mut Document, change: impl FnMut(&mut KubernetesExecutorConfig) -> bool) -> bool {
    let platforms = document.platform.iter_mut().flat_map(|platform| platform.platforms.values_mut());
    let executors = platforms
        .flat_map(|platform| &mut platform.deployment_spec)
        .flat_map(|deployment| deployment.executors.values_mut());
    let kubernetes = executors.filter_map(|executor| match executor {
        PlatformExecutor::Kubernetes(config) => Some(config.as_mut()),
        PlatformExecutor::Other(_) | PlatformExecutor::Argo(_) => None,
    });
    kubernetes.into_iter().any(change)
}

fn address(document: &mut Document) -> bool {
    importer(document, |importer| {
        let uri = importer.artifact_uri.as_mut().and_then(|uri| uri.constant.as_mut());
        match uri {
            Some(IrValue::String(uri)) => {
                uri.push('/');
                true
            }
            _ => false,
        }
    })
}

fn imported_type(document: &mut Document) -> bool {
    importer(document, |importer| {
        let title = importer.type_schema.as_mut().and_then(|schema| schema.schema_title.as_mut());
        title.is_some_and(|title| replace(title, "system.", "system.X"))
    })
}

fn reimport(document: &mut Document) -> bool {
    importer(document, |importer| std::mem::take(&mut importer.reimport))
}

fn download(document: &mut Document) -> bool {
    importer(document, |importer| std::mem::take(&mut importer.download_to_workspace))
}

fn metadata(document: &mut Document) -> bool {
    importer(document, |importer| {
        importer.metadata.as_mut().is_some_and(|metadata| metadata.0.pop_first().is_some())
    })
}

/// Texts are constants with placeholders.
fn text(document: &mut Document) -> bool {
    task(document, |task| {
        let inputs = task.inputs.iter_mut().flat_map(|inputs| inputs.parameters.values_mut());
        let mut constants = inputs.filter_map(|input| input.runtime_value.as_mut()?.constant.as_mut());
        constants.any(|constant| match constant {
            IrValue::String(text) => replace(text, "{{$.inputs", "{{$.input"),
            _ => false,
        })
    })
}

fn ignored(document: &mut Document) -> bool {
    task(document, |task| {
        let Some(policy) = &mut task.trigger_policy else { return false };
        let exit = task.dependent_tasks.iter().any(|other| other.starts_with("exit-handler"));
        let all = policy.strategy == TriggerStrategy::AllUpstreamTasksCompleted;
        if all && !exit {
            policy.strategy = TriggerStrategy::default();
        }
        all && !exit
    })
}

/// Reads another input or output, if it is not a constant.
fn elsewhere(name: Option<&mut TaskInputParameter>) -> bool {
    let Some(name) = name else { return false };
    let input = name.component_input_parameter.as_mut();
    let output = name.task_output_parameter.as_mut().map(|output| &mut output.output_parameter_key);
    input.or(output).is_some_and(|key| {
        key.push('x');
        true
    })
}

fn name(document: &mut Document) -> bool {
    settings(document, |config| {
        let secrets = config.secret_as_env.iter_mut().map(|s| s.secret_name_parameter.as_mut());
        let mounted = config.secret_as_volume.iter_mut().map(|s| s.secret_name_parameter.as_mut());
        let maps = config.config_map_as_env.iter_mut().map(|m| m.config_map_name_parameter.as_mut());
        secrets.chain(mounted).chain(maps).any(elsewhere)
    })
}

fn claim(document: &mut Document) -> bool {
    settings(document, |config| {
        config.pvc_mount.iter_mut().any(|mount| elsewhere(mount.pvc_name_parameter.as_mut()))
    })
}

fn collected(document: &mut Document) -> bool {
    let outputs = components(document).flat_map(|c| &mut c.dag).flat_map(|dag| &mut dag.outputs);
    let selectors =
        outputs.flat_map(|o| o.parameters.values_mut()).filter_map(|o| o.value_from_parameter.as_mut());
    let mut of_loops = selectors.filter(|selector| selector.producer_subtask.starts_with("for-loop"));
    of_loops.next().is_some_and(|selector| {
        selector.output_parameter_key.push('x');
        true
    })
}

fn components(document: &mut Document) -> impl Iterator<Item = &mut ComponentSpec> {
    document.pipeline.root.iter_mut().chain(document.pipeline.components.values_mut())
}

/// Changes the first task that can be changed.
fn task(document: &mut Document, change: impl FnMut(&mut PipelineTaskSpec) -> bool) -> bool {
    components(document).flat_map(|c| &mut c.dag).flat_map(|dag| dag.tasks.values_mut()).any(change)
}

fn container(document: &mut Document, change: impl FnMut(&mut ContainerSpec) -> bool) -> bool {
    let executors = document.pipeline.deployment_spec.iter_mut().flat_map(|d| d.executors.values_mut());
    executors.filter_map(|executor| executor.container.as_mut()).any(change)
}

/// Replaces the first occurrence.
fn replace(text: &mut String, from: &str, to: &str) -> bool {
    let found = text.contains(from);
    if found {
        *text = text.replacen(from, to, 1);
    }
    found
}

fn operator(document: &mut Document) -> bool {
    task(document, |task| {
        let Some(policy) = &mut task.trigger_policy else { return false };
        let operators =
            [(" == ", " != "), (" <= ", " < "), (" >= ", " > "), (" < ", " <= "), (" > ", " >= ")];
        operators.iter().any(|(from, to)| replace(&mut policy.condition, from, to))
    })
}

fn negation(document: &mut Document) -> bool {
    task(document, |task| task.trigger_policy.as_mut().is_some_and(|p| replace(&mut p.condition, "!(", "(")))
}

fn condition(document: &mut Document) -> bool {
    task(document, |task| {
        task.trigger_policy.as_mut().is_some_and(|policy| !std::mem::take(&mut policy.condition).is_empty())
    })
}

fn dependency(document: &mut Document) -> bool {
    task(document, |task| task.dependent_tasks.pop().is_some())
}

fn selector(document: &mut Document) -> bool {
    task(document, |task| {
        let inputs = task.inputs.iter_mut().flat_map(|inputs| inputs.parameters.values_mut());
        let mut selectors = inputs.map(|input| &mut input.parameter_expression_selector);
        selectors.any(|selector| replace(selector, "[\"", "[\"x"))
    })
}

fn output_key(document: &mut Document) -> bool {
    task(document, |task| {
        let inputs = task.inputs.iter_mut().flat_map(|inputs| inputs.parameters.values_mut());
        let mut outputs = inputs.filter_map(|input| input.task_output_parameter.as_mut());
        outputs.next().is_some_and(|output| {
            output.output_parameter_key.push('x');
            true
        })
    })
}

fn producer(document: &mut Document) -> bool {
    task(document, |task| {
        let inputs = task.inputs.iter_mut().flat_map(|inputs| inputs.parameters.values_mut());
        let mut outputs = inputs.filter_map(|input| input.task_output_parameter.as_mut());
        outputs.next().is_some_and(|output| {
            output.producer_task.push_str("-2");
            true
        })
    })
}

fn default(document: &mut Document) -> bool {
    components(document)
        .flat_map(|component| &mut component.input_definitions)
        .flat_map(|inputs| inputs.parameters.values_mut())
        .any(|input| input.default_value.take().is_some())
}

fn parameter_type(document: &mut Document) -> bool {
    components(document)
        .flat_map(|component| &mut component.input_definitions)
        .flat_map(|inputs| inputs.parameters.values_mut())
        .any(|input| {
            let integer = input.parameter_type == ParameterType::NumberInteger;
            if integer {
                input.parameter_type = ParameterType::NumberDouble;
            }
            integer
        })
}

fn optional(document: &mut Document) -> bool {
    components(document)
        .flat_map(|component| &mut component.input_definitions)
        .flat_map(|inputs| inputs.parameters.values_mut())
        .any(|input| std::mem::take(&mut input.is_optional))
}

fn iterator(document: &mut Document) -> bool {
    task(document, |task| {
        let items = task.parameter_iterator.as_mut().and_then(|iterator| iterator.items.as_mut());
        let Some(list) = items.and_then(|items| items.input_parameter.as_mut()) else { return false };
        list.push('x');
        true
    })
}

fn limit(document: &mut Document) -> bool {
    task(document, |task| task.iterator_policy.take().is_some())
}

fn strategy(document: &mut Document) -> bool {
    task(document, |task| {
        let Some(policy) = &mut task.trigger_policy else { return false };
        let all = policy.strategy == TriggerStrategy::AllUpstreamTasksCompleted;
        policy.strategy = TriggerStrategy::default();
        all
    })
}

fn one_of(document: &mut Document) -> bool {
    let outputs = components(document).flat_map(|c| &mut c.dag).flat_map(|dag| &mut dag.outputs);
    let mut one_ofs = outputs
        .flat_map(|outputs| outputs.parameters.values_mut())
        .filter_map(|o| o.value_from_oneof.as_mut());
    one_ofs.next().is_some_and(|one_of| {
        one_of.parameter_selectors.reverse();
        true
    })
}

fn caching(document: &mut Document) -> bool {
    task(document, |task| {
        task.caching_options.as_mut().is_some_and(|caching| {
            caching.enable_cache = !caching.enable_cache;
            true
        })
    })
}

fn retry(document: &mut Document) -> bool {
    task(document, |task| task.retry_policy.take().is_some())
}

fn constant(document: &mut Document) -> bool {
    task(document, |task| {
        let inputs = task.inputs.iter_mut().flat_map(|inputs| inputs.parameters.values_mut());
        let constants = inputs.filter_map(|input| input.runtime_value.as_mut()?.constant.as_mut());
        let mut texts = constants.filter_map(|constant| match constant {
            IrValue::String(text) => Some(text),
            _ => None,
        });
        texts.next().is_some_and(|text| {
            text.push(' ');
            true
        })
    })
}

fn environment(document: &mut Document) -> bool {
    container(document, |container| container.env.pop().is_some())
}

fn resources(document: &mut Document) -> bool {
    container(document, |container| {
        container.resources.as_mut().is_some_and(|resources| {
            std::mem::swap(&mut resources.resource_cpu_limit, &mut resources.resource_cpu_request);
            resources.resource_cpu_limit != resources.resource_cpu_request
        })
    })
}

fn executor(document: &mut Document) -> bool {
    let mut labels = components(document).filter_map(|component| component.executor_label.as_mut());
    match (labels.next(), labels.next()) {
        (Some(first), Some(second)) => {
            std::mem::swap(first, second);
            true
        }
        _ => false,
    }
}

fn word(document: &mut Document) -> bool {
    container(document, |container| {
        container.args.iter_mut().any(|word| replace(word, "$.inputs.parameters['", "$.inputs.parameters['x"))
    })
}

fn platform(document: &mut Document) -> bool {
    let platforms = document.platform.iter_mut().flat_map(|platform| platform.platforms.values_mut());
    platforms.filter_map(|platform| platform.deployment_spec.as_mut()).any(|deployment| {
        let executors: &mut BTreeMap<_, _> = &mut deployment.executors;
        executors.pop_first().is_some()
    })
}

fn shown(document: &mut Document) -> bool {
    task(document, |task| {
        task.task_info.as_mut().is_some_and(|info| {
            info.name.push('x');
            true
        })
    })
}

fn artifact(document: &mut Document) -> bool {
    let outputs = components(document).flat_map(|c| &mut c.dag).flat_map(|dag| &mut dag.outputs);
    let mut selectors =
        outputs.flat_map(|o| o.artifacts.values_mut()).flat_map(|o| &mut o.artifact_selectors);
    selectors.next().is_some_and(|selector| {
        selector.output_artifact_key.push('x');
        true
    })
}
