"""An exit task that is told how the tasks before it ended."""
from kfp import dsl


@dsl.component(base_image='python:3.12')
def notify(channel: str, status: dsl.PipelineTaskFinalStatus):
    print(channel, status)


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='exit-handler')
def pipeline(channel: str, text: str = 'work'):
    done = notify(channel=channel)
    with dsl.ExitHandler(done, name='the work'):
        first = work(text=text)
        work(text='more').after(first)
    work(text='beside')
