"""Fields of the pod as variables."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='field-path')
def pipeline():
    t = work(text='a')
    kubernetes.use_field_path_as_env(t, 'POD_NAME', 'metadata.name')
    kubernetes.use_field_path_as_env(t, 'NODE', 'spec.nodeName')
    kubernetes.use_field_path_as_env(t, 'TEAM', "metadata.labels['team']")
