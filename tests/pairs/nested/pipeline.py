"""A pipeline called three times inside another one; what it makes goes on, and its names meet those outside.

No component has two tasks inside and one outside: the SDK visits `step` and `step-2` of an inner pipeline in an order
that changes from run to run, and so do the names that it then gives.
"""
from typing import NamedTuple

from kfp import dsl


@dsl.container_component
def step(text: str, said: dsl.OutputPath(str), data: dsl.Output[dsl.Dataset]):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text, said, data.path])


@dsl.container_component
def check(text: str):
    return dsl.ContainerSpec(image='busybox', command=['test', '-n'], args=[text])


@dsl.container_component
def use(data: dsl.Input[dsl.Dataset]):
    return dsl.ContainerSpec(image='busybox', command=['cat'], args=[data.path])


@dsl.pipeline(name='inner')
def inner(text: str, n: int = 1) -> NamedTuple('Made', [('said', str), ('data', dsl.Dataset)]):
    first = step(text=text)
    with dsl.If(n == 1):
        check(text=first.outputs['said'])
    Made = NamedTuple('Made', [('said', str), ('data', dsl.Dataset)])
    return Made(first.outputs['said'], first.outputs['data'])


@dsl.pipeline(name='nested')
def pipeline(text: str) -> str:
    before = step(text='before')
    one = inner(text=text, n=1)
    two = inner(text=one.outputs['said'], n=2)
    use(data=two.outputs['data'])
    after = step(text=two.outputs['said'])
    with dsl.ParallelFor(['x']) as item:
        inner(text=item, n=1).after(before)
    return after.outputs['said']
