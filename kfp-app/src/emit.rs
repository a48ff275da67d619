//! One checked document to the files of one target.

use kfp_ir::Document;
use kfp_ir::back::kfp::{self, EmitError, ManifestOptions};
use kfp_ir::target::Target as Engine;
#[cfg(feature = "argo")]
use kfp_ir::valid::Severity;
use kfp_ir::valid::{self, Finding, Info};

use crate::{ArgoOptions, File, Format, Problem, Target};

/// Emits and collects what there is to say about it; the error holds at least one error, and the warnings.
pub(crate) fn emit(
    document: &Document,
    name: &str,
    target: Target,
    format: Format,
    argo: &ArgoOptions,
) -> Result<(Vec<File>, Vec<Problem>), Vec<Problem>> {
    let file = |extension: &str, bytes: Vec<u8>| File {
        name: format!("{name}.{extension}"),
        pipeline: name.to_owned(),
        target,
        format,
        bytes,
    };
    let (info, mut problems) = check(document, engine(target, argo));
    let info = match info {
        Some(info) => info,
        None => return Err(problems),
    };
    let emitted = match (target, format) {
        (Target::Kfp, Format::Yaml) => {
            kfp::yaml(document, &info).map(|text| vec![file("kfp.yaml", text.into())]).map_err(one)
        }
        (Target::Kfp, Format::Json) => {
            kfp::json(document, &info).map(|text| vec![file("kfp.json", text.into())]).map_err(one)
        }
        (Target::Kfp, Format::Pb) => kfp::binary(document, &info)
            .map(|binary| {
                let platform = binary.platform.map(|bytes| file("platform.pb", bytes));
                std::iter::once(file("kfp.pb", binary.pipeline)).chain(platform).collect()
            })
            .map_err(one),
        #[cfg(feature = "argo")]
        (Target::Argo, _) => match kfp_argo::lower(document, &info, argo) {
            Ok(lowered) => {
                problems.extend(plain(losses(&lowered)));
                kfp_argo::to_yaml(&lowered.manifests)
                    .map(|text| vec![file("argo.yaml", text.into())])
                    .map_err(one)
            }
            Err(errors) => Err(plain(unlowered(errors))),
        },
        (Target::Manifest, _) => kfp::manifest(document, &info, &ManifestOptions::default())
            .map(|text| vec![file("manifest.yaml", text.into())])
            .map_err(one),
    };
    match emitted {
        Ok(files) => Ok((files, problems)),
        Err(errors) => {
            problems.extend(errors);
            Err(problems)
        }
    }
}

/// Checks a document for an engine. Without errors there is an [`Info`].
fn check(document: &Document, engine: Engine) -> (Option<Info>, Vec<Problem>) {
    let checked = valid::check(document, &engine);
    (checked.info, plain(checked.findings))
}

#[cfg_attr(not(feature = "argo"), expect(unused_variables, reason = "the form of the other build"))]
pub(crate) fn engine(target: Target, argo: &ArgoOptions) -> Engine {
    match target {
        Target::Kfp | Target::Manifest => Engine::Kfp217,
        #[cfg(feature = "argo")]
        Target::Argo => engine_of(argo.profile),
    }
}

/// The engine of an Argo version.
#[cfg(feature = "argo")]
pub fn engine_of(profile: kfp_argo::Profile) -> Engine {
    match profile {
        kfp_argo::Profile::V3_6 => Engine::Argo36,
        kfp_argo::Profile::V3_7 => Engine::Argo37,
        kfp_argo::Profile::V4_0 => Engine::Argo40,
        kfp_argo::Profile::V4_1 => Engine::Argo41,
    }
}

fn one(error: EmitError) -> Vec<Problem> {
    plain(vec![error.into()])
}

/// Findings about a document that has no file.
fn plain(findings: Vec<Finding>) -> Vec<Problem> {
    findings.into_iter().map(|finding| Problem::from_finding(finding, None)).collect()
}

/// What a workflow does otherwise than KFP would, as warnings, without what is only for reports.
#[cfg(feature = "argo")]
pub fn losses(lowered: &kfp_argo::Lowered) -> Vec<Finding> {
    lowered.losses.iter().filter(|loss| !loss.is_note()).map(warning).collect()
}

/// Everything that a workflow does otherwise than KFP would, as warnings.
#[cfg(feature = "argo")]
pub fn all_losses(lowered: &kfp_argo::Lowered) -> Vec<Finding> {
    let losses = lowered.losses.iter().filter(|loss| loss.exactness != kfp_argo::Exactness::Exact);
    losses.map(warning).collect()
}

#[cfg(feature = "argo")]
fn warning(loss: &kfp_argo::Loss) -> Finding {
    Finding {
        code: loss.code,
        severity: Severity::Warning,
        message: loss.message.clone(),
        path: loss.path.clone(),
        position: None,
        help: loss.help.clone(),
    }
}

/// Why a document cannot run on Argo, as errors.
#[cfg(feature = "argo")]
pub fn unlowered(errors: kfp_argo::LowerErrors) -> Vec<Finding> {
    let finding = |e: kfp_argo::LowerError| Finding {
        code: e.code,
        severity: Severity::Error,
        message: e.message,
        path: e.path,
        position: None,
        help: e.help,
    };
    errors.0.into_iter().map(finding).collect()
}
