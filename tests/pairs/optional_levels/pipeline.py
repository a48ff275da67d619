"""Pipelines in pipelines whose inputs may be left out at every level."""
from typing import Optional

from kfp import dsl


@dsl.container_component
def say(text: str, note: Optional[str] = None, size: Optional[int] = None,
        like: Optional[dsl.Input[dsl.Dataset]] = None):
    return dsl.ContainerSpec(image='busybox', command=['echo'], args=[text])


@dsl.pipeline(name='inner')
def inner(text: str = 'deep', note: Optional[str] = None, size: Optional[int] = None,
          like: Optional[dsl.Input[dsl.Dataset]] = None):
    say(text=text, note=note, size=size, like=like)


@dsl.pipeline(name='middle')
def middle(note: Optional[str] = None, size: int = 2, like: Optional[dsl.Input[dsl.Dataset]] = None):
    inner(text='deep', note=note, size=size, like=like)


@dsl.pipeline(name='optional-levels')
def pipeline(note: Optional[str] = None, like: Optional[dsl.Input[dsl.Dataset]] = None):
    middle(note=note, size=2, like=like)
    middle(size=3)
