"""usage: scale.py TOOL SHAPE N OUT

Builds one pipeline of N tasks with `kfp` or `hera`, writes it to OUT and prints one line of JSON: seconds for the
import, for building the pipeline and for writing it, peak memory, bytes written. One process measures one case, so
that neither the import nor the memory of another case counts.

Every task runs a shell command that takes a string and gives a string:
  chain     each task takes the output of the one before
  fan       one source, N - 1 tasks that take its output
  fan-in    a fan, and one task that waits for all the others
  distinct  a fan in which every task is a component of its own
  loop      N / 10 loops over a constant list, each with a chain of ten tasks
  nested    N / 10 calls of one inner pipeline that is a chain of ten tasks
"""

import json
import os
import resource
import sys
import time
import warnings

IMAGE = "alpine:3.22"
SCRIPT = 'mkdir -p "$(dirname "$1")" && printf %s "$0" > "$1"'
INNER = 10
ITEMS = ["a", "b", "c"]


def with_kfp(shape, count):
    """A function that builds the pipeline, and one that writes it."""
    from kfp import compiler, dsl

    def component(name):
        def function(text: str, result: dsl.OutputPath(str)):
            return dsl.ContainerSpec(image=IMAGE, command=["sh", "-c", SCRIPT], args=[text, result])

        function.__name__ = name
        return dsl.container_component(function)

    step = component("step")

    def chain(text, length):
        for _ in range(length):
            text = step(text=text).outputs["result"]
        return text

    def body(start: str = "a"):
        if shape == "chain":
            chain(start, count)
        elif shape in ("fan", "fan-in", "distinct"):
            source = step(text=start).outputs["result"]
            last = 1 if shape == "fan-in" else 0
            tasks = [
                (component(f"step_{index}") if shape == "distinct" else step)(text=source)
                for index in range(count - 1 - last)
            ]
            if last:
                step(text=start).after(*tasks)
        elif shape == "loop":
            for _ in range(count // INNER):
                with dsl.ParallelFor(ITEMS) as item:
                    chain(item, INNER)
        elif shape == "nested":
            text = start
            for _ in range(count // INNER):
                text = inner(text=text).output

    def inner_body(text: str) -> str:
        return chain(text, INNER)

    inner = dsl.pipeline(name="inner")(inner_body) if shape == "nested" else None

    def build():
        return dsl.pipeline(name=f"{shape}-{count}")(body)

    return build, lambda pipeline, out: compiler.Compiler().compile(pipeline, out)


def with_hera(shape, count):
    """A function that builds the workflow, and one that writes it."""
    from hera.workflows import DAG, Container, Parameter, Workflow
    from hera.workflows.models import ValueFrom

    def template(name):
        return Container(
            name=name,
            image=IMAGE,
            command=["sh", "-c", SCRIPT],
            args=["{{inputs.parameters.text}}", "/tmp/result"],
            inputs=[Parameter(name="text")],
            outputs=[Parameter(name="result", value_from=ValueFrom(path="/tmp/result"))],
        )

    def chain(step, text, length):
        before = None
        for index in range(length):
            task = step(name=f"t-{index}", arguments={"text": text})
            if before is not None:
                before >> task
            before, text = task, f"{{{{tasks.t-{index}.outputs.parameters.result}}}}"
        return text

    def inner_dag(step):
        with DAG(name="inner", inputs=[Parameter(name="text")]) as inner:
            result = chain(step, "{{inputs.parameters.text}}", INNER)
            inner.outputs = [Parameter(name="result", value_from=ValueFrom(parameter=result))]
        return inner

    def build():
        with Workflow(generate_name=f"{shape}-", entrypoint="main") as workflow:
            step = template("step")
            several = [template(f"step-{index}") for index in range(count - 1)] if shape == "distinct" else None
            inner = inner_dag(step) if shape in ("loop", "nested") else None
            with DAG(name="main"):
                if shape == "chain":
                    chain(step, "a", count)
                elif shape in ("fan", "fan-in", "distinct"):
                    source = step(name="source", arguments={"text": "a"})
                    last = 1 if shape == "fan-in" else 0
                    tasks = []
                    for index in range(count - 1 - last):
                        call = several[index] if several else step
                        text = "{{tasks.source.outputs.parameters.result}}"
                        tasks.append(call(name=f"t-{index}", arguments={"text": text}))
                        source >> tasks[-1]
                    if last:
                        tasks >> step(name="sink", arguments={"text": "a"})
                elif shape == "loop":
                    for index in range(count // INNER):
                        inner(name=f"loop-{index}", arguments={"text": "{{item}}"}, with_items=ITEMS)
                elif shape == "nested":
                    before, text = None, "a"
                    for index in range(count // INNER):
                        task = inner(name=f"call-{index}", arguments={"text": text})
                        if before is not None:
                            before >> task
                        before, text = task, f"{{{{tasks.call-{index}.outputs.parameters.result}}}}"
        return workflow

    def write(workflow, out):
        with open(out, "w", encoding="utf-8") as stream:
            stream.write(workflow.to_yaml())

    return build, write


def main():
    tool, shape, count, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    start = time.perf_counter()
    build, write = {"kfp": with_kfp, "hera": with_hera}[tool](shape, count)
    imported = time.perf_counter()
    pipeline = build()
    built = time.perf_counter()
    write(pipeline, out)
    written = time.perf_counter()
    line = {
        "tool": tool,
        "shape": shape,
        "tasks": count,
        "import_s": round(imported - start, 4),
        "build_s": round(built - imported, 4),
        "write_s": round(written - built, 4),
        "total_s": round(written - start, 4),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "bytes": os.path.getsize(out),
    }
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
