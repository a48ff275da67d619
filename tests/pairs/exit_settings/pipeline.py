"""Exit tasks with settings: a notice that is always given, and a clean-up that tries again."""
from kfp import dsl
from kfp import kubernetes


@dsl.container_component
def run(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='exit-settings')
def pipeline(channel: str, memory: str = '64Mi'):
    notice = run(text=channel).set_caching_options(False).set_display_name('Tell everyone')
    with dsl.ExitHandler(notice):
        run(text='work')
    cleanup = run(text='clean up')
    cleanup.set_retry(num_retries=3, backoff_duration='30s')
    cleanup.set_cpu_limit('100m').set_memory_limit(memory).set_env_variable('MODE', 'all')
    kubernetes.use_secret_as_env(cleanup, 'cleaner', {'token': 'TOKEN'})
    with dsl.ExitHandler(cleanup):
        run(text='more work')
