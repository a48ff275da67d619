"""Artifacts of several types between tasks, and out of the pipeline."""
from kfp import dsl


@dsl.container_component
def make_data(rows: int, data: dsl.Output[dsl.Dataset], schema: dsl.Output[dsl.Artifact]):
    return dsl.ContainerSpec(image='acme/data:1', command=['make'], args=[rows, data.path, schema.uri])


@dsl.container_component
def train(data: dsl.Input[dsl.Dataset], schema: dsl.Input[dsl.Artifact], model: dsl.Output[dsl.Model],
          metrics: dsl.Output[dsl.Metrics]):
    return dsl.ContainerSpec(
        image='acme/train:1', command=['train'], args=[data.path, schema.path, model.path, metrics.path])


@dsl.pipeline(name='artifacts')
def pipeline(rows: int = 100) -> dsl.Model:
    made = make_data(rows=rows)
    trained = train(data=made.outputs['data'], schema=made.outputs['schema'])
    return trained.outputs['model']
