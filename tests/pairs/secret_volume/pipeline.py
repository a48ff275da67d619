"""Secrets as files: required, optional, with names from the run."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.container_component
def make(out: dsl.OutputPath(str)):
    return dsl.ContainerSpec(image='busybox', command=['touch'], args=[out])


@dsl.pipeline(name='secret-volume')
def pipeline(secret: str):
    t = work(text='a')
    kubernetes.use_secret_as_volume(t, 'tls', '/etc/tls')
    kubernetes.use_secret_as_volume(t, 'maybe', '/etc/maybe', optional=True)
    kubernetes.use_secret_as_volume(work(text='b'), secret, '/etc/secret')
    made = make()
    kubernetes.use_secret_as_volume(work(text='c'), made.output, '/etc/secret')
