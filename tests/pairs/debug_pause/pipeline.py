"""Pods that wait for someone to look into them."""
from kfp import dsl


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='debug-pause')
def pipeline():
    work(text='after').set_debug_pause()
    work(text='before').set_debug_pause(before=True, after=False)
    work(text='failure').set_debug_pause(on_error=True)
    work(text='all').set_env_variable('A', 'b').set_debug_pause(before=True)
