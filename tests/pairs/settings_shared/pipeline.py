"""Settings of single tasks of one component, in a nested pipeline, too."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='inner')
def inner(secret: str):
    kubernetes.use_secret_as_env(work(text='d'), secret, {'k': 'K'})


@dsl.pipeline(name='settings-shared')
def pipeline(secret: str):
    kubernetes.use_secret_as_env(work(text='a'), 'one', {'k': 'K'})
    kubernetes.use_secret_as_env(work(text='b'), 'two', {'k': 'K'})
    work(text='c')
    inner(secret='three')
    inner(secret=secret)
