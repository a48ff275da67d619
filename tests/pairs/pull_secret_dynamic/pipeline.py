"""Pull secrets with names from the run."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='pull-secret-dynamic')
def pipeline(name: str):
    kubernetes.set_image_pull_secrets(work(text='a'), [name])
