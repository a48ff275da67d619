"""What a compiled file holds, parsed by KFP's own messages: unknown fields and wrong types are errors."""

import json

import yaml
from google.protobuf import json_format
from kfp.kubernetes import kubernetes_executor_config_pb2
from kfp.pipeline_spec import pipeline_spec_pb2


def documents(path):
    """The documents of a YAML or JSON file as plain Python values."""
    with open(path, encoding="utf-8") as stream:
        if path.endswith(".json"):
            return [json.load(stream)]
        return [document for document in yaml.safe_load_all(stream) if document is not None]


def pipeline_spec(document):
    """The document as `PipelineSpec`, with its executors read as the message they stand for."""
    spec = json_format.ParseDict(document, pipeline_spec_pb2.PipelineSpec())
    deployment = json_format.MessageToDict(spec.deployment_spec)
    json_format.ParseDict(deployment, pipeline_spec_pb2.PipelineDeploymentConfig())
    return spec


def platform_spec(document):
    """The document as `PlatformSpec`, with every Kubernetes executor read as the message it stands for."""
    spec = json_format.ParseDict(document, pipeline_spec_pb2.PlatformSpec())
    for executor in spec.platforms["kubernetes"].deployment_spec.executors.values() if "kubernetes" in spec.platforms else ():
        json_format.ParseDict(
            json_format.MessageToDict(executor), kubernetes_executor_config_pb2.KubernetesExecutorConfig()
        )
    return spec


def load(path):
    """`(PipelineSpec, PlatformSpec or None)` of a compiled file, read strictly."""
    found = documents(path)
    if not 1 <= len(found) <= 2:
        raise ValueError(f"expected one or two documents, found {len(found)}")
    return pipeline_spec(found[0]), platform_spec(found[1]) if len(found) == 2 else None
