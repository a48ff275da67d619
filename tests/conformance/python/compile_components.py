"""usage: compile_components.py OUT

Compiles a component of a Python function and one of a notebook with KFP's SDK, to `OUT/train.yaml` and
`OUT/notebook.yaml`, and a pipeline that loads both files, to `OUT/around.yaml`.
"""

import json
import pathlib
import sys
import tempfile
import warnings
from typing import NamedTuple

from kfp import compiler, components, dsl

import report

CELL = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": ["print(text)"]}
NOTEBOOK = {"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@dsl.component(base_image="python:3.11")
def train(
    data: dsl.Input[dsl.Dataset],
    model: dsl.Output[dsl.Model],
    rates: list,
    mode: str = "fast",
    epochs: int = 10,
    options: dict = {"depth": 3},
) -> NamedTuple("Scores", [("accuracy", float), ("rows", int)]):
    """Fits a model."""
    return (0.9, 3)


def notebook(folder):
    path = pathlib.Path(folder) / "show.ipynb"
    path.write_text(json.dumps(NOTEBOOK))

    @dsl.notebook_component(notebook_path=str(path), base_image="python:3.11")
    def notebook(text: str):
        dsl.run_notebook(text=text)

    return notebook


@dsl.container_component
def load(data: dsl.Output[dsl.Dataset]):
    return dsl.ContainerSpec(image="busybox", command=["load"], args=[data.path])


def around(out):
    fit = components.load_component_from_file(str(out / "train.yaml"))
    show = components.load_component_from_file(str(out / "notebook.yaml"))

    @dsl.pipeline(name="around")
    def around(text: str) -> dsl.Model:
        data = load().output
        fitted = fit(data=data, rates=[0.1, 0.2], mode="exact", epochs=10, options={"depth": 3})
        with dsl.If(fitted.outputs["accuracy"] > 0.5):
            show(text=text)
        return fitted.outputs["model"]

    return around


def main():
    out = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        makers = {
            "train": lambda: train,
            "notebook": lambda: notebook(folder),
            "around": lambda: around(out),
        }
        return report.check_each(makers, lambda name: compiler.Compiler().compile(makers[name](), str(out / f"{name}.yaml")))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
