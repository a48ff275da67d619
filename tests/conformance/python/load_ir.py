"""usage: load_ir.py FILE...

Uses every compiled file in the ways KFP's SDK does: parsed strictly as messages, loaded as a component and written
again (the messages must be the same), and called as a task of a new pipeline, which is compiled too.
"""

import inspect
import sys
import tempfile
import warnings
from typing import List

from kfp import compiler, components, dsl
from kfp.dsl.types import artifact_types

import ir
import report

PARAMETERS = {
    "String": str,
    "Integer": int,
    "Float": float,
    "Boolean": bool,
    "List": list,
    "Dict": dict,
}


def artifact_class(bundled_type):
    """The class for a type written as `system.Model@0.0.1`; a new one where the SDK has none."""
    title, version = bundled_type.split("@")
    known = artifact_types._SCHEMA_TITLE_TO_TYPE.get(title)
    if known is not None:
        return known
    return type(title.replace(".", "_"), (dsl.Artifact,), {"schema_title": title, "schema_version": version})


def annotation(spec):
    """How a pipeline function would declare this input."""
    if spec.type in PARAMETERS:
        return PARAMETERS[spec.type]
    kind = artifact_class(spec.type)
    return dsl.Input[List[kind]] if spec.is_artifact_list else dsl.Input[kind]


def caller_of(component):
    """A pipeline that passes its own inputs on to the component's required inputs."""
    given = {
        name: annotation(spec)
        for name, spec in (component.component_spec.inputs or {}).items()
        if not spec.optional and name in component._component_inputs and spec.type != "TaskConfig"
    }

    def caller(*inputs):
        component(**dict(zip(given, inputs)))

    caller.__signature__ = inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=kind) for name, kind in given.items()]
    )
    # A task that uses the workspace is only allowed in a pipeline that has one.
    workspace = dsl.PipelineConfig(workspace=dsl.WorkspaceConfig(size="1Gi"))
    return dsl.pipeline(name="caller", pipeline_config=workspace)(caller)


def check(path):
    """Raises what the SDK raises when it cannot use the file."""
    spec, platform = ir.load(path)
    component = components.load_component_from_file(path)
    with tempfile.TemporaryDirectory() as directory:
        again = f"{directory}/again.yaml"
        compiler.Compiler().compile(component, again)
        written, written_platform = ir.load(again)
        if written != spec:
            raise ValueError("the SDK wrote another pipeline spec than it read")
        if (platform is not None and platform.platforms) and written_platform != platform:
            raise ValueError("the SDK wrote another platform spec than it read")
        compiler.Compiler().compile(caller_of(component), f"{directory}/caller.yaml")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(report.check_each(report.files_of(sys.argv[1:]), check))
