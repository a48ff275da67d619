"""Labels and annotations of pods."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='pod-metadata')
def pipeline():
    t = work(text='a')
    kubernetes.add_pod_label(t, 'team', 'risk')
    kubernetes.add_pod_label(t, 'example.com/stage', 'test')
    kubernetes.add_pod_annotation(t, 'sidecar.istio.io/inject', 'false')
    kubernetes.add_pod_annotation(work(text='b'), 'note', 'two words')
