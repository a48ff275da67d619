"""Texts put together from values: inputs, outputs, numbers, in lists and maps, inside branches and loops."""
from typing import Dict, List

from kfp import dsl


@dsl.container_component
def make(text: str, out: dsl.OutputPath(str), n: dsl.OutputPath(int)):
    return dsl.ContainerSpec(image='busybox', command=['make'], args=[text, out, n])


@dsl.container_component
def show(text: str, names: List[str], options: Dict[str, str]):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text, names, options])


@dsl.pipeline(name='strings')
def pipeline(bucket: str, rate: float, exact: bool = False):
    made = make(text=f's3://{bucket}/{bucket}-{rate}/"it\'s" {{x}}')
    show(
        text=f'{made.outputs["out"]}:{made.outputs["n"]}',
        names=['plain', f'{bucket}/a', f'{exact}'],
        options={'a': f'{made.outputs["out"]} and {bucket}', 'b': 'plain'})
    with dsl.If(made.outputs['n'] > 3):
        show(text=f'{bucket}', names=['x'], options={'k': f'n is {made.outputs["n"]}'})
