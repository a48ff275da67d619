"""Nodes by their labels, one by one and as JSON."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='node-selector')
def pipeline():
    t = work(text='a')
    kubernetes.add_node_selector(t, 'disk', 'ssd')
    kubernetes.add_node_selector(t, 'topology.kubernetes.io/zone', 'a')
    kubernetes.add_node_selector_json(work(text='c'), {'pool': 'gpu'})
