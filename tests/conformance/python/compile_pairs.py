"""usage: compile_pairs.py DIRECTORY OUT

Compiles the one pipeline of every `DIRECTORY/NAME/pipeline.py` with KFP's SDK and writes `OUT/NAME.yaml`.
"""

import importlib.util
import pathlib
import sys
import warnings

from kfp import compiler
from kfp.dsl import base_component, graph_component

import report


def pipeline_of(path):
    """The pipeline or component called `pipeline` in the module, else the only pipeline."""
    spec = importlib.util.spec_from_file_location(f"pair_{path.parent.name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    named = getattr(module, "pipeline", None)
    if isinstance(named, base_component.BaseComponent):
        return named
    found = [value for value in vars(module).values() if isinstance(value, graph_component.GraphComponent)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} pipelines found: call one of them `pipeline`")
    return found[0]


def main():
    source, out = map(pathlib.Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)

    def check(path):
        compiler.Compiler().compile(pipeline_of(path), str(out / f"{path.parent.name}.yaml"))

    return report.check_each(sorted(source.glob("*/pipeline.py")), check)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
