//! The table of features: its page is up to date, its tests exist, every code is in it; and what no snapshot shows.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic as tests do")]

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use common::{lines, lower_text, task, with_component};
use kfp_argo::features::{MISTAKES, SECTIONS, markdown, of};
use kfp_argo::{Exactness, Limits, Options};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_page_is_up_to_date() {
    let page = root().join("docs/argo-lowering.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&page, markdown()).unwrap();
    }
    let help = "run `UPDATE_DOCS=1 cargo test -p kfp-argo --test features`";
    assert!(
        std::fs::read_to_string(&page).unwrap() == markdown(),
        "{} is out of date: {help}",
        page.display()
    );
}

#[test]
fn every_row_names_tests_that_exist() {
    let mut ids = BTreeSet::new();
    for feature in SECTIONS.iter().flat_map(|s| s.features) {
        assert!(ids.insert(feature.id), "{} is there twice", feature.id);
        assert!(!feature.tests.is_empty(), "{} has no test", feature.id);
        assert_eq!(feature.exactness == Exactness::Exact, feature.differs.is_empty(), "{}", feature.id);
        for test in feature.tests {
            let (binary, name) = test.split_once("::").unwrap();
            let (package, binary) = binary.split_once('/').unwrap();
            let folder = if package == "kfp-tests" { "tests" } else { package };
            let file = root().join(folder).join("tests").join(binary).with_extension("rs");
            let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{test}: {e}"));
            let function = text.contains(&format!("fn {name}("));
            let listed = text.lines().any(|line| {
                line.starts_with("snapshots! {") && line.split_whitespace().any(|word| word == name)
            });
            assert!(function || listed, "{} names the test {test}, which does not exist", feature.id);
        }
    }
}

#[test]
fn every_code_of_the_source_is_in_the_table_and_the_other_way_round() {
    let mut sources = Vec::new();
    common::files(&root().join("kfp-argo/src"), &mut sources);
    let used: BTreeSet<String> = sources
        .iter()
        .filter(|path| !path.components().any(|c| c.as_os_str() == "features"))
        .filter(|path| !path.ends_with("src/codes.rs"))
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let codes = text.match_indices("\"AR").filter_map(|(at, _)| text.get(at + 1..at + 6));
            // Files of Argo's own are no features of KFP, and a folder above may have any name.
            codes.filter(|code| !code.starts_with("AR3")).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let features = SECTIONS.iter().flat_map(|s| s.features).flat_map(|f| f.codes);
    let known: Vec<&str> = features.copied().chain(MISTAKES.iter().map(|(code, _)| *code)).collect();
    let unique: BTreeSet<String> = known.iter().map(|code| (*code).to_owned()).collect();
    assert_eq!(unique.len(), known.len(), "a code stands in two rows");
    assert_eq!(used, unique);
    for code in &used {
        let impossible = of(code).is_none_or(|f| f.exactness == Exactness::Impossible);
        assert_eq!(code.starts_with("AR1"), impossible, "{code}: errors are AR1xx, differences AR2xx");
    }
}

/// The codes that a container with these fields is told.
fn codes_of(container: &str) -> Vec<String> {
    lines(&lower_text(&with_component(container, "{}", &task("{}")), &Options::default()))
}

#[test]
fn a_container_without_a_command() {
    assert_eq!(codes_of("{image: busybox}"), ["AR105"]);
}

#[test]
fn a_placeholder_in_the_environment() {
    let text = "{image: busybox, command: [env], env: [{name: A, value: '{{$.pipeline_job_name}}'}]}";
    assert_eq!(codes_of(text), ["AR209"]);
}

#[test]
fn what_kfp_ignores() {
    let text = "{image: busybox, command: [env], lifecycle: {preCacheCheck: {command: [a]}}}";
    let mut document = with_component(text, "{}", &task("{}"));
    assert_eq!(lines(&lower_text(&document, &Options::default())), ["AR207"]);
    document.push_str("---\nplatforms: {other: {deploymentSpec: {executors: {exec-step: {a: 1}}}}}\n");
    let lowered = lower_text(&document, &Options::default()).unwrap();
    assert!(lowered.losses.iter().all(|loss| loss.is_note()));
    assert_eq!(lines(&Ok(lowered)), ["AR207", "AR210"]);
}

#[test]
fn a_text_in_a_file() {
    let ports =
        "{outputDefinitions: {parameters: {o: {parameterType: STRING}, n: {parameterType: NUMBER_INTEGER}}}}";
    let container = "{image: busybox, command: [sh, \"{{$.outputs.parameters['o'].output_file}}\"]}";
    let text = with_component(container, ports, &task("{}"));
    let lowered = lower_text(&text, &Options::default()).unwrap();
    assert_eq!(lowered.losses[0].path.to_string(), "components.comp-step.outputDefinitions.parameters.o");
    assert_eq!(lines(&Ok(lowered)), ["AR216"]);
    let whole = with_component("{image: busybox, command: [app, '{{$}}']}", ports, &task("{}"));
    assert!(lower_text(&whole, &Options::default()).unwrap().losses.is_empty());
}

#[test]
fn a_component_that_chooses_its_uri() {
    let artifact = "{artifactType: {schemaTitle: system.Model, schemaVersion: 0.0.1}}";
    let ports = format!("{{outputDefinitions: {{artifacts: {{m: {artifact}}}}}}}");
    for (source, expected) in [
        ("def f(m): m.set_path(\"/x\")", &["AR217"][..]),
        ("def f(m): m.uri = \"s3://b/k\"", &["AR217"][..]),
        ("def f(m): m.uri = get_uri()", &[][..]),
        ("def f(m): open(m.path)", &[][..]),
    ] {
        let container = format!("{{image: python, command: [python3, -c, '{source}', '{{{{$}}}}']}}");
        let text = with_component(&container, &ports, &task("{}"));
        assert_eq!(lines(&lower_text(&text, &Options::default())), expected, "{source}");
    }
}

#[test]
fn arguments_that_only_a_run_can_count() {
    let argument = r#"{"IfPresent": {"InputName": "x", "Then": ["--x", "{{$.inputs.parameters['x']}}"]}}"#;
    let container = format!("{{image: busybox, command: [echo, '{}']}}", argument.replace('\'', "''"));
    let ports = "{inputDefinitions: {parameters: {x: {parameterType: STRING, isOptional: true}}}}";
    let text = with_component(&container, ports, &task("{x: {componentInputParameter: maybe}}"))
        + "  inputDefinitions: {parameters: {maybe: {parameterType: STRING, isOptional: true}}}\n";
    assert_eq!(lines(&lower_text(&text, &Options::default())), ["AR111"]);
}

#[test]
fn names_of_the_run() {
    let names = [
        ("pipeline_job_name", "{{=workflow.name}}"),
        ("pipeline_job_resource_name", "{{=workflow.name}}"),
        ("pipeline_job_uuid", "{{=workflow.uid}}"),
        ("pipeline_job_create_time_utc", "{{=workflow.creationTimestamp.RFC3339}}"),
        ("pipeline_job_schedule_time_utc", "{{=workflow.creationTimestamp.RFC3339}}"),
        ("pipeline_task_uuid", "{{=workflow.uid + \"-\" + node.name}}"),
    ];
    for (name, expected) in names {
        let container = format!("{{image: busybox, command: [echo, '{{{{$.{name}}}}}']}}");
        let lowered =
            lower_text(&with_component(&container, "{}", &task("{}")), &Options::default()).unwrap();
        let json = serde_json::to_value(&lowered.manifests[0]).unwrap();
        let differs =
            if name.contains("schedule") || name.ends_with("task_uuid") { &["AR205"][..] } else { &[] };
        assert_eq!(json["spec"]["templates"][1]["container"]["command"][1], expected, "{name}");
        assert_eq!(lines(&Ok(lowered)), differs, "{name}");
    }
    let text = with_component(ECHO, X, &task(&constant("pipeline_task_name")));
    let json = serde_json::to_string(&lower_text(&text, &Options::default()).unwrap().manifests).unwrap();
    assert!(json.contains(r#"{"name":"x","value":"\"step\""}"#), "{json}");
}

const ECHO: &str = "{image: busybox, command: [echo, \"{{$.inputs.parameters['x']}}\"]}";
const X: &str = "{inputDefinitions: {parameters: {x: {parameterType: STRING}}}}";

fn constant(name: &str) -> String {
    format!("{{x: {{runtimeValue: {{constant: '{{{{$.{name}}}}}'}}}}}}")
}

#[test]
fn allowed_values_of_an_inner_input() {
    let ports = "{inputDefinitions: {parameters: {x: {parameterType: STRING, literals: [a, b]}}}}";
    let container = "{image: busybox, command: [echo]}";
    for (input, expected) in [
        ("{x: {runtimeValue: {constant: a}}}", &[][..]),
        ("{x: {runtimeValue: {constant: c}}}", &["AR120"][..]),
        ("{x: {componentInputParameter: y}}", &["AR215"][..]),
    ] {
        let text = with_component(container, ports, &task(input))
            + "  inputDefinitions: {parameters: {y: {parameterType: STRING}}}\n";
        assert_eq!(lines(&common::lower_unchecked(&text, &Options::default())), expected, "{input}");
    }
}

#[test]
fn another_selector() {
    let input = "{x: {componentInputParameter: y, parameterExpressionSelector: 'size(string_value)'}}";
    let text = with_component("{image: busybox, command: [echo]}", X, &task(input))
        + "  inputDefinitions: {parameters: {y: {parameterType: STRUCT}}}\n";
    assert_eq!(lines(&common::lower_unchecked(&text, &Options::default())), ["AR107"]);
}

#[test]
fn another_condition() {
    let text = with_component(
        "{image: busybox, command: [echo]}",
        X,
        &task("{x: {runtimeValue: {constant: a}}}"),
    )
    .replace(
        "      step:\n",
        "      step:\n        triggerPolicy: {condition: \"size(inputs.parameter_values['x']) > 1\"}\n",
    );
    assert_eq!(lines(&common::lower_unchecked(&text, &Options::default())), ["AR109"]);
}

#[test]
fn a_runtime_parameter() {
    let text = with_component(
        "{image: busybox, command: [echo]}",
        X,
        &task("{x: {runtimeValue: {runtimeParameter: old}}}"),
    );
    let codes = lines(&common::lower_unchecked(&text, &Options::default()));
    assert!(codes.contains(&"AR108".to_owned()), "{codes:?}");
}

fn importer(uri: &str) -> String {
    with_component("{image: busybox, command: [echo]}", "{}", &task("{}")).replace(
        "container: {image: busybox, command: [echo]}",
        &format!("importer: {{artifactUri: {{constant: '{uri}'}}, typeSchema: {{schemaTitle: system.Model, schemaVersion: 0.0.1}}}}"),
    ).replace(
        "    executorLabel: exec-step\n",
        "    executorLabel: exec-step\n    outputDefinitions: {artifacts: {a: {artifactType: {schemaTitle: system.Model, schemaVersion: 0.0.1}}}}\n",
    )
}

#[test]
fn an_importer_of_another_store() {
    for uri in ["s3://other/x", "minio://my-bucket/x", "oci://registry/image:1"] {
        assert_eq!(lines(&common::lower_unchecked(&importer(uri), &Options::default()))[0], "AR110", "{uri}");
    }
    let conditional = importer("s3://my-bucket/x")
        .replace("      step:\n", "      step:\n        triggerPolicy: {condition: \"1 == 1\"}\n");
    assert_eq!(lines(&common::lower_unchecked(&conditional, &Options::default()))[0], "AR110");
}

#[test]
fn an_import_from_elsewhere_leaves_its_graph() {
    let outputs = "  outputDefinitions: {artifacts: {a: {artifactType: {schemaTitle: system.Model, schemaVersion: 0.0.1}}}}\n";
    let passed = "  dag:\n    outputs: {artifacts: {a: {artifactSelectors: [{producerSubtask: step, outputArtifactKey: a}]}}}\n";
    for (uri, refused) in [("https://example.org/x", true), ("s3://my-bucket/x", false)] {
        let text = importer(uri).replace("  dag:\n", passed) + outputs;
        let codes = lines(&common::lower_unchecked(&text, &Options::default()));
        assert_eq!(codes.contains(&"AR112".to_owned()), refused, "{uri}: {codes:?}");
    }
}

#[test]
fn a_list_of_artifacts_for_a_run() {
    let text = with_component("{image: busybox, command: [echo]}", "{}", &task("{}"))
        + "  inputDefinitions: {artifacts: {all: {isArtifactList: true, artifactType: {schemaTitle: system.Model, schemaVersion: 0.0.1}}}}\n";
    assert_eq!(lines(&common::lower_unchecked(&text, &Options::default())), ["AR114"]);
}

#[test]
fn a_resolver() {
    let text = with_component("{image: busybox, command: [echo]}", "{}", &task("{}")).replace(
        "container: {image: busybox, command: [echo]}",
        "resolver: {outputArtifactQueries: {a: {filter: x}}}",
    );
    assert_eq!(lines(&common::lower_unchecked(&text, &Options::default()))[0], "AR103");
}

#[test]
fn a_task_config() {
    let ports = "{inputDefinitions: {parameters: {c: {parameterType: TASK_CONFIG, isOptional: true}}}}";
    let text = with_component("{image: busybox, command: [echo]}", ports, &task("{}"));
    assert_eq!(lines(&common::lower_unchecked(&text, &Options::default())), ["AR122"]);
}

#[test]
fn shared_memory() {
    let text = with_component("{image: busybox, command: [echo]}", "{}", &task("{}"))
        + "---\nplatforms: {kubernetes: {deploymentSpec: {executors: {exec-step: {enabledSharedMemory: {volumeName: shm, size: 1Gi}}}}}}\n";
    let lowered = lower_text(&text, &Options::default()).unwrap();
    let json = serde_json::to_value(&lowered.manifests[0]).unwrap();
    let step = &json["spec"]["templates"][1];
    assert_eq!(step["volumes"][0]["emptyDir"], serde_json::json!({"medium": "Memory", "sizeLimit": "1Gi"}));
    assert_eq!(step["container"]["volumeMounts"][0]["mountPath"], "/dev/shm");
}

#[test]
fn two_node_affinities() {
    let text = with_component("{image: busybox, command: [echo]}", "{}", &task("{}"))
        + "  inputDefinitions: {parameters: {a: {parameterType: STRUCT}}}\n---\nplatforms: {kubernetes: {deploymentSpec: {executors: {exec-step: {nodeAffinity: [{nodeAffinityJson: {componentInputParameter: a}}, {matchExpressions: [{key: a, operator: Exists}]}]}}}}}\n";
    assert_eq!(lines(&common::lower_unchecked(&text, &Options::default())), ["AR115"]);
    let known = text.replace("{componentInputParameter: a}", "{runtimeValue: {constant: '{\"requiredDuringSchedulingIgnoredDuringExecution\": {\"nodeSelectorTerms\": [{\"matchExpressions\": [{\"key\": \"z\", \"operator\": \"Exists\"}]}]}}'}}");
    let lowered = common::lower_unchecked(&known, &Options::default()).unwrap();
    let json = serde_json::to_value(&lowered.manifests[0]).unwrap();
    let affinity = &json["spec"]["templates"][1]["affinity"]["nodeAffinity"];
    let terms = &affinity["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"];
    assert_eq!(terms.as_array().unwrap().len(), 2, "{json}");
}

#[test]
fn too_many_templates_or_inputs() {
    let text =
        with_component("{image: busybox, command: [echo]}", X, &task("{x: {runtimeValue: {constant: a}}}"));
    let limits = Limits { templates: 1, parameters: 0, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    assert_eq!(lines(&lower_text(&text, &options)), ["AR116", "AR118"]);
}

#[test]
fn reports() {
    let ports = "{outputDefinitions: {parameters: {o: {parameterType: STRING}}}}";
    let text = with_component("{image: busybox, command: [sh]}", ports, &task("{}"));
    let result = lower_text(&text, &Options::default());
    let differences = kfp_argo::Differences::of(&result);
    assert!(!differences.is_exact());
    insta::assert_snapshot!(differences.text());
    insta::assert_snapshot!(differences.markdown());
    insta::assert_snapshot!(format!("{:#}", differences.json()));
    let refused = lower_text(&with_component("{image: busybox}", "{}", &task("{}")), &Options::default());
    let differences = kfp_argo::Differences::of(&refused);
    assert!(differences.text().starts_with("impossible AR105 at "), "{}", differences.text());
}
