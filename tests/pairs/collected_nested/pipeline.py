"""Lists out of loops in loops, of artifacts, out of a loop in a branch."""
from typing import List

from kfp import dsl
from kfp.dsl import Dataset, Input, Model, Output


@dsl.container_component
def split(name: str, parts: dsl.OutputPath(List[str])):
    return dsl.ContainerSpec(image='busybox', command=['split'], args=[name, parts])


@dsl.container_component
def train(name: str, part: str, model: Output[Model]):
    return dsl.ContainerSpec(image='busybox', command=['train'], args=[name, part, model.path])


@dsl.container_component
def score(name: str, points: dsl.OutputPath(int)):
    return dsl.ContainerSpec(image='busybox', command=['score'], args=[name, points])


@dsl.container_component
def total(points: List[int]):
    return dsl.ContainerSpec(image='busybox', command=['total'], args=[points])


@dsl.container_component
def merge(models: Input[List[Model]]):
    return dsl.ContainerSpec(image='busybox', command=['merge', '--executor-input', '{{$}}'])


@dsl.pipeline(name='collected-nested')
def pipeline(names: List[str], deep: bool = True):
    with dsl.ParallelFor(names, name='names') as name:
        parts = split(name=name)
        with dsl.ParallelFor(parts.outputs['parts'], parallelism=2) as part:
            trained = train(name=name, part=part)
    merge(models=dsl.Collected(trained.outputs['model']))
    with dsl.If(deep == True):
        with dsl.ParallelFor(names) as name:
            scored = score(name=name)
        total(points=dsl.Collected(scored.outputs['points']))
