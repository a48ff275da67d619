//! The bytes that are written: they are a contract.

use std::collections::BTreeMap;

use kfp_ir::Document;
use kfp_ir::back::kfp::{self, ManifestOptions};
use kfp_ir::codec::{json, proto, read, value, yaml};
use kfp_ir::model::platform::kubernetes::KubernetesExecutorConfig;
use kfp_ir::model::*;
use kfp_ir::valid::Info;
use serde::Serialize;
use serde_json::json;

#[test]
fn values_have_one_layout() {
    #[derive(Serialize)]
    enum Kind {
        Unit,
        New(i32),
        Tuple(i32, bool),
        Fields { a: Option<u8> },
    }
    let value = json!({
        "empty": [{}, [], "", null],
        "lists": [[1, [2, 3]], [{"a": 1, "b": [true]}], []],
        "map": {"inner": {"x": {}}, "list": ["a", "b c"]},
        "text": {"block": "a\n\n  b\n", "clipped": "a\nb", "spaces": "a \nb", "tabs": "\ta", "url": "s3://b/k:1"},
    });
    let expected = "empty:\n- {}\n- []\n- \"\"\n- null\nlists:\n- - 1\n  - - 2\n    - 3\n- - a: 1\n    b:\n    - true\n- []\n\
                    map:\n  inner:\n    x: {}\n  list:\n  - a\n  - b c\ntext:\n  block: |\n    a\n\n      b\n  \
                    clipped: |-\n    a\n    b\n  spaces: \"a \\nb\"\n  tabs: \"\\ta\"\n  url: s3://b/k:1\n";
    assert_eq!(yaml::to_string(&value).unwrap(), expected);
    let kinds = [Kind::Unit, Kind::New(1), Kind::Tuple(1, true), Kind::Fields { a: None }];
    let expected = "- Unit\n- New: 1\n- Tuple:\n  - 1\n  - true\n- Fields:\n    a: null\n";
    assert_eq!(yaml::to_string(&kinds).unwrap(), expected);
    assert_eq!(yaml::to_string(&BTreeMap::from([(1, 2)])).unwrap(), "\"1\": 2\n");
    assert_eq!(yaml::to_string(&BTreeMap::from([((), 2)])).unwrap(), "\"null\": 2\n");
    assert!(yaml::to_string(&BTreeMap::from([(vec![1], 2)])).unwrap_err().message.contains("key"));
    for (scalar, text) in
        [(json!("x\n"), "|\n  x\n"), (json!({}), "{}\n"), (json!([]), "[]\n"), (json!("1"), "\"1\"\n")]
    {
        assert_eq!(yaml::to_string(&scalar).unwrap(), text);
    }
}

#[test]
fn floats_are_floats_for_every_reader() {
    let cases = [
        (3.0_f64, "3.0"),
        (-0.0, "-0.0"),
        (0.1, "0.1"),
        (1e15, "1000000000000000.0"),
        (1e16, "1.0e+16"),
        (1.5e300, "1.5e+300"),
        (1e-7, "1.0e-7"),
        (5e-324, "5.0e-324"),
        (9_007_199_254_740_993.0, "9007199254740992.0"),
    ];
    for (number, text) in cases {
        assert_eq!(yaml::to_string(&number).unwrap(), format!("{text}\n"));
        assert_eq!(serde_yaml::from_str::<f64>(text).unwrap().to_bits(), number.to_bits());
    }
}

/// Every kind of field, with and without presence.
#[test]
fn the_json_form_is_that_of_protobuf() {
    let task = PipelineTaskSpec {
        caching_options: Some(CachingOptions::default()),
        retry_policy: Some(Box::new(RetryPolicy {
            max_retry_count: 2,
            backoff_duration: Some(Duration::from_secs(0)),
            backoff_factor: 2.0,
            backoff_max_duration: Some(Duration { seconds: -1, nanos: -500_000_000 }),
        })),
        trigger_policy: Some(Box::new(TriggerPolicy {
            condition: String::new(),
            strategy: TriggerStrategy::AllUpstreamTasksCompleted,
        })),
        ..Default::default()
    };
    let expected = "cachingOptions: {}\nretryPolicy:\n  backoffDuration: \"0s\"\n  backoffFactor: 2.0\n  \
                    backoffMaxDuration: \"-1.500s\"\n  maxRetryCount: 2\ntriggerPolicy:\n  \
                    strategy: ALL_UPSTREAM_TASKS_COMPLETED\n";
    assert_eq!(yaml::to_string(&task).unwrap(), expected);
    let accelerator = AcceleratorConfig { count: i64::MAX, ..Default::default() };
    assert_eq!(json::to_compact_string(&accelerator).unwrap(), r#"{"count":"9223372036854775807"}"#);
    let null = ValueOrRuntimeParameter::constant(Value::Null);
    assert_eq!(json::to_compact_string(&null).unwrap(), r#"{"constant":null}"#);
    assert_eq!(json::from_str::<ValueOrRuntimeParameter>(r#"{"constant":null}"#).unwrap(), null);
}

/// Numbers as text, names in snake case, numbers for names, `null` for absence: all of it is protobuf's JSON form.
#[test]
fn other_spellings_of_the_json_form_are_read() {
    let text = r#"{"max_retry_count": "3", "backoffFactor": "1.5", "backoffDuration": null}"#;
    let policy: RetryPolicy = json::from_str(text).unwrap();
    assert_eq!((policy.max_retry_count, policy.backoff_factor, policy.backoff_duration), (3, 1.5, None));
    let parameter: ComponentInputParameter =
        json::from_str(r#"{"parameterType": 2, "type": "INT"}"#).unwrap();
    assert_eq!(
        (parameter.parameter_type, parameter.r#type),
        (ParameterType::NumberInteger, PrimitiveType::Int)
    );
    let accelerator: AcceleratorConfig = json::from_str(r#"{"count": -9223372036854775808}"#).unwrap();
    assert_eq!(accelerator.count, i64::MIN);
    let strategy: TriggerPolicy = json::from_str(r#"{"strategy": 2.0}"#).unwrap();
    assert_eq!(strategy.strategy, TriggerStrategy::AllUpstreamTasksCompleted);
    for wrong in [r#"{"maxRetryCount": 1.5}"#, r#"{"maxRetryCount": "x"}"#, r#"{"maxRetryCount": 1e999}"#] {
        assert!(json::from_str::<RetryPolicy>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn durations_are_read_strictly() {
    for (text, seconds, nanos) in [("3600s", 3600, 0), ("0.5s", 0, 500_000_000), ("-1.000000001s", -1, -1)] {
        assert_eq!(Duration::parse(text), Some(Duration { seconds, nanos }));
    }
    assert_eq!(Duration { seconds: 0, nanos: -1_000 }.to_string(), "-0.000001s");
    for text in ["3600", "s", "1m", "1.s", ".5s", "1.0000000001s", "--1s", "315576000001s", "1 s", "+1s"] {
        assert_eq!(Duration::parse(text), None, "{text}");
    }
}

/// Fields that no file of the corpus has.
#[test]
fn rare_messages_survive_every_form() {
    let parameter = json!({"runtimeValue": {"constant": "x"}});
    let requirement = json!([{"key": "k", "operator": "In", "values": ["a", "b"]}]);
    let config = json!({
        "activeDeadlineSeconds": "20",
        "configMapAsEnv": [{"configMapName": "c", "configMapNameParameter": parameter, "keyToEnv": [{"configMapKey": "k", "envVar": "V"}], "optional": false}],
        "configMapAsVolume": [{"configMapName": "c", "configMapNameParameter": parameter, "mountPath": "/m", "optional": true}],
        "emptyDirMounts": [{"medium": "Memory", "mountPath": "/m", "sizeLimit": "1Gi", "volumeName": "v"}],
        "enabledSharedMemory": {"size": "1Gi", "volumeName": "v"},
        "fieldPathAsEnv": [{"fieldPath": "metadata.name", "name": "N"}],
        "genericEphemeralVolume": [{"accessModes": ["ReadWriteOnce"], "defaultStorageClass": true, "metadata": {"annotations": {"a": "1"}, "labels": {"b": "2"}}, "mountPath": "/m", "size": "1Gi", "storageClassName": "s", "volumeName": "v"}],
        "imagePullPolicy": "Always",
        "imagePullSecret": [{"secretName": "s", "secretNameParameter": parameter}],
        "initContainers": [{"args": ["a"], "command": ["c"], "env": [{"name": "n", "value": "v"}], "image": "i", "name": "n", "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "1"}}, "restartPolicy": "Always", "volumeMounts": [{"mountPath": "/m", "volumeName": "v"}]}],
        "nodeAffinity": [{"matchExpressions": requirement, "matchFields": requirement, "nodeAffinityJson": parameter, "weight": 0}],
        "nodeSelector": {"labels": {"a": "b"}, "nodeSelectorJson": parameter},
        "podAffinity": [{"anti": false, "matchNamespaceExpressions": requirement, "matchNamespaceLabels": {"a": "b"}, "matchPodExpressions": requirement, "matchPodLabels": {"a": "b"}, "namespaces": ["n"], "topologyKey": "t", "weight": 100}],
        "podMetadata": {"annotations": {"a": "true"}, "labels": {"b": "1e3"}},
        "pvcMount": [{"componentInputParameter": "p", "mountPath": "/m", "pvcNameParameter": parameter, "subPath": "s"}],
        "secretAsEnv": [{"keyToEnv": [{"envVar": "V", "secretKey": "k"}], "optional": true, "secretName": "s", "secretNameParameter": parameter}],
        "secretAsVolume": [{"mountPath": "/m", "optional": false, "secretName": "s", "secretNameParameter": parameter}],
        "securityContext": {"runAsGroup": "0", "runAsNonRoot": false, "runAsUser": "1000"},
        "tolerations": [{"effect": "NoSchedule", "key": "k", "operator": "Exists", "tolerationJson": parameter, "tolerationSeconds": "0", "value": "v"}],
    });
    let read: KubernetesExecutorConfig =
        json::from_str(&config.to_string()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(serde_json::to_value(&read).unwrap(), config);
    assert_eq!(proto::decode::<KubernetesExecutorConfig>(&proto::encode(&read).unwrap()).unwrap(), read);

    let argo = json!({
        "approval": {"choices": ["a", "b"], "onTimeout": "b", "prompt": "?", "timeoutSeconds": "60"},
        "cache": {"maxAgeSeconds": "3600", "uncountedInputs": ["a"]},
        "hooks": [{"container": {"command": ["a"], "image": "i"}, "phase": "Failed"}, {"container": {"args": ["b"], "command": ["a"], "image": "i"}}],
        "mutexes": [{"name": "m", "namespace": "n"}],
        "podPatch": {"hostNetwork": true},
        "priorityClass": "high",
        "resource": {
            "action": "create", "failureCondition": "status.failed > 0", "manifest": {"kind": "Job"}, "mergeStrategy": "merge",
            "outputs": [{"jsonPath": "{.metadata.name}", "name": "o"}], "setOwnerReference": true,
            "successCondition": "status.succeeded > 0"
        },
        "retryOnOtherNode": true,
        "semaphores": [{"configMap": "c", "key": "k", "namespace": "n"}],
    });
    let platform = json!({"platforms": {
        "kubernetes": {"deploymentSpec": {"executors": {"e": config}}, "pipelineConfig": {"activeDeadlineSeconds": 9, "resourceTtlOnCompletion": 1, "resourceTtlOnFailure": 2, "resourceTtlOnSuccess": 3, "workspace": {"kubernetes": {"pvcSpecPatch": {"storageClassName": "s"}}, "size": "1Gi"}}},
        "argo": {"config": {"hooks": [{"container": {"command": ["a"], "image": "i"}}]}, "deploymentSpec": {"executors": {"e": argo}}},
        "other": {"config": {"a": 1.5}, "deploymentSpec": {"executors": {"e": {"anything": [1.5]}}}, "platform": "other"},
    }});
    let spec: PlatformSpec = json::from_str(&platform.to_string()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(serde_json::to_value(&spec).unwrap(), platform);
    assert_eq!(proto::decode::<PlatformSpec>(&proto::encode(&spec).unwrap()).unwrap(), spec);
    let executor =
        |platform: &str| spec.platforms[platform].deployment_spec.as_ref().unwrap().executors["e"].clone();
    assert!(matches!(executor("kubernetes"), PlatformExecutor::Kubernetes(_)));
    assert!(matches!(executor("argo"), PlatformExecutor::Argo(_)));
    assert!(matches!(executor("other"), PlatformExecutor::Other(_)));
    assert_eq!(spec.argo_pipeline().unwrap().hooks.len(), 1);

    let legacy = json!({"intValue": "-3"});
    let artifact = json!({"customPath": "/p", "customProperties": {"a": legacy}, "metadata": {"m": null}, "name": "n", "properties": {"b": {"doubleValue": 0.0}, "c": {"stringValue": ""}}, "type": {"schemaTitle": "t"}, "uri": "u"});
    let input = json!({
        "inputs": {"artifacts": {"a": {"artifacts": [artifact]}}, "parameterValues": {"x": [1.5, {"y": false}]}, "parameters": {"o": legacy}},
        "outputs": {"artifacts": {"a": {"artifacts": [artifact, artifact]}}, "outputFile": "/o", "parameters": {"p": {"outputFile": "/p"}}},
    });
    let read: ExecutorInput = json::from_str(&input.to_string()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(serde_json::to_value(&read).unwrap(), input);
    assert_eq!(proto::decode::<ExecutorInput>(&proto::encode(&read).unwrap()).unwrap(), read);

    let key = json!({"containerSpec": {"cmdArgs": ["a"], "image": "i", "pvcNames": ["p"]}, "inputArtifactNames": {"a": {"artifactNames": ["1"]}}, "inputParameterValues": {"v": null}, "inputParameters": {"o": legacy}, "outputArtifactsSpec": {"a": artifact}, "outputParametersSpec": {"p": "STRING"}});
    let read: CacheKey = json::from_str(&key.to_string()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(serde_json::to_value(&read).unwrap(), key);
    assert_eq!(proto::decode::<CacheKey>(&proto::encode(&read).unwrap()).unwrap(), read);
}

#[test]
fn values_convert_both_ways() {
    let value = json!({"a": [1, 2.5, null, true, "x"], "b": {}});
    let ours = Value::from(value.clone());
    assert_eq!(serde_json::Value::from(ours.clone()), value);
    assert_eq!(value::to_value(&value).unwrap(), ours);
    let Value::Struct(fields) = ours else { panic!("not a map") };
    assert!(value::from_struct::<PipelineInfo>(&fields).is_err());
    let info: Struct = [("name", "n")].into_iter().collect();
    assert_eq!(value::from_struct::<PipelineInfo>(&info).unwrap().name, "n");
}

/// What values cannot hold is refused where it stands, not rounded.
#[test]
fn data_that_is_no_value_is_refused() {
    #[derive(Serialize)]
    enum Data {
        Number(f64),
        Integers { list: Vec<i64> },
        Pair(u64, bool),
        Map(BTreeMap<i32, Option<char>>),
    }
    let good = [
        Data::Pair(1 << 53, true),
        Data::Integers { list: vec![-(1 << 53)] },
        Data::Map([(-1, Some('x'))].into()),
    ];
    let expected = json!([
        {"Pair": [9007199254740992_i64, true]},
        {"Integers": {"list": [-9007199254740992_i64]}},
        {"Map": {"-1": "x"}}
    ]);
    assert_eq!(serde_json::Value::from(value::to_value(&good).unwrap()), expected);
    for (data, path) in [
        (Data::Number(f64::NAN), "[0].Number"),
        (Data::Integers { list: vec![0, (1 << 53) + 1] }, "[0].Integers.list[1]"),
        (Data::Pair(u64::MAX, true), "[0].Pair[0]"),
    ] {
        assert_eq!(value::to_value(&[data]).unwrap_err().path.to_string(), path);
    }
    assert!(value::to_value(&BTreeMap::from([(vec![1], 1)])).unwrap_err().message.contains("key"));
}

#[test]
fn a_manifest_holds_the_pipeline_and_its_version() {
    let document = Document {
        pipeline: PipelineSpec {
            pipeline_info: Some(PipelineInfo {
                name: "train".to_owned(),
                display_name: "Train: it".to_owned(),
                description: String::new(),
            }),
            schema_version: "2.1.0".to_owned(),
            ..Default::default()
        },
        platform: Some(PlatformSpec::default()),
    };
    let options = ManifestOptions {
        version_name: Some("train-v2".to_owned()),
        namespace: Some("team".to_owned()),
        ..Default::default()
    };
    let info = Info::default();
    let expected = "apiVersion: pipelines.kubeflow.org/v2beta1\nkind: Pipeline\nmetadata:\n  name: train\n  namespace: team\n\
                    spec:\n  displayName: \"Train: it\"\n---\napiVersion: pipelines.kubeflow.org/v2beta1\n\
                    kind: PipelineVersion\nmetadata:\n  name: train-v2\n  namespace: team\nspec:\n  \
                    displayName: \"Train: it\"\n  pipelineName: train\n  pipelineSpec:\n    pipelineInfo:\n      \
                    displayName: \"Train: it\"\n      name: train\n    schemaVersion: \"2.1.0\"\n  platformSpec: {}\n";
    assert_eq!(kfp::manifest(&document, &info, &options).unwrap(), expected);
    let only = ManifestOptions { version_only: true, ..options.clone() };
    assert!(
        kfp::manifest(&document, &info, &only)
            .unwrap()
            .starts_with("apiVersion: pipelines.kubeflow.org/v2beta1\nkind: PipelineVersion")
    );
    for name in ["", "Train", "a_b", "-a", "a.", &"a".repeat(254)] {
        let options = ManifestOptions { name: Some(name.to_owned()), ..options.clone() };
        let error = kfp::manifest(&document, &info, &options).unwrap_err();
        assert!(error.help.is_some() && error.message.contains("Kubernetes"), "{error}");
    }
}

#[test]
fn a_file_says_what_it_holds() {
    let text = "pipelineInfo: {name: p, description: \"one\\ntwo\"}\n---\nplatforms: {x: {platform: x}}\n";
    let document = read(text, kfp_ir::codec::Format::Yaml).unwrap().document;
    let expected = "# PIPELINE DEFINITION\n# Name: p\n# Description: one\n#              two\npipelineInfo:\n  description: |-\n    \
                    one\n    two\n  name: p\n---\nplatforms:\n  x:\n    platform: x\n";
    assert_eq!(kfp::yaml(&document, &Info::default()).unwrap(), expected);
}
