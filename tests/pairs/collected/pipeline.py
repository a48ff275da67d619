"""A loop over the list that a task makes; parameters and artifacts are collected."""
from typing import List

from kfp import dsl


@dsl.component(base_image='python:3.12')
def rates(n: int) -> List[float]:
    return [1.0] * n


@dsl.container_component
def train(rate: float, model: dsl.Output[dsl.Model], score: dsl.OutputPath(float)):
    return dsl.ContainerSpec(image='acme/train:1', command=['train'], args=[rate, model.path, score])


@dsl.component(base_image='python:3.12')
def best(scores: List[float], models: dsl.Input[List[dsl.Model]]) -> float:
    return max(scores)


@dsl.pipeline(name='collected')
def pipeline(n: int = 3) -> List[float]:
    listed = rates(n=n)
    with dsl.ParallelFor(listed.output) as rate:
        trained = train(rate=rate)
    best(scores=dsl.Collected(trained.outputs['score']), models=dsl.Collected(trained.outputs['model']))
    return dsl.Collected(trained.outputs['score'])
