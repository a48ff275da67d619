"""Loops over constants: doubles, integers, texts; a value from outside is used inside."""
from kfp import dsl


@dsl.container_component
def work(text: str, rate: float, n: int):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text, rate, n])


@dsl.pipeline(name='raw-loops')
def pipeline(text: str):
    with dsl.ParallelFor([0.1, 1e-07, 2.0]) as rate:
        work(text=text, rate=rate, n=1)
    with dsl.ParallelFor([1, 2, 3], name='counts', parallelism=2) as n:
        work(text=text, rate=0.5, n=n)
    with dsl.ParallelFor(['a', 'é "quoted" \\ \n']) as item:
        work(text=item, rate=0.5, n=1)
