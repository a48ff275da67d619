"""Facts about the run and the task as inputs."""
from kfp import dsl


@dsl.container_component
def show(job: str, resource: str, job_id: str, task: str, task_id: str, created: str, scheduled: str):
    return dsl.ContainerSpec(
        image='busybox', command=['echo'], args=[job, resource, job_id, task, task_id, created, scheduled])


@dsl.pipeline(name='job-placeholders')
def pipeline():
    show(
        job=dsl.PIPELINE_JOB_NAME_PLACEHOLDER,
        resource=dsl.PIPELINE_JOB_RESOURCE_NAME_PLACEHOLDER,
        job_id=dsl.PIPELINE_JOB_ID_PLACEHOLDER,
        task=dsl.PIPELINE_TASK_NAME_PLACEHOLDER,
        task_id=dsl.PIPELINE_TASK_ID_PLACEHOLDER,
        created=dsl.PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER,
        scheduled=dsl.PIPELINE_JOB_SCHEDULE_TIME_UTC_PLACEHOLDER)
