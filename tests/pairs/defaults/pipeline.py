"""Inputs with defaults and inputs that may be missing, of components and of pipelines.

The SDK leaves a default to the component, which KFP 2.17 then fails to fill in (kubeflow/pipelines issue 12598). So here
the task passes it, as ours do by themselves.
"""
from typing import Dict, List, Optional

from kfp import dsl


@dsl.component(base_image='python:3.12')
def work(n: int = 3, rate: float = 0.5, text: str = 'a', flag: bool = True, items: List[int] = [1, 2],
         options: Dict[str, float] = {'x': 1.0}, maybe: Optional[str] = None):
    print(n, rate, text, flag, items, options, maybe)


@dsl.component(base_image='python:3.12')
def load(model: dsl.Input[dsl.Model] = None):
    print(model)


@dsl.pipeline(name='defaults')
def pipeline(maybe: Optional[str] = None, options: dict = {'x': 2.0}, items: List[int] = [3]):
    all_defaults = dict(n=3, rate=0.5, text='a', flag=True, items=[1, 2], options={'x': 1.0})
    work(**all_defaults)
    work(**{**all_defaults, 'n': 4, 'items': items, 'options': options}, maybe=maybe)
    load()
