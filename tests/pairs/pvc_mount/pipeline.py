"""Volume claims that exist: by name, from an input, from a task, in a branch."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.container_component
def make(out: dsl.OutputPath(str)):
    return dsl.ContainerSpec(image='busybox', command=['touch'], args=[out])


@dsl.pipeline(name='pvc-mount')
def pipeline(claim: str):
    kubernetes.mount_pvc(work(text='a'), 'data', '/data')
    kubernetes.mount_pvc(work(text='b'), claim, '/data', sub_path='train/1')
    made = make()
    kubernetes.mount_pvc(work(text='c'), made.output, '/data')
    with dsl.If(claim != ''):
        kubernetes.mount_pvc(work(text='d'), made.output, '/data')
