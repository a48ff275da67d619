"""Final statuses: of two exit handlers, one with a loop and a branch inside, and of a task that ignores failures."""
from kfp import dsl


@dsl.component(base_image='python:3.12')
def notify(channel: str, status: dsl.PipelineTaskFinalStatus):
    print(channel, status)


@dsl.component(base_image='python:3.12')
def check(status: dsl.PipelineTaskFinalStatus):
    print(status)


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='final-status')
def pipeline(channel: str):
    with dsl.ExitHandler(notify(channel=channel)):
        with dsl.ParallelFor(['a', 'b']) as item:
            work(text=item)
    with dsl.ExitHandler(notify(channel='fixed'), name='second'):
        with dsl.If(channel != ''):
            work(text=channel)
    last = work(text='last')
    check().after(last).ignore_upstream_failure()
