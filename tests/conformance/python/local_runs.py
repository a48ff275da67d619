"""usage: local_runs.py CASES

Runs pipelines with `kfp.local`, each task as a process of this machine. CASES has one JSON object a line: `name`, `file` (IR)
and `arguments`. Prints for each a line of JSON: `name`, and `tasks`, what every task that ran made: its name, its output
parameters, and its output artifacts as text with their metadata. A pipeline that cannot be run has an `error` instead.
"""

import json
import multiprocessing
import os
import pathlib
import re
import shutil
import sys
import tempfile

CONTENT_LIMIT = 1 << 16


def content(artifact):
    path = pathlib.Path(artifact.path or "/nonexistent")
    files = [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())
    texts = {("" if file == path else str(file.relative_to(path))): file.read_bytes().decode("utf-8", "replace")
             for file in files}
    return {"files": texts, "metadata": artifact.metadata}


def made(value):
    """Artifacts as what they hold, everything else as it is."""
    from kfp import dsl

    if isinstance(value, list) and value and all(isinstance(item, dsl.Artifact) for item in value):
        return [content(item) for item in value]
    if isinstance(value, dsl.Artifact):
        return content(value)
    return value


# Components install packages before they start; what is installed here has to do, and nothing is fetched.
INTERPRETER = """#!/bin/sh
case "$1 $2" in "-m pip" | "-m ensurepip") exit 0 ;; esac
export PYTHONPATH={}
exec {} -s -B "$@"
"""

# Programs that draw lots draw the same ones in every run. Also in `src/runs.rs`.
SAME_LOTS = "import random\nrandom.seed(7)\n"


def without_pip(folder):
    path = pathlib.Path(folder, "python3")
    path.write_text(INTERPRETER.format(folder, sys.executable))
    pathlib.Path(folder, "sitecustomize.py").write_text(SAME_LOTS)
    path.chmod(0o755)
    return str(path)


def anonymous(text, folder):
    """The places of this run, named alike everywhere."""
    text = text.replace(os.path.join(folder, "workspace"), "WORKSPACE")
    return re.sub(re.escape(folder) + r"/[^/\"]*/", "ROOT/", text)


def run(case):
    from kfp import components, local
    from kfp.local.orchestrator import dag_orchestrator, enhanced_dag_orchestrator, task_executor

    tasks = []
    execute = task_executor.execute_single_task

    def recorded(*arguments, **named):
        outputs, status = execute(*arguments, **named)
        spec = (named.get("components") or arguments[3])[named["task_spec"].component_ref.name]
        executor = named["executors"][spec.executor_label]
        if executor.WhichOneof("spec") == "container" and status.name == "SUCCESS":
            name = re.sub(r"-iteration-\d+$", "", named["task_name"])
            tasks.append({"task": name, "outputs": {key: made(value) for key, value in outputs.items()}})
        return outputs, status

    for module in (task_executor, dag_orchestrator, enhanced_dag_orchestrator):
        if hasattr(module, "execute_single_task"):
            module.execute_single_task = recorded
    folder = tempfile.mkdtemp()
    try:
        sys.executable = without_pip(folder)
        local.init(local.SubprocessRunner(use_venv=False), pipeline_root=folder, raise_on_error=True,
                   workspace_root=os.path.join(folder, "workspace"))
        component = components.load_component_from_file(case["file"])
        component(**case.get("arguments", {}))
        tasks = json.loads(anonymous(json.dumps(tasks), folder))
        tasks.sort(key=lambda task: json.dumps(task, sort_keys=True))
        return {"name": case["name"], "tasks": tasks}
    except Exception as error:
        return {"name": case["name"], "error": f"{type(error).__name__}: {error}"}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def guarded(case):
    # The tasks write to the outputs of this process; the answers go to its first one.
    saved = os.dup(1)
    os.dup2(2, 1)
    try:
        return run(case)
    finally:
        sys.stdout.flush()
        os.dup2(saved, 1)
        os.close(saved)


def main():
    cases = [json.loads(line) for line in pathlib.Path(sys.argv[1]).read_text().splitlines()]
    context = multiprocessing.get_context("spawn")
    with context.Pool(2, maxtasksperchild=1) as pool:
        for result in pool.imap(guarded, cases):
            print(json.dumps(result), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
