"""Texts with the item of a loop, values from outside of it, and in a branch inside."""
from typing import List

from kfp import dsl


@dsl.container_component
def show(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.container_component
def make(text: str, out: dsl.OutputPath(str)):
    return dsl.ContainerSpec(image='busybox', command=['make'], args=[text, out])


@dsl.pipeline(name='strings-in-loops')
def pipeline(names: List[str], prefix: str = 'p'):
    first = make(text='first')
    with dsl.ParallelFor(names) as name:
        made = make(text=f'{prefix}/{name}')
        show(text=f'{name}/{first.outputs["out"]}/{made.outputs["out"]}')
        with dsl.If(prefix == 'p'):
            show(text=f'{prefix} of {made.outputs["out"]}')
