"""One task, one input with a default."""
from kfp import dsl


@dsl.container_component
def hello(name: str):
    return dsl.ContainerSpec(image='busybox:1.37', command=['echo'], args=[f'hello, {name}'])


@dsl.pipeline(name='hello', description='Says hello.')
def pipeline(name: str = 'world'):
    hello(name=name)
