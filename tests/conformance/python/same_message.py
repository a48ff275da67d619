"""usage: same_message.py FILE REFERENCE [FILE REFERENCE...]

Reads both files with KFP's own classes and compares what they hold. A reference is YAML or JSON; so is a file, or it
is a binary: `PipelineSpec` in `*.pb`, `PlatformSpec` (the second document of the reference) in `*.platform.pb`.
"""

import sys

from kfp.pipeline_spec import pipeline_spec_pb2

import ir
import report


def decode(path, kind):
    """The message of a binary file, in which every field is known."""
    with open(path, "rb") as stream:
        message = kind.FromString(stream.read())
    known = kind()
    known.CopyFrom(message)
    known.DiscardUnknownFields()
    if known.ByteSize() != message.ByteSize():
        raise ValueError("the binary holds fields that the message does not have")
    return message


def check(pair):
    """Raises unless both files hold equal messages."""
    path, reference = pair
    spec, platform = ir.load(reference)
    if path.endswith(".platform.pb"):
        compare("platform spec", platform, decode(path, pipeline_spec_pb2.PlatformSpec))
    elif path.endswith(".pb"):
        compare("pipeline spec", spec, decode(path, pipeline_spec_pb2.PipelineSpec))
    else:
        found, found_platform = ir.load(path)
        compare("pipeline spec", spec, found)
        compare("platform spec", platform, found_platform)


def compare(what, wanted, found):
    """Raises with the first line in which the text forms differ."""
    if wanted == found:
        return
    left, right = str(wanted).split("\n"), str(found).split("\n")
    for number, (one, other) in enumerate(zip(left, right), 1):
        if one != other:
            raise ValueError(f"another {what}: line {number}: expected `{one.strip()}`, found `{other.strip()}`")
    raise ValueError(f"another {what}: {len(left)} lines expected, {len(right)} found")


if __name__ == "__main__":
    sys.exit(report.check_each(report.pairs_of(sys.argv[1:]), check, name=lambda pair: pair[0]))
