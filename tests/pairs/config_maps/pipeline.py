"""Config maps as variables and as files, with names from the run."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='config-maps')
def pipeline(name: str):
    t = work(text='a')
    kubernetes.use_config_map_as_env(t, 'load', {'level': 'LOG_LEVEL'})
    kubernetes.use_config_map_as_volume(t, 'load', '/etc/load')
    u = work(text='b')
    kubernetes.use_config_map_as_env(u, name, {'level': 'LOG_LEVEL'}, optional=True)
    kubernetes.use_config_map_as_volume(u, name, '/etc/load', optional=True)
