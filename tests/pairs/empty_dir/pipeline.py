"""Empty volumes: on disk, in memory, as shared memory."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='empty-dir')
def pipeline():
    t = work(text='a')
    kubernetes.empty_dir_mount(t, 'cache', '/cache')
    kubernetes.empty_dir_mount(t, 'fast', '/fast', medium='Memory', size_limit='1Gi')
    kubernetes.empty_dir_mount(t, 'pages', '/pages', medium='HugePages')
    kubernetes.empty_dir_mount(t, 'shm', '/dev/shm', medium='Memory', size_limit='8Gi')
