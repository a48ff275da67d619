"""Names of the branches of a chain, and of a nested one."""
from kfp import dsl


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='named-branches')
def pipeline(text: str):
    with dsl.If(text == 'a', name='first'):
        work(text='a')
    with dsl.Elif(text == 'b'):
        work(text='b')
    with dsl.Else(name='the rest'):
        with dsl.If(text == 'c', name='inside'):
            work(text='c')
