"""A loop in a loop: items of both, values from outside, one list out of it."""
from typing import List

from kfp import dsl


@dsl.container_component
def train(name: str, rate: float, epochs: int, score: dsl.OutputPath(float)):
    return dsl.ContainerSpec(image='acme/train:1', command=['train'], args=[name, rate, epochs, score])


@dsl.container_component
def compare(scores: list):
    return dsl.ContainerSpec(image='acme/train:1', command=['compare'], args=[scores])


@dsl.pipeline(name='nested-loops')
def pipeline(names: List[str], epochs: int):
    with dsl.ParallelFor(names, parallelism=3) as name:
        with dsl.ParallelFor([0.1, 0.01], parallelism=1) as rate:
            trained = train(name=name, rate=rate, epochs=epochs)
    compare(scores=dsl.Collected(trained.outputs['score']))
