"""Nodes that a task needs or prefers."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='node-affinity')
def pipeline():
    t = work(text='a')
    kubernetes.add_node_affinity(t, match_expressions=[
        {'key': 'zone', 'operator': 'In', 'values': ['a', 'b']},
        {'key': 'gpu', 'operator': 'Exists'},
        {'key': 'spot', 'operator': 'DoesNotExist'}])
    kubernetes.add_node_affinity(
        t, match_expressions=[
            {'key': 'memory', 'operator': 'Gt', 'values': ['40']},
            {'key': 'age', 'operator': 'Lt', 'values': ['3']},
            {'key': 'zone', 'operator': 'NotIn', 'values': ['c']}],
        match_fields=[{'key': 'metadata.name', 'operator': 'In', 'values': ['node-1']}], weight=80)
