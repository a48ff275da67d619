"""A volume that all tasks of a run share."""
from kfp import dsl


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='workspace', pipeline_config=dsl.PipelineConfig(
    workspace=dsl.WorkspaceConfig(
        size='10Gi',
        kubernetes=dsl.KubernetesWorkspaceConfig(
            pvcSpecPatch={'storageClassName': 'fast', 'accessModes': ['ReadWriteMany']}))))
def pipeline():
    work(text=dsl.WORKSPACE_PATH_PLACEHOLDER)
    work(text=dsl.WORKSPACE_PATH_PLACEHOLDER + '/features')
