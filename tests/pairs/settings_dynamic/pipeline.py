"""Resources and accelerators from values of the run: an input of the pipeline, the output of a task."""
from kfp import dsl


@dsl.container_component
def work(text: str):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.container_component
def make(out: dsl.OutputPath(str)):
    return dsl.ContainerSpec(image='busybox', command=['touch'], args=[out])


@dsl.pipeline(name='settings-dynamic')
def pipeline(cpu: str, kind: str, count: str):
    s = make()
    t = work(text=s.output)
    t.set_cpu_limit(cpu).set_cpu_request('500m').set_memory_limit(s.output).set_memory_request(s.output)
    t.set_accelerator_type(kind).set_accelerator_limit(count)
    work(text='fixed count').set_accelerator_type(kind).set_accelerator_limit(2)
    with dsl.If(cpu == '2'):
        # The SDK hands a setting into a group only where an argument takes the value in, too.
        u = work(text=cpu)
        u.set_cpu_limit(cpu)
