"""Tasks that run whatever happened before them: with defaults for what may be missing, and without data."""
from kfp import dsl


@dsl.component(base_image='python:3.12')
def make(text: str) -> str:
    return text


@dsl.component(base_image='python:3.12')
def report(text: str = 'nothing', other: str = 'none'):
    print(text)


@dsl.pipeline(name='ignore-upstream')
def pipeline(text: str):
    made = make(text=text)
    report(text=made.output, other='x').ignore_upstream_failure()
    more = make(text='more')
    report(text='ran', other=more.output).ignore_upstream_failure()
    report(text='plain', other='y').after(made).ignore_upstream_failure()
