"""One-ofs of parameters and artifacts with three branches, used in a condition, inside a branch and as outputs."""
from typing import NamedTuple

from kfp import dsl
from kfp.dsl import Input, Model, Output


@dsl.container_component
def train(rate: float, model: Output[Model], score: dsl.OutputPath(float)):
    return dsl.ContainerSpec(image='busybox', command=['train'], args=[rate, model.path, score])


@dsl.container_component
def publish(model: Input[Model], score: float):
    return dsl.ContainerSpec(image='busybox', command=['publish'], args=[model.uri, score])


@dsl.pipeline(name='oneof-nested')
def pipeline(size: int) -> NamedTuple('Best', [('model', Model), ('score', float)]):
    with dsl.If(size > 100):
        large = train(rate=0.1)
    with dsl.Elif(size > 10):
        middle = train(rate=0.2)
    with dsl.Else():
        small = train(rate=0.4)
    model = dsl.OneOf(large.outputs['model'], middle.outputs['model'], small.outputs['model'])
    score = dsl.OneOf(large.outputs['score'], middle.outputs['score'], small.outputs['score'])
    with dsl.If(score > 0.5):
        publish(model=model, score=score)
    Best = NamedTuple('Best', [('model', Model), ('score', float)])
    return Best(model, score)
