"""Display names and descriptions: of the pipeline, its inputs, groups, tasks, pipelines inside."""
from kfp import dsl


@dsl.container_component
def work(text: str, out: dsl.OutputPath(str)):
    """Works.

    Args:
        text: What to work on.
    """
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text, out])


@dsl.pipeline(name='inner-names', description='Inside.', display_name='Inner')
def inner(text: str) -> str:
    return work(text=text).outputs['out']


@dsl.pipeline(name='names', description='All kinds of names.', display_name='All Names')
def pipeline(text: str, flag: bool = True):
    """Doc.

    Args:
        text: Some text.
        flag: Whether to.
    """
    with dsl.If(flag == True, name='the branch'):
        work(text=text).set_display_name('In the branch')
    with dsl.ParallelFor(['x'], name='the loop') as item:
        inner(text=item).set_display_name('Called')
