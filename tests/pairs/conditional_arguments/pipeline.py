"""Arguments that depend on whether an input is given, and arguments put together."""
from typing import Optional

from kfp import dsl
from kfp.dsl import Dataset, Input


@dsl.container_component
def work(name: str, tag: Optional[str] = None, level: Optional[int] = None):
    return dsl.ContainerSpec(
        image='busybox',
        command=['echo'],
        args=[
            dsl.IfPresentPlaceholder('tag', then=['--tag', tag], else_=['--no-tag']),
            dsl.IfPresentPlaceholder('level', then=[dsl.ConcatPlaceholder(['--level=', level])]),
            dsl.ConcatPlaceholder(['--name=', name, dsl.IfPresentPlaceholder('tag', then=dsl.ConcatPlaceholder([':', tag]), else_=':latest')]),
        ])


@dsl.pipeline(name='conditional-arguments')
def pipeline(name: str, tag: Optional[str] = None):
    work(name=name, tag='v1')
    work(name=name)
    work(name=name, tag=tag, level=3)
