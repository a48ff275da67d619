"""How images are pulled."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='pull')
def pipeline():
    kubernetes.set_image_pull_policy(work(text='a'), 'Always')
    kubernetes.set_image_pull_policy(work(text='b'), 'Never')
    c = work(text='c')
    kubernetes.set_image_pull_policy(c, 'IfNotPresent')
    kubernetes.set_image_pull_secrets(c, ['registry', 'mirror'])
