//! From any IR through the checks to every back end: after a check a back end succeeds or returns an error.

use kfp_argo::{Options, Profile, lower, to_yaml};
use kfp_ir::back::kfp::{self, ManifestOptions};
use kfp_ir::codec::{Format, proto, read};
use kfp_ir::model::PipelineSpec;
use kfp_ir::target::Target;
use kfp_ir::{Document, pass, valid};

use crate::mutate::mutated;
use crate::plant::plant;

/// Text that starts with `{` is a document in JSON, a byte 255 is followed by one in protobuf; anything else says how to
/// change a sound document.
pub fn check_emit(data: &[u8]) {
    let document = match data {
        [b'{', ..] => std::str::from_utf8(data).ok().and_then(of_json),
        [255, bytes @ ..] => {
            let pipeline = proto::decode::<PipelineSpec>(bytes).ok();
            pipeline.map(|pipeline| Document { pipeline, platform: None })
        }
        _ => of_json(&mutated(data)),
    };
    if let Some(document) = document {
        hold(&document);
    }
}

fn of_json(text: &str) -> Option<Document> {
    read(text, Format::Json).ok().map(|source| source.document)
}

fn hold(document: &Document) {
    for target in Target::ALL {
        let checked = valid::check(document, target);
        let Some(info) = checked.info else { continue };
        assert_eq!(valid::check(document, target).findings, checked.findings, "two checks differ");
        match Profile::ALL.iter().find(|profile| profile.target() == *target) {
            None => kubeflow(document, &info),
            Some(profile) => argo(document, &info, *profile),
        }
    }
}

fn argo(document: &Document, info: &valid::Info, profile: Profile) {
    let options = Options::new(profile);
    match lower(document, info, &options) {
        Ok(lowered) => {
            plant(|| images(document).any(|image| image.len() == 1));
            let text = to_yaml(&lowered.manifests).expect("a lowered workflow is YAML");
            assert!(!text.is_empty());
            assert_eq!(lower(document, info, &options).as_ref(), Ok(&lowered), "two lowerings differ");
        }
        Err(errors) => assert!(!errors.to_string().is_empty()),
    }
}

fn images(document: &Document) -> impl Iterator<Item = &String> {
    let executors = document.pipeline.deployment_spec.iter().flat_map(|spec| spec.executors.values());
    executors.filter_map(|executor| executor.container.as_ref()).map(|container| &container.image)
}

/// What a check let through has every form, and reads back from it.
fn kubeflow(document: &Document, info: &valid::Info) {
    let text = kfp::yaml(document, info).expect("a checked document is YAML");
    let source = read(&text, Format::Yaml).expect("what we write as YAML reads back");
    assert_eq!(&source.document, document);
    let text = kfp::json(document, info).expect("a checked document is JSON");
    assert_eq!(&read(&text, Format::Json).expect("what we write as JSON reads back").document, document);
    if let Ok(binary) = kfp::binary(document, info) {
        assert_eq!(proto::decode::<PipelineSpec>(&binary.pipeline).as_ref(), Ok(&document.pipeline));
    }
    if let Err(error) = kfp::manifest(document, info, &ManifestOptions::default()) {
        assert!(!error.to_string().is_empty());
    }
    let mut shared = document.clone();
    pass::share::share(&mut shared);
    pass::concat::concat(&mut shared);
    kfp::yaml(&shared, info).expect("what the passes make is YAML");
    if let Err(error) = pass::sdk_names::sdk_names(document, &Default::default(), &Default::default()) {
        assert!(!error.to_string().is_empty());
    }
}
