"""Every placeholder a container can use, alone and inside text."""
from kfp import dsl


@dsl.container_component
def make(seed: int, data: dsl.Output[dsl.Dataset]):
    return dsl.ContainerSpec(image='acme/tool:1', command=['make', seed], args=[data.uri])


@dsl.container_component
def work(name: str, rate: float, dry: bool, options: dict, data: dsl.Input[dsl.Dataset], model: dsl.Output[dsl.Model],
         version: dsl.OutputPath(str), count: dsl.OutputPath(int)):
    return dsl.ContainerSpec(
        image='acme/tool:1',
        command=['sh', '-ec', 'tool "$@"', 'tool'],
        args=[
            f'--name={name}', '--rate', rate, dry, options, f'--data={data.path}', data.uri, f'--model={model.uri}',
            model.path, version, count
        ])


@dsl.container_component
def show(version: str, count: int):
    return dsl.ContainerSpec(image='acme/tool:1', command=['echo'], args=[f'{version}-{count}'])


@dsl.pipeline(name='placeholders')
def pipeline(name: str, dry: bool = False):
    made = make(seed=7)
    worked = work(name=name, rate=0.25, dry=dry, options={'deep': {'list': [1, 2.5, 'three', True]}},
                  data=made.outputs['data'])
    show(version=worked.outputs['version'], count=worked.outputs['count'])
