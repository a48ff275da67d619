"""Volumes that live as long as the pod, from a storage class."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='ephemeral-volume')
def pipeline():
    t = work(text='a')
    kubernetes.add_ephemeral_volume(t, 'scratch', '/scratch', ['ReadWriteOnce'], '5Gi')
    kubernetes.add_ephemeral_volume(
        t, 'fast', '/fast', ['ReadWriteOncePod'], '1Gi', storage_class_name='fast',
        labels={'team': 'risk'}, annotations={'a': 'b c'})
