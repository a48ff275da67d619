"""A component file of KFP's first version."""
import pathlib

from kfp import components, dsl

train = components.load_component_from_file(str(pathlib.Path(__file__).parent / 'train.yaml'))


@dsl.container_component
def load(data: dsl.Output[dsl.Dataset]):
    return dsl.ContainerSpec(image='busybox', command=['load'], args=[data.path])


@dsl.pipeline(name='imported-v1')
def pipeline(rate: float) -> dsl.Model:
    data = load().output
    first = train(
        training_data=data, rate=rate, trees=100, label_column='target', verbose=False, options={'depth': 3})
    second = train(
        training_data=data, rate=0.1, trees=5, label_column='y', verbose=True, options={},
        start=first.outputs['model'], schema=first.outputs['log'], note='again')
    return second.outputs['model']
