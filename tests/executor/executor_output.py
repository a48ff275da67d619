"""Makes `executor_output.json` and `sliced.json`: what the executor of the kfp SDK (2.17.0) writes.

Run it with that version installed, in this folder: `python executor_output.py`.
"""

import json
import os
import tempfile
from typing import NamedTuple

from kfp import dsl
from kfp.dsl.executor import Executor


class Results(NamedTuple):
    text: str
    whole: int
    real: float
    flag: bool
    items: list
    fields: dict


def everything(
    dataset: dsl.Input[dsl.Dataset],
    model: dsl.Output[dsl.Model],
    metrics: dsl.Output[dsl.Metrics],
    classes: dsl.Output[dsl.ClassificationMetrics],
    cells: dsl.Output[dsl.ClassificationMetrics],
    text: str,
    whole: int,
    real: float,
    flag: bool,
    items: list,
    fields: dict,
) -> Results:
    with open(model.path, "w") as file:
        file.write(open(dataset.path).read().upper())
    model.metadata["framework"] = "plain"
    model.metadata["rows"] = dataset.metadata["rows"]
    model.metadata["layers"] = [8, 4.5]
    metrics.log_metric("accuracy", 0.875)
    metrics.log_metric("rows", 12)
    classes.log_confusion_matrix(["stayed", "churned"], [[8, 1], [2, 9]])
    classes.log_roc_curve([0.0, 0.5, 1.0], [0.0, 0.75, 1.0], [1.0, 0.5, 0.0])
    classes.log_roc_data_point(1.0, 1.0, -0.5)
    cells.set_confusion_matrix_categories(["a", "b", "c"])
    cells.log_confusion_matrix_row("b", [1, 2, 3])
    cells.log_confusion_matrix_cell("c", "a", 7)
    return Results(text, whole, real, flag, items, fields)


def sliced():
    # The SDK's class never makes this dictionary itself, so its methods fail without it.
    metrics = dsl.SlicedClassificationMetrics()
    metrics._sliced_metrics = {}
    for name in ["eu", "us"]:
        metrics.set_confusion_matrix_categories(name, ["a", "b"])
        metrics.log_confusion_matrix_row(name, "a", [3, 1])
    metrics.log_confusion_matrix_cell("us", "b", "b", 5)
    return metrics.metadata


def main():
    with tempfile.TemporaryDirectory() as root:
        text = open("executor_input.json").read().replace("$ROOT", root)
        dataset = os.path.join(root, "in/dataset")
        os.makedirs(os.path.dirname(dataset))
        with open(dataset, "w") as file:
            file.write("a,b\n")
        path = Executor(json.loads(text), everything).execute()
        output = json.loads(open(path).read().replace(root, "$ROOT"))
    for name, content in [("executor_output.json", output), ("sliced.json", sliced())]:
        with open(name, "w") as file:
            json.dump(content, file, indent=2, sort_keys=True, ensure_ascii=False)
            file.write("\n")


main()
