"""usage: compile_stream.py

Reads paths of Python files, one a line, until the end of the input. Compiles the pipeline of each with KFP's SDK to a YAML
file beside it and answers at once, so that many small files cost one start of the SDK.
"""

import inspect
import pathlib
import sys
import warnings

from kfp import compiler

import compile_pairs
import report


def check(path):
    """Compiles one file; its module is not kept."""
    before = set(sys.modules)
    try:
        compiler.Compiler().compile(compile_pairs.pipeline_of(path), str(path.with_suffix(".yaml")))
    finally:
        for name in set(sys.modules) - before:
            if name.startswith("pair_"):
                del sys.modules[name]


def callers():
    """What `inspect.stack` tells, without the lines of source.

    For each setting of a task the SDK asks for the name of its caller, and Python looks for the files of all callers among
    all its modules: half of the time that a compilation takes.
    """
    found, frame = [], sys._getframe(1)
    while frame:
        code = frame.f_code
        found.append(inspect.FrameInfo(frame, code.co_filename, frame.f_lineno, code.co_name, None, None))
        frame = frame.f_back
    return found


def main():
    for line in sys.stdin:
        report.check_each([pathlib.Path(line.rstrip("\n"))], check)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    inspect.stack = callers
    sys.exit(main())
