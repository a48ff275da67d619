"""One component, compiled by itself."""
from typing import Optional

from kfp import dsl
from kfp.dsl import Model, Output


@dsl.container_component
def pipeline(source: str, rate: float, note: Optional[str] = None, epochs: int = 3, model: Output[Model] = None,
        score: dsl.OutputPath(float) = None):
    return dsl.ContainerSpec(image='busybox', command=['train'], args=[source, rate, epochs, model.path, score])
