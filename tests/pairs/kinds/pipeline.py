"""Every type of parameter and artifact, given and made; custom types with versions."""
from typing import Dict, List

from kfp import dsl
from kfp.dsl import HTML, Artifact, ClassificationMetrics, Dataset, Input, Markdown, Metrics, Model, Output, SlicedClassificationMetrics


class Table(dsl.Artifact):
    schema_title = 'system.Table'
    schema_version = '1.2.3'


class Endpoint(dsl.Artifact):
    schema_title = 'google.VertexEndpoint'
    schema_version = '0.0.1'


@dsl.container_component
def make(a: Output[Artifact], d: Output[Dataset], m: Output[Model], n: Output[Metrics], c: Output[ClassificationMetrics],
         s: Output[SlicedClassificationMetrics], h: Output[HTML], k: Output[Markdown], t: Output[Table],
         e: Output[Endpoint], text: dsl.OutputPath(str), whole: dsl.OutputPath(int), real: dsl.OutputPath(float),
         truth: dsl.OutputPath(bool), items: dsl.OutputPath(list), fields: dsl.OutputPath(dict)):
    return dsl.ContainerSpec(image='busybox', command=['make'], args=[a.path, text])


@dsl.container_component
def use(a: Input[Artifact], b: Input[Artifact], d: Input[Dataset], m: Input[Model], n: Input[Metrics],
        c: Input[ClassificationMetrics], s: Input[SlicedClassificationMetrics], h: Input[HTML], k: Input[Markdown],
        t: Input[Table], e: Input[Endpoint], text: str, whole: int, real: float, truth: bool, items: list,
        fields: dict):
    return dsl.ContainerSpec(image='busybox', command=['use'], args=[a.path, text])


@dsl.pipeline(name='kinds')
def pipeline(text: str = 'x', whole: int = 1, real: float = 0.5, truth: bool = True, items: list = [1, 'a'],
             fields: dict = {'k': [1.5, True]}):
    made = make()
    o = made.outputs
    use(a=o['a'], b=o['t'], d=o['d'], m=o['m'], n=o['n'], c=o['c'], s=o['s'], h=o['h'], k=o['k'], t=o['t'], e=o['e'],
        text=o['text'], whole=o['whole'], real=o['real'], truth=o['truth'], items=o['items'], fields=o['fields'])
    use(a=o['a'], b=o['e'], d=o['d'], m=o['m'], n=o['n'], c=o['c'], s=o['s'], h=o['h'], k=o['k'], t=o['t'], e=o['e'],
        text=text, whole=whole, real=real, truth=truth, items=items, fields=fields)
