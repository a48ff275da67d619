"""Another image for one task: known now, an input of the pipeline, the output of a task, the item of a loop."""
from typing import Dict, List

from kfp import dsl


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.container_component
def make(out: dsl.OutputPath(str)):
    return dsl.ContainerSpec(image='busybox', command=['touch'], args=[out])


@dsl.pipeline(name='image')
def pipeline(image: str, images: List[str]):
    work(text='fixed').set_container_image('busybox:1.36')
    work(text='input').set_container_image(image)
    made = make()
    work(text='output').set_container_image(made.output)
    with dsl.ParallelFor(images) as item:
        work(text='item').set_container_image(item)
