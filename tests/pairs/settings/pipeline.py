"""How tasks run: resources, accelerator, retries, environment, caching, display name, timeout."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='settings', display_name='All the settings')
def pipeline():
    big = work(text='big')
    big.set_cpu_request('500m').set_cpu_limit('2').set_memory_request('512Mi').set_memory_limit('2Gi')
    big.set_accelerator_type('nvidia.com/gpu').set_accelerator_limit(2)
    careful = work(text='careful')
    careful.set_retry(num_retries=3, backoff_duration='30s', backoff_factor=1.5, backoff_max_duration='10m')
    careful.set_env_variable('A', 'b').set_env_variable('B', 'd').set_env_variable('A', 'c')
    careful.set_caching_options(False)
    named = work(text='named').set_display_name('Named: "work"')
    named.set_caching_options(True, cache_key='key')
    kubernetes.set_timeout(named, 60)
    work(text='plain').set_retry(num_retries=2)
