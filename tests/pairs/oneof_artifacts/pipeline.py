"""A model out of whichever branch runs."""
from kfp import dsl


@dsl.container_component
def train(rate: float, model: dsl.Output[dsl.Model], score: dsl.OutputPath(float)):
    return dsl.ContainerSpec(image='acme/train:1', command=['train'], args=[rate, model.path, score])


@dsl.container_component
def publish(model: dsl.Input[dsl.Model], note: str):
    return dsl.ContainerSpec(image='acme/publish:1', command=['publish'], args=[model.uri, note])


@dsl.pipeline(name='oneof-artifacts')
def pipeline(fast: bool, note: str = "it's new"):
    with dsl.If(fast == True):
        quick = train(rate=0.5)
    with dsl.Else():
        slow = train(rate=0.01)
    publish(model=dsl.OneOf(quick.outputs['model'], slow.outputs['model']), note=note)
