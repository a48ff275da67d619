"""Importers: constant and run-time URIs, metadata with constants and values, other artifact types."""
from kfp import dsl


@dsl.container_component
def use_both(model: dsl.Input[dsl.Model], data: dsl.Input[dsl.Dataset]):
    return dsl.ContainerSpec(image='busybox', command=['use'], args=[model.path, data.uri])


@dsl.pipeline(name='importers')
def pipeline(uri: str, owner: str, size: int = 3):
    fixed = dsl.importer(artifact_uri='gs://bucket/model', artifact_class=dsl.Model, reimport=True)
    given = dsl.importer(
        artifact_uri=uri,
        artifact_class=dsl.Dataset,
        metadata={
            'owner': owner,
            'size': size,
            'again': owner,
            'fixed': 'text',
            'rows': 7,
            'deep': [owner, 'x'],
            'label': f'of {owner}',
        })
    use_both(model=fixed.output, data=given.output)
