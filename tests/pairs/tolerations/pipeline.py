"""Taints that a task tolerates."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='tolerations')
def pipeline():
    t = work(text='a')
    kubernetes.add_toleration(t, key='team', operator='Equal', value='risk', effect='NoSchedule')
    kubernetes.add_toleration(t, key='spot', operator='Exists', effect='NoExecute', toleration_seconds=300)
    kubernetes.add_toleration(t, operator='Exists')
    kubernetes.add_toleration_json(t, [{'key': 'x', 'operator': 'Exists', 'effect': 'PreferNoSchedule'}])
