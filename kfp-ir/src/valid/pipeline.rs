//! Rules about the pipeline as a whole.

use crate::model::ParameterType;
use crate::path::At;
use crate::valid::context::Context;
use crate::valid::{component, rules};

const SCHEMA_VERSION: &str = "2.1.0";

pub(crate) fn check(cx: &mut Context<'_>) {
    let top = At::default();
    let pipeline = cx.pipeline;
    let info = top.key("pipelineInfo");
    let name = pipeline.pipeline_info.as_ref().map_or("", |info| info.name.as_str());
    if !valid_name(name) {
        let message = match name {
            "" => "the pipeline has no name".to_owned(),
            _ => format!("`{name}` is not a valid pipeline name"),
        };
        let help = "use up to 128 lower-case letters, digits and `-`, starting with a letter or digit";
        cx.report(rules::PIPELINE_NAME, &info.key("name"), message, Some(help.to_owned()));
    }
    if pipeline.schema_version != SCHEMA_VERSION {
        let message = match pipeline.schema_version.as_str() {
            "" => "the pipeline does not say which schema version it follows".to_owned(),
            other => format!("schema version `{other}` is not supported"),
        };
        let help = format!("engines read only `{SCHEMA_VERSION}`");
        cx.report(rules::SCHEMA_VERSION, &top.key("schemaVersion"), message, Some(help));
    }
    if !pipeline.default_pipeline_root.is_empty() && cx.kfp() {
        let message = format!("{} ignores `defaultPipelineRoot`", cx.target);
        let help = "give the root when the run is started".to_owned();
        cx.report(rules::IGNORED_FIELD, &top.key("defaultPipelineRoot"), message, Some(help));
    }
    let at = top.key("root");
    let Some(root) = &pipeline.root else {
        cx.report(rules::NO_ROOT, &top, "the pipeline has no `root`".to_owned(), None);
        return;
    };
    let Some(dag) = &root.dag else {
        let help = "a single component is run by a `root.dag` with one task".to_owned();
        cx.report(rules::NO_ROOT, &at, "`root` has no `dag`".to_owned(), Some(help));
        return;
    };
    if dag.tasks.values().all(|task| task.runs_after_failure()) {
        let message = if dag.tasks.is_empty() {
            "the pipeline has no tasks"
        } else {
            "the pipeline has only tasks that run after others"
        };
        cx.report(rules::NO_TASKS, &at.key("dag"), message.to_owned(), None);
    }
    for (name, input) in root.input_definitions.iter().flat_map(|inputs| &inputs.parameters) {
        let by_engine =
            matches!(input.parameter_type, ParameterType::TaskFinalStatus | ParameterType::TaskConfig);
        if by_engine && !input.is_optional && input.default_value.is_none() {
            let at = at.key("inputDefinitions");
            let at = at.key("parameters");
            let message = format!("a run cannot give `{name}`: it is {}", input.parameter_type.name());
            cx.report(rules::ROOT_INPUT, &at.key(name), message, None);
        }
    }
    component::check(cx, &at, "", root);
}

/// The API server takes names such as `namespace/n1/pipeline/hello`; the last part names the workflow.
fn valid_name(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or_default();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= 128 && name.starts_with(allowed) && name.chars().all(|c| allowed(c) || c == '-')
}
