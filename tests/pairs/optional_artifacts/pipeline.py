"""Optional artifacts through pipelines inside pipelines: given, passed on, left out."""
from typing import Optional

from kfp import dsl
from kfp.dsl import Dataset, Input, Model, Output


@dsl.container_component
def make(model: Output[Model]):
    return dsl.ContainerSpec(image='busybox', command=['make'], args=[model.path])


@dsl.component(base_image='python:3.12')
def train(rate: float, start: Optional[Input[Model]] = None, note: Optional[str] = None):
    print(rate)


@dsl.pipeline(name='inner')
def inner(rate: float, start: Optional[Input[Model]] = None):
    train(rate=rate, start=start)
    train(rate=0.1)


@dsl.pipeline(name='optional-artifacts')
def pipeline(rate: float, note: Optional[str] = None):
    made = make()
    inner(rate=rate, start=made.outputs['model'])
    inner(rate=0.5)
    train(rate=rate, start=made.outputs['model'], note=note)
