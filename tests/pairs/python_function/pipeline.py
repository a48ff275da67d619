"""A compiled component of a Python function."""
import pathlib

from kfp import components, dsl

tokens = components.load_component_from_file(str(pathlib.Path(__file__).parent / 'tokens.yaml'))


@dsl.pipeline(name='python-function')
def pipeline(texts: list) -> int:
    with dsl.ParallelFor(texts) as text:
        tokens(text=text, separators=[' ', ','])
    return tokens(text='a b', separators=[' ']).output
