//! What prost's derived messages read from our binary form: the same tasks, components and executors.

use std::collections::BTreeMap;

use kfp_ir::codec::proto;
use kfp_ir::model as ir;
use prost::Message;
use prost_types::{Struct, value::Kind};

#[derive(Clone, PartialEq, Message)]
struct PipelineSpec {
    #[prost(message, optional, tag = "1")]
    info: Option<PipelineInfo>,
    #[prost(string, tag = "5")]
    schema_version: String,
    #[prost(message, optional, tag = "7")]
    deployment_spec: Option<Struct>,
    #[prost(btree_map = "string, message", tag = "8")]
    components: BTreeMap<String, ComponentSpec>,
    #[prost(message, optional, tag = "9")]
    root: Option<ComponentSpec>,
}

#[derive(Clone, PartialEq, Message)]
struct PipelineInfo {
    #[prost(string, tag = "1")]
    name: String,
}

#[derive(Clone, PartialEq, Message)]
struct ComponentSpec {
    #[prost(oneof = "Implementation", tags = "3, 4")]
    implementation: Option<Implementation>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum Implementation {
    #[prost(message, tag = "3")]
    Dag(DagSpec),
    #[prost(string, tag = "4")]
    ExecutorLabel(String),
}

#[derive(Clone, PartialEq, Message)]
struct DagSpec {
    #[prost(btree_map = "string, message", tag = "1")]
    tasks: BTreeMap<String, Task>,
}

#[derive(Clone, PartialEq, Message)]
struct Task {
    #[prost(string, repeated, tag = "5")]
    dependent_tasks: Vec<String>,
    #[prost(message, optional, tag = "11")]
    retry_policy: Option<RetryPolicy>,
}

#[derive(Clone, PartialEq, Message)]
struct RetryPolicy {
    #[prost(int32, tag = "1")]
    max_retry_count: i32,
    #[prost(message, optional, tag = "2")]
    backoff_duration: Option<prost_types::Duration>,
    #[prost(double, tag = "3")]
    backoff_factor: f64,
}

fn spec() -> ir::PipelineSpec {
    let retry_policy = ir::RetryPolicy {
        max_retry_count: -2,
        backoff_duration: Some(ir::Duration { seconds: 90, nanos: 500_000_000 }),
        backoff_factor: 1.5,
        ..Default::default()
    };
    let task = ir::PipelineTaskSpec {
        dependent_tasks: vec!["a".into(), "b".into()],
        retry_policy: Some(Box::new(retry_policy)),
        ..Default::default()
    };
    let dag = ir::DagSpec { tasks: BTreeMap::from([("c".to_owned(), task)]), ..Default::default() };
    let leaf = ir::ComponentSpec { executor_label: Some("exec-c".into()), ..Default::default() };
    let container = ir::ContainerSpec { image: "busybox".into(), ..Default::default() };
    let executor = ir::ExecutorSpec { container: Some(container), ..Default::default() };
    ir::PipelineSpec {
        pipeline_info: Some(ir::PipelineInfo { name: "naïve".into(), ..Default::default() }),
        schema_version: "2.1.0".into(),
        deployment_spec: Some(ir::DeploymentConfig {
            executors: BTreeMap::from([("exec-c".into(), executor)]),
            ..Default::default()
        }),
        components: BTreeMap::from([("comp-c".to_owned(), leaf)]),
        root: Some(ir::ComponentSpec { dag: Some(dag), ..Default::default() }),
        ..Default::default()
    }
}

#[test]
fn prost_reads_what_we_write() {
    let read = PipelineSpec::decode(proto::encode(&spec()).unwrap().as_slice()).unwrap();
    assert_eq!(read.info.unwrap().name, "naïve");
    assert_eq!(read.schema_version, "2.1.0");
    let leaf = ComponentSpec { implementation: Some(Implementation::ExecutorLabel("exec-c".into())) };
    assert_eq!(read.components, BTreeMap::from([("comp-c".to_owned(), leaf)]));

    let Some(Implementation::Dag(dag)) = read.root.unwrap().implementation else {
        panic!("the root is a graph")
    };
    let retry_policy = RetryPolicy {
        max_retry_count: -2,
        backoff_duration: Some(prost_types::Duration { seconds: 90, nanos: 500_000_000 }),
        backoff_factor: 1.5,
    };
    let task = Task { dependent_tasks: vec!["a".into(), "b".into()], retry_policy: Some(retry_policy) };
    assert_eq!(dag.tasks, BTreeMap::from([("c".to_owned(), task)]));

    let mut deployment = read.deployment_spec.unwrap().fields;
    for key in ["executors", "exec-c", "container"] {
        let Some(Kind::StructValue(inner)) = deployment.remove(key).unwrap().kind else { panic!("`{key}`") };
        deployment = inner.fields;
    }
    assert_eq!(deployment.remove("image").unwrap().kind, Some(Kind::StringValue("busybox".into())));
}

#[test]
fn we_read_what_prost_writes() {
    let written = PipelineSpec::decode(proto::encode(&spec()).unwrap().as_slice()).unwrap().encode_to_vec();
    assert_eq!(proto::decode::<ir::PipelineSpec>(&written).unwrap(), spec());
}
