"""Optional inputs through pipelines inside pipelines: given, passed on, left out, with defaults at each level."""
from typing import Dict, List, Optional

from kfp import dsl


@dsl.component(base_image='python:3.12')
def show(text: Optional[str] = None, number: int = 3, options: Optional[Dict[str, str]] = None, names: Optional[List[str]] = None,
         flag: Optional[bool] = None):
    print(text)


@dsl.pipeline(name='innermost')
def innermost(text: Optional[str] = None, number: Optional[int] = None, names: Optional[List[str]] = None):
    show(text=text, names=names, number=1)
    show(number=2)


@dsl.pipeline(name='inner')
def inner(text: Optional[str] = None, flag: Optional[bool] = None, level: int = 5):
    innermost(text=text, number=level)
    innermost(names=['a'])
    show(flag=flag, number=level)


@dsl.pipeline(name='optional-nested')
def pipeline(text: Optional[str] = None, options: Optional[Dict[str, str]] = None, given: str = 'given'):
    inner(text=text, level=5)
    inner(text=given, flag=True, level=7)
    show(options=options, number=3)
