"""A compiled pipeline from a file, called twice inside another one and once deeper; its names meet those outside."""
import pathlib
from typing import Optional

from kfp import components, dsl

prepare = components.load_component_from_file(str(pathlib.Path(__file__).parent / 'prepare.yaml'))


@dsl.container_component
def check(note: str):
    return dsl.ContainerSpec(image='busybox', command=['true'], args=[note])


@dsl.container_component
def use(data: dsl.Input[dsl.Dataset], kept: int):
    return dsl.ContainerSpec(image='busybox', command=['cat'], args=[data.path, kept])


@dsl.pipeline(name='around')
def around(like: Optional[dsl.Input[dsl.Dataset]] = None, rows: int = 3):
    made = prepare(rows=rows, like=like, note='around')
    use(data=made.outputs['data'], kept=made.outputs['kept'])


@dsl.pipeline(name='imported-pipeline')
def pipeline(rows: int) -> int:
    check(note='first')
    one = prepare(rows=rows, note='none')
    two = prepare(rows=5, note='two', like=one.outputs['data'])
    around(like=two.outputs['data'], rows=3)
    return two.outputs['kept']
