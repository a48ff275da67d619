"""usage: argo_models.py FILE...

Reads every Argo object with the models that Hera generates from Argo's API and writes it back: a wrong type is an
error, and so is a field the models do not know (it is missing from what they write).
"""

import sys

import yaml
from hera.workflows import models

import reading
import report

KINDS = {
    "Workflow": models.Workflow,
    "WorkflowTemplate": models.WorkflowTemplate,
    "ClusterWorkflowTemplate": models.ClusterWorkflowTemplate,
    "CronWorkflow": models.CronWorkflow,
}


def lost(given, kept, place="$"):
    """Paths of the keys of `given` that `kept` does not have."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            if key not in kept:
                if value is not None:
                    yield f"{place}.{key}"
            else:
                yield from lost(value, kept[key], f"{place}.{key}")
    elif isinstance(given, list) and isinstance(kept, list):
        for index, (one, other) in enumerate(zip(given, kept)):
            yield from lost(one, other, f"{place}[{index}]")


def check(path):
    """Raises for an object that the models refuse or do not keep whole."""
    with open(path, encoding="utf-8") as stream:
        documents = list(yaml.load_all(stream, Loader=reading.LOADER))
    documents = [document for document in documents if document is not None]
    if not documents:
        raise ValueError("no object in the file")
    skipped = []
    for document in documents:
        model = KINDS.get(document.get("kind"))
        if model is None:
            skipped.append(str(document.get("kind")))
            continue
        kept = model.model_validate(document).model_dump(by_alias=True, exclude_unset=True, mode="json")
        unknown = list(lost(document, kept))
        if unknown:
            raise ValueError(f"unknown fields: {', '.join(unknown)}")
    if len(skipped) == len(documents):
        raise ValueError(f"no Argo object in the file, only {', '.join(skipped)}")


if __name__ == "__main__":
    sys.exit(report.check_each(report.files_of(sys.argv[1:]), check))
