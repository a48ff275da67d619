"""The users that tasks run as."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='security-context')
def pipeline():
    kubernetes.set_security_context(work(text='a'), run_as_user=1000, run_as_group=3000, run_as_non_root=True)
    kubernetes.set_security_context(work(text='b'), run_as_user=0)
    kubernetes.set_security_context(work(text='c'), run_as_non_root=False)
