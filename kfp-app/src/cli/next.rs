//! What to type after `compile`.

use std::path::{Path, PathBuf};

use kfp_dsl::Pipeline;
use kfp_dsl::kinds::KindSpec;
use kfp_ir::model::ParameterType;

use super::shell::quote;
use crate::{File, Format, Request, Target};

/// The commands that run the files of the first pipeline, one for each engine.
pub(crate) fn steps(pipeline: &Pipeline, request: &Request, dir: &Path, files: &[File]) -> String {
    let mut text = String::new();
    let files = files.iter().filter(|f| f.pipeline == pipeline.name() && f.format == Format::Yaml);
    for file in files {
        let path = quote(PathBuf::from(dir).join(&file.name).as_os_str());
        let (engine, command) = match file.target {
            Target::Kfp => {
                let arguments = required(pipeline, request).map(|(name, _)| format!(" {name}=.."));
                let arguments: String = arguments.collect();
                ("Kubeflow Pipelines", format!("kfp run create -e {} -f {path}{arguments}", pipeline.name()))
            }
            #[cfg(feature = "argo")]
            Target::Argo => ("Argo Workflows", argo_command(&path, required(pipeline, request))),
            Target::Manifest => ("Kubeflow's resources", format!("kubectl apply -f {path}")),
        };
        text.push_str(&format!("  {engine:<20}  {command}\n"));
    }
    if text.is_empty() { text } else { format!("\nTo run `{}`:\n{text}", pipeline.name()) }
}

/// The parameters that a run has to give, and their types.
fn required<'r>(
    pipeline: &Pipeline,
    request: &'r Request,
) -> impl Iterator<Item = (&'static str, ParameterType)> + use<'r> {
    let inputs = pipeline.inputs().iter().filter(|i| !i.optional && i.default.is_none());
    inputs.filter(|i| !request.params.iter().any(|(name, _)| name == i.name)).filter_map(|i| match i.kind {
        KindSpec::Parameter { ty, .. } => Some((i.name, ty)),
        _ => None,
    })
}

/// The command that starts a workflow from a quoted path. The inputs without defaults have to be given.
#[cfg(feature = "argo")]
pub fn argo_command<S: AsRef<str>>(
    path: &str,
    required: impl IntoIterator<Item = (S, ParameterType)>,
) -> String {
    // The workflow reads its parameters as JSON.
    let argument = |(name, ty): (S, ParameterType)| match ty {
        ParameterType::String => format!(" -p '{}=\"..\"'", name.as_ref()),
        _ => format!(" -p '{}=..'", name.as_ref()),
    };
    let arguments: String = required.into_iter().map(argument).collect();
    if arguments.is_empty() {
        format!("kubectl create -f {path}")
    } else {
        format!("argo submit {path}{arguments}")
    }
}
