"""usage: descriptors.py OUT

Writes the descriptors of KFP's messages, taken from its Python packages, for the Go checker.
"""

import sys

from google.protobuf import descriptor_pb2
from kfp.kubernetes import kubernetes_executor_config_pb2
from kfp.pipeline_spec import pipeline_spec_pb2


def add(found, descriptor):
    """Appends a file after everything it imports."""
    if descriptor.name in found:
        return
    for dependency in descriptor.dependencies:
        add(found, dependency)
    copy = descriptor_pb2.FileDescriptorProto()
    descriptor.CopyToProto(copy)
    found[descriptor.name] = copy


if __name__ == "__main__":
    files = {}
    add(files, pipeline_spec_pb2.DESCRIPTOR)
    add(files, kubernetes_executor_config_pb2.DESCRIPTOR)
    with open(sys.argv[1], "wb") as out:
        out.write(descriptor_pb2.FileDescriptorSet(file=files.values()).SerializeToString())
