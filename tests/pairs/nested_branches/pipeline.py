"""Branches in branches and in loops: numbers of the groups, and values through several of them."""
from kfp import dsl


@dsl.component(base_image='python:3.12')
def measure(text: str) -> float:
    return 0.5


@dsl.component(base_image='python:3.12')
def count() -> int:
    return 1


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='nested-branches')
def pipeline(text: str, limit: float = 0.9, exact: bool = False):
    score = measure(text=text)
    n = count()
    with dsl.If(score.output >= limit):
        work(text=text)
        with dsl.If(n.output != 3):
            work(text='inside')
    with dsl.Else():
        with dsl.ParallelFor(['a', 'b']) as item:
            with dsl.If(exact == False):
                again = measure(text=item)
                with dsl.If(again.output < 0.25):
                    work(text=item)
    with dsl.If(n.output <= 2):
        work(text='last')
