"""How long a run may take, and how long it is kept; where artifacts go."""
from kfp import dsl


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='ttl', pipeline_root='gs://bucket/root', pipeline_config=dsl.PipelineConfig(
    workspace=dsl.WorkspaceConfig(size='500Mi'), ttl_seconds_after_finished=3600, ttl_seconds_after_success=60,
    ttl_seconds_after_failure=7200, active_deadline_seconds=86400))
def pipeline():
    work(text='a')
