"""usage: compile_components.py OUT

Compiles components with KFP's SDK: of Python functions, one with all that concerns packages and source and one that is in
its image, and of a notebook, to `OUT/train.yaml`, `OUT/tally.yaml` and `OUT/notebook.yaml`, and a pipeline that loads these
files, to `OUT/around.yaml`.
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


def half(number: float) -> float:
    return number / 2


@dsl.component(
    base_image="python:3.11",
    packages_to_install=["numpy==2.1.0"],
    pip_index_urls=["https://packages.example.com/simple"],
    pip_trusted_hosts=["packages.example.com"],
    kfp_package_path="kfp-of-ours==1.0",
    use_venv=True,
    additional_funcs=[half],
)
def train(
    data: dsl.Input[dsl.Dataset],
    model: dsl.Output[dsl.Model],
    rates: list,
    mode: str = "fast",
    epochs: int = 10,
    options: dict = {"depth": 3},
) -> NamedTuple("Scores", [("accuracy", float), ("rows", int)]):
    """Fits a model."""
    return (half(1.8), 3)


@dsl.component(base_image="python:3.11", target_image="ghcr.io/acme/tally:1")
def tally(rows: int) -> int:
    return rows + 1


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
    count = components.load_component_from_file(str(out / "tally.yaml"))
    show = components.load_component_from_file(str(out / "notebook.yaml"))

    @dsl.pipeline(name="around")
    def around(text: str) -> dsl.Model:
        data = load().output
        fitted = fit(data=data, rates=[0.1, 0.2], mode="exact", epochs=10, options={"depth": 3})
        count(rows=fitted.outputs["rows"])
        with dsl.If(fitted.outputs["accuracy"] > 0.5):
            show(text=text)
        return fitted.outputs["model"]

    return around


def main():
    out = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        makers = {
            "train": lambda: train,
            "tally": lambda: tally,
            "notebook": lambda: notebook(folder),
            "around": lambda: around(out),
        }
        return report.check_each(makers, lambda name: compiler.Compiler().compile(makers[name](), str(out / f"{name}.yaml")))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
