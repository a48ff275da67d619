"""Fields of struct items, constant ones and those of a list that a task makes."""
from typing import Dict, List

from kfp import dsl


@dsl.container_component
def list_jobs(out: dsl.OutputPath(List[Dict[str, float]])):
    return dsl.ContainerSpec(image='busybox', command=['jobs'], args=[out])


@dsl.container_component
def work(rate: float, text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[rate, text])


@dsl.pipeline(name='fields')
def pipeline(text: str):
    with dsl.ParallelFor([{'rate': 0.5, 'epochs': 1.5}, {'rate': 0.25, 'epochs': 2.5}]) as job:
        work(rate=job.rate, text=text)
        work(rate=job.epochs, text='constant')
    listed = list_jobs()
    with dsl.ParallelFor(listed.outputs['out']) as job:
        work(rate=job.rate, text=text)
