//! Forms that older SDKs wrote: read, kept in every form that we write, and told where engines no longer read them.

use kfp_ir::Document;
use kfp_ir::back::kfp;
use kfp_ir::codec::{Format, proto, read};
use kfp_ir::model::{LegacyValueKind, PrimitiveType, RuntimeValue};
use kfp_ir::target::Target;
use kfp_ir::valid::{Info, Severity, check};

const TWO: &str = include_str!("forms/sdk-2.0.yaml");
const ONE: &str = include_str!("forms/sdk-1.json");

/// Reads a file and sees that no form loses any of it.
fn document(text: &str, format: Format) -> Document {
    let source = read(text, format).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(source.findings, []);
    let document = source.document;
    let info = Info::default();
    let yaml = kfp::yaml(&document, &info).unwrap();
    assert_eq!(read(&yaml, Format::Yaml).unwrap().document, document);
    let json = kfp::json(&document, &info).unwrap();
    assert_eq!(read(&json, Format::Json).unwrap().document, document);
    let binary = kfp::binary(&document, &info).unwrap();
    let pipeline = proto::decode(&binary.pipeline).unwrap();
    let platform = binary.platform.map(|bytes| proto::decode(&bytes).unwrap());
    assert_eq!(Document { pipeline, platform }, document);
    document
}

#[test]
fn files_of_sdk_2_0_run_on_kfp_2_17() {
    let document = document(TWO, Format::Yaml);
    let executors = &document.pipeline.deployment_spec.as_ref().unwrap().executors;
    let resources = executors["exec-train"].container.as_ref().unwrap().resources.as_ref().unwrap();
    assert_eq!((resources.cpu_limit, resources.memory_limit), (0.5, 1.073741824));
    let accelerator = resources.accelerator.as_ref().unwrap();
    assert_eq!((accelerator.r#type.as_str(), accelerator.count), ("nvidia.com/gpu", 2));
    for target in Target::ALL {
        let findings = check(&document, target).findings;
        let errors: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{target}: {errors:?}");
    }
}

#[test]
fn amounts_of_old_files_are_compared_too() {
    let more = TWO.replace("cpuRequest: 0.25", "cpuRequest: 0.75");
    let findings = check(&document(&more, Format::Yaml), &Target::Kfp217).findings;
    assert!(findings.iter().any(|f| f.code == "IR187"), "{findings:?}");
}

#[test]
fn files_of_sdk_1_are_read_and_told_to_be_too_old() {
    let document = document(ONE, Format::Json);
    let root = document.pipeline.root.as_ref().unwrap();
    let inputs = &root.dag.as_ref().unwrap().tasks["train"].inputs.as_ref().unwrap().parameters;
    let constant = |name: &str| inputs[name].runtime_value.as_ref().unwrap().kind().unwrap();
    let RuntimeValue::LegacyConstant(epochs) = constant("epochs") else { panic!("not a constant") };
    assert_eq!(epochs.kind(), Some(LegacyValueKind::Int(3)));
    assert_eq!(constant("text"), RuntimeValue::RuntimeParameter("text"));
    let train = &document.pipeline.components["comp-train"];
    assert_eq!(train.input_definitions.as_ref().unwrap().parameters["rate"].r#type, PrimitiveType::Double);

    let findings = check(&document, &Target::Kfp217).findings;
    let count = |code: &str| findings.iter().filter(|f| f.code == code).count();
    // Three values, and the types of three inputs, an output and an input of the pipeline.
    assert_eq!((count("IR101"), count("IR144")), (1, 8), "{findings:#?}");
}
