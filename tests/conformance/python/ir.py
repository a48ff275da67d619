"""What a compiled file holds, parsed by KFP's own messages: unknown fields and wrong types are errors."""

import functools
import json

import yaml
from google.protobuf import json_format
from kfp.kubernetes import kubernetes_executor_config_pb2
from kfp.pipeline_spec import pipeline_spec_pb2

import reading


def documents(path):
    """The pipeline spec and perhaps the platform spec of a file, as plain Python values.

    They are the documents of a YAML file, the members of a JSON body for the API, or parts of a `PipelineVersion`.
    """
    with open(path, encoding="utf-8") as stream:
        found = [json.load(stream)] if path.endswith(".json") else list(yaml.load_all(stream, Loader=reading.LOADER))
    found = [document for document in found if document is not None]
    for document in found:
        if document.get("kind") == "PipelineVersion":
            return parts(document["spec"], "pipelineSpec", "platformSpec")
    if len(found) == 1 and "pipeline_spec" in found[0]:
        return parts(found[0], "pipeline_spec", "platform_spec")
    return found


def parts(holder, *names):
    """The members that are there."""
    return [holder[name] for name in names if name in holder]


def pipeline_spec(document):
    """The document as `PipelineSpec`, with its executors read as the message they stand for."""
    spec = json_format.ParseDict(document, pipeline_spec_pb2.PipelineSpec())
    deployment = json_format.MessageToDict(spec.deployment_spec)
    json_format.ParseDict(deployment, pipeline_spec_pb2.PipelineDeploymentConfig())
    return spec


def platform_spec(document):
    """The document as `PlatformSpec`, with every Kubernetes executor read as the message it stands for."""
    spec = json_format.ParseDict(document, pipeline_spec_pb2.PlatformSpec())
    kubernetes = spec.platforms.get("kubernetes", pipeline_spec_pb2.SinglePlatformSpec())
    for executor in kubernetes.deployment_spec.executors.values():
        json_format.ParseDict(
            json_format.MessageToDict(executor), kubernetes_executor_config_pb2.KubernetesExecutorConfig()
        )
    return spec


@functools.cache
def load(path):
    """`(PipelineSpec, PlatformSpec or None)` of a compiled file, read strictly."""
    found = documents(path)
    if not 1 <= len(found) <= 2:
        raise ValueError(f"expected one or two documents, found {len(found)}")
    return pipeline_spec(found[0]), platform_spec(found[1]) if len(found) == 2 else None
