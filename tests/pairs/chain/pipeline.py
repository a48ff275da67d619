"""Functions that pass parameters on; one is used twice, one waits without data."""
from kfp import dsl


@dsl.component(base_image='python:3.12')
def add(a: int, b: int) -> int:
    return a + b


@dsl.component(base_image='python:3.12')
def show_text(text: str, times: float, loud: bool):
    print(text * int(times), loud)


@dsl.pipeline(name='chain')
def pipeline(start: int, factor: float = 1.5) -> int:
    first = add(a=start, b=2)
    second = add(a=first.output, b=first.output)
    show_text(text='done', times=factor, loud=True).after(second)
    return second.output
