"""A pipeline as the exit task."""
from kfp import dsl


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.container_component
def say(text: str):
    return dsl.ContainerSpec(image='busybox', command=['say'], args=[text])


@dsl.pipeline(name='tell')
def tell(text: str):
    say(text=text)
    say(text='more')


@dsl.pipeline(name='exit-pipeline')
def pipeline(text: str):
    with dsl.ExitHandler(tell(text=text)):
        work(text='a')
