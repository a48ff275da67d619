"""Two tolerations as JSON from the run, beside one that is known."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='json-tolerations')
def pipeline(several: list, one: dict):
    t = work(text='a')
    kubernetes.add_toleration(t, key='spot', operator='Exists')
    kubernetes.add_toleration_json(t, several)
    kubernetes.add_toleration_json(t, one)
