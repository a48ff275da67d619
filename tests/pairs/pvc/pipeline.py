"""Volume claims that the pipeline creates and deletes."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='pvc')
def pipeline(size: str):
    claim = kubernetes.CreatePVC(access_modes=['ReadWriteMany'], size=size, pvc_name_suffix='-data')
    t = work(text='a')
    kubernetes.mount_pvc(t, claim.outputs['name'], '/data')
    kubernetes.DeletePVC(pvc_name=claim.outputs['name']).after(t)
    kubernetes.CreatePVC(
        access_modes=['ReadWriteOnce', 'ReadOnlyMany'],
        size='5Gi',
        pvc_name='copy',
        storage_class_name='fast',
        annotations={'a': 'b'},
        data_source={'apiGroup': 'snapshot.storage.k8s.io', 'kind': 'VolumeSnapshot', 'name': 'snap'})
    kubernetes.CreatePVC(
        access_modes=['ReadWriteOnce'], size='1Gi', pvc_name='own', storage_class_name='', volume_name='pv-1')
