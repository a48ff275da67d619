"""Node selectors, tolerations and affinities as JSON, known now and from the run."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='json-settings')
def pipeline(memory: str, labels: dict, tolerations: list, toleration: dict, affinity: dict):
    t = work(text='a')
    t.set_memory_limit(memory)
    kubernetes.add_node_selector_json(t, labels)
    kubernetes.add_toleration_json(t, tolerations)
    kubernetes.add_node_affinity_json(t, affinity)
    kubernetes.add_toleration_json(work(text='b'), toleration)
    kubernetes.add_node_affinity_json(work(text='c'), {
        'requiredDuringSchedulingIgnoredDuringExecution': {
            'nodeSelectorTerms': [{'matchExpressions': [{'key': 'gpu', 'operator': 'Exists'}]}]},
        'preferredDuringSchedulingIgnoredDuringExecution': [
            {'weight': 5, 'preference': {'matchFields': [
                {'key': 'metadata.name', 'operator': 'In', 'values': ['node-1']}]}}]})
