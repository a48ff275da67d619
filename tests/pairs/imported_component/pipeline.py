"""A compiled component from a file, called twice: with everything, and with what it needs."""
import pathlib

from kfp import components, dsl

scale = components.load_component_from_file(str(pathlib.Path(__file__).parent / 'scale.yaml'))


@dsl.container_component
def load(data: dsl.Output[dsl.Dataset]):
    return dsl.ContainerSpec(image='busybox', command=['load'], args=[data.path])


@dsl.container_component
def count(rows: int):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[rows])


@dsl.pipeline(name='imported-component')
def pipeline(columns: list, mode: str) -> dsl.Dataset:
    data = load().output
    first = scale(data=data, columns=columns, factor=0.5, mode=mode, reference=data)
    first.set_cpu_limit('2').set_retry(2)
    second = scale(data=first.outputs['scaled'], columns=['a', 'b'], factor=2.0)
    with dsl.If(second.outputs['rows'] > 10):
        count(rows=second.outputs['rows'])
    return second.outputs['scaled']
