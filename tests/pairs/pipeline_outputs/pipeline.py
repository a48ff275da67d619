"""Outputs of pipelines: several, artifacts, lists of artifacts, one-ofs, those of pipelines inside."""
from typing import List, NamedTuple

from kfp import dsl
from kfp.dsl import Dataset, Input, Model, Output


@dsl.container_component
def train(rate: float, model: Output[Model], score: dsl.OutputPath(float)):
    return dsl.ContainerSpec(image='busybox', command=['train'], args=[rate, model.path, score])


@dsl.container_component
def compare(models: Input[List[Model]], best: Output[Model]):
    return dsl.ContainerSpec(image='busybox', command=['compare', '--executor-input', '{{$}}'], args=[best.path])


@dsl.pipeline(name='sweep')
def sweep(rates: List[float]) -> List[Model]:
    with dsl.ParallelFor(rates) as rate:
        trained = train(rate=rate)
    return dsl.Collected(trained.outputs['model'])


@dsl.pipeline(name='pipeline-outputs')
def pipeline(
    rates: List[float], fast: bool
) -> NamedTuple('Made', [('models', List[Model]), ('best', Model), ('score', float), ('scores', List[float])]):
    swept = sweep(rates=rates)
    best = compare(models=swept.output)
    with dsl.If(fast == True):
        quick = train(rate=0.5)
    with dsl.Else():
        slow = train(rate=0.1)
    with dsl.ParallelFor([0.1, 0.2]) as rate:
        each = train(rate=rate)
    Made = NamedTuple('Made', [('models', List[Model]), ('best', Model), ('score', float), ('scores', List[float])])
    return Made(swept.output, best.outputs['best'], dsl.OneOf(quick.outputs['score'], slow.outputs['score']),
                dsl.Collected(each.outputs['score']))
