"""Loops over lists of structs, given and made; fields of their items as arguments and in a condition."""
from typing import Dict, List

from kfp import dsl


@dsl.container_component
def plan(jobs: dsl.OutputPath(List[Dict[str, str]])):
    return dsl.ContainerSpec(image='busybox', command=['plan'], args=[jobs])


@dsl.container_component
def work(name: str, rate: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[name, rate])


@dsl.pipeline(name='struct-lists')
def pipeline(jobs: List[Dict[str, str]]):
    with dsl.ParallelFor(jobs) as job:
        work(name=job.title, rate=job.rate)
    made = plan()
    with dsl.ParallelFor(made.outputs['jobs']) as job:
        with dsl.If(job.title == 'x'):
            work(name=job.title, rate='fixed')
