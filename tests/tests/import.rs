//! Components from files: every file of the corpus becomes Rust, and what the SDK made of Python functions and notebooks
//! runs in pipelines here as in pipelines there.
#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use kfp_import::{Build, Component, Error, Import, Types};
use kfp_ir::Document;
use kfp_ir::codec::{Format, read};

/// Every file below the IR folder of the corpus that is a pipeline or component.
fn imports() -> Option<BTreeMap<String, Result<Import, Error>>> {
    let folder = kfp_tests::corpus()?.join("kfp-ir");
    let files = kfp_tests::files_below(&folder, &["yaml", "yml", "json"]).unwrap();
    let named = files.into_iter().map(|path| {
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        (name.clone(), Import::read(&path, &name))
    });
    Some(named.collect())
}

#[test]
fn every_file_of_the_corpus_becomes_rust() {
    let Some(imports) = imports() else { return };
    let mut forms: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = Vec::new();
    for (name, import) in imports {
        let made =
            import.and_then(|import| Ok((import.form(), import.signature("imported", &Types::default())?)));
        match made {
            Ok((form, signature)) => {
                *forms.entry(format!("{form:?}")).or_default() += 1;
                for source in
                    [signature.source("pub", "::kfp_dsl"), format!("{} {{}}", signature.shown().trim_end())]
                {
                    syn::parse_file(&source).unwrap_or_else(|e| panic!("{name}: {e}\n{source}"));
                }
            }
            Err(error) => refused.push(format!("{name}: {error}")),
        }
    }
    // No version of KFP runs a loop over artifacts, so nothing that has one can be part of a pipeline.
    refused.retain(|text| !text.contains("cannot loop over a list of artifacts"));
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    assert!(forms.get("Component") > Some(&10) && forms.get("Pipeline") > Some(&70), "{forms:?}");
}

/// Compiles a program against our crates and runs it; its file is kept below the target folder.
fn run(name: &str, program: &str) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, program).unwrap();
    trybuild::TestCases::new().pass(&path);
}

/// How many files are compiled: each costs time.
const MOST: usize = 40;

#[test]
fn the_rust_of_many_files_compiles() {
    let Some(imports) = imports() else { return };
    let mut program = String::from("#![deny(warnings)]\n#![allow(dead_code, unused_imports)]\n");
    let mut seen = std::collections::BTreeSet::new();
    for (name, import) in imports.into_iter().filter_map(|(name, import)| Some((name, import.ok()?))) {
        let signature = import.signature("imported", &Types::default()).unwrap();
        if seen.len() < MOST && seen.insert(signature.shown()) {
            let source = signature.source("pub", "::kfp_dsl");
            let _ = writeln!(program, "/// {name}\nmod m{} {{\n{source}\n}}", seen.len());
        }
    }
    assert!(seen.len() >= 20, "only {} different interfaces", seen.len());
    program.push_str("fn main() {}\n");
    run("corpus.rs", &program);
}

/// Names and types that no Python function can have, but the IR can.
#[test]
fn odd_names_and_types_compile() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("odd.yaml"), ODD).unwrap();
    let odd = Component::file("odd.yaml").with("things", "Vec<String>").with("model", "Forest");
    let source = Build::new().component(odd).source(folder.path()).unwrap();
    run("odd.rs", &format!("use kfp_dsl::prelude::*;\n\n{source}\n{ODD_PIPELINE}"));
}

const ODD: &str = r#"
pipelineInfo: {name: odd}
components:
  comp-odd:
    executorLabel: exec-odd
    inputDefinitions:
      artifacts:
        type: {artifactType: {schemaTitle: google.VertexModel, schemaVersion: 0.0.1}}
        models: {artifactType: {schemaTitle: google.VertexModel, schemaVersion: 0.0.1}, isArtifactList: true, isOptional: true}
      parameters:
        2nd-rate: {parameterType: NUMBER_DOUBLE}
        self: {parameterType: BOOLEAN, defaultValue: true, isOptional: true}
        body: {parameterType: STRUCT, defaultValue: {a: [1, "\\u00e9\n"]}, isOptional: true}
        things: {parameterType: LIST}
        mode: {parameterType: STRING, literals: [sgd, adam-w, "1st"], isOptional: true}
        optimizer: {parameterType: STRING, literals: [sgd, adam-w], defaultValue: adam-w, isOptional: true}
        status: {parameterType: TASK_FINAL_STATUS, isOptional: true}
    outputDefinitions:
      artifacts:
        body: {artifactType: {schemaTitle: system.Artifact, schemaVersion: 0.0.1}}
        model: {artifactType: {schemaTitle: google.Forest, schemaVersion: 0.0.1}}
      parameters:
        Output: {parameterType: STRING}
deploymentSpec:
  executors:
    exec-odd: {container: {image: busybox, command: [odd, "{{$}}"]}}
root:
  dag:
    tasks:
      odd:
        componentRef: {name: comp-odd}
        inputs:
          artifacts:
            type: {componentInputArtifact: type}
            models: {componentInputArtifact: models}
          parameters:
            2nd-rate: {componentInputParameter: 2nd-rate}
            self: {componentInputParameter: self}
            body: {componentInputParameter: body}
            things: {componentInputParameter: things}
            mode: {componentInputParameter: mode}
            optimizer: {componentInputParameter: optimizer}
            status: {componentInputParameter: status}
        taskInfo: {name: odd}
  inputDefinitions:
    artifacts:
      type: {artifactType: {schemaTitle: google.VertexModel, schemaVersion: 0.0.1}}
      models: {artifactType: {schemaTitle: google.VertexModel, schemaVersion: 0.0.1}, isArtifactList: true, isOptional: true}
    parameters:
      2nd-rate: {parameterType: NUMBER_DOUBLE}
      self: {parameterType: BOOLEAN, defaultValue: true, isOptional: true}
      body: {parameterType: STRUCT, defaultValue: {}, isOptional: true}
      things: {parameterType: LIST}
      mode: {parameterType: STRING, isOptional: true}
      optimizer: {parameterType: STRING, isOptional: true}
      status: {parameterType: TASK_FINAL_STATUS, isOptional: true}
schemaVersion: 2.1.0
"#;

const ODD_PIPELINE: &str = r#"
#[derive(Artifact)]
#[artifact(title = "google.Forest")]
pub struct Forest;

#[container_component]
fn make(model: Output<OddVertexModel>) -> Container {
    Container::image("busybox").command(["make", &model.path()])
}

#[container_component]
fn take(model: Input<Forest>) -> Container {
    Container::image("busybox").command(["take", &model.path()])
}

/// The type that was given for the output fits an input of that type.
#[pipeline]
fn typed(p: &mut Scope, model: Value<OddVertexModel>) -> Value<String> {
    let made = p.task(odd().r#type(model)._2nd_rate(1.0).things(vec!["a".to_owned()]));
    p.task(take().model(made.model));
    made.output
}

#[pipeline]
fn demo(p: &mut Scope, model: Value<OddVertexModel>) {
    let call = odd().r#type(model)._2nd_rate(0.5).things(["a"]).mode("1st").optimizer(OddOptimizer::Sgd);
    p.finally(call, |p| {
        p.task(make());
    });
}

#[pipeline]
fn wrong(p: &mut Scope, model: Value<OddVertexModel>) {
    p.finally(odd().r#type(model)._2nd_rate(0.5).things(["a"]).mode("2nd"), |p| {
        p.task(make());
    });
}

fn main() {
    let built = Pipeline::of(demo).build(&Default::default()).unwrap();
    let json = serde_json::to_value(&built.document.pipeline).unwrap();
    let inputs = &json["root"]["dag"]["tasks"]["odd"]["inputs"]["parameters"];
    let constant = |name: &str| &inputs[name]["runtimeValue"]["constant"];
    assert_eq!(constant("body"), &serde_json::json!({"a": [1.0, "\\u00e9\n"]}));
    assert_eq!((constant("optimizer"), constant("self")), (&"sgd".into(), &true.into()));
    assert_eq!(constant("2nd-rate"), 0.5);
    assert!(inputs["status"]["taskFinalStatus"].is_object(), "{inputs}");
    let errors = Pipeline::of(wrong).build(&Default::default()).unwrap_err().to_string();
    assert!(errors.contains("2nd"), "{errors}");
}
"#;

/// Both sides load what the SDK compiled, and make the same pipeline of it.
#[test]
fn python_functions_and_notebooks_run_as_in_the_sdk() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("components");
    std::fs::create_dir_all(&folder).unwrap();
    let Some(verdicts) = kfp_tests::compile_components(&folder) else { return };
    verdicts.assert_accepted();
    let train = Component::file("train.yaml").with("rates", "Vec<f64>");
    let source = Build::new().component(train).component("tally.yaml").component("notebook.yaml");
    let source = source.source(&folder).unwrap();
    let ours = folder.join("ours.yaml");
    let place = format!("const OURS: &str = {:?};", ours.display().to_string());
    run("python.rs", &format!("use kfp_dsl::prelude::*;\n\n{source}\n{place}\n{PYTHON_PIPELINE}"));
    let document = |path: &Path| -> Document {
        let text = std::fs::read_to_string(path).unwrap();
        let mut document = read(&text, Format::Yaml).unwrap().document;
        document.pipeline.sdk_version.clear();
        document
    };
    let (ours, theirs) = (document(&ours), document(&folder.join("around.yaml")));
    assert_eq!(ours, theirs);
    let executors = theirs.pipeline.deployment_spec.unwrap().executors;
    let command = executors["exec-train"].container.clone().unwrap().command.join("\n");
    for part in [
        "numpy==2.1.0",
        "packages.example.com/simple",
        "--trusted-host",
        "kfp-of-ours==1.0",
        "venv",
        "def half",
    ] {
        assert!(command.contains(part), "{part}: {command}");
    }
    assert_eq!(executors["exec-tally"].container.clone().unwrap().image, "ghcr.io/acme/tally:1");
    let notebook = executors["exec-notebook"].container.clone().unwrap();
    assert!(notebook.command.iter().any(|word| word.contains("__KFP_EMBEDDED_ARCHIVE_B64")), "{notebook:?}");
}

const PYTHON_PIPELINE: &str = r#"
#[container_component]
fn load(data: Output<Dataset>) -> Container {
    Container::image("busybox").command(["load"]).args([data.path()])
}

#[pipeline]
fn around(p: &mut Scope, text: Value<String>) -> Value<Model> {
    let data = p.task(load()).data;
    let fitted = p.task(train().data(data).rates([0.1, 0.2]).mode("exact"));
    p.task(tally().rows(fitted.rows));
    p.when(fitted.accuracy.gt(0.5), |p| {
        p.task(notebook().text(text));
    });
    fitted.model
}

fn main() {
    let options = kfp_dsl::BuildOptions { names: kfp_dsl::Names::Sdk, ..Default::default() };
    let built = Pipeline::of(around).build(&options).unwrap();
    let yaml = kfp_ir::back::kfp::yaml(&built.document, &built.info).unwrap();
    std::fs::write(OURS, yaml).unwrap();
}
"#;
