"""usage: decode_pb.py FILE.pb REFERENCE [FILE.pb REFERENCE...]

Decodes every binary with KFP's own classes and compares it with the same message parsed from its YAML or JSON. The
message is `PipelineSpec`, the first document of the reference; for a file named `*.platform.pb` it is
`PlatformSpec`, the second document.
"""

import sys

from kfp.pipeline_spec import pipeline_spec_pb2

import ir
import report


def check(pair):
    """Raises when the binary does not decode, or decodes to another message, or holds unknown fields."""
    binary, reference = pair
    spec, platform = ir.load(reference)
    if binary.endswith(".platform.pb"):
        wanted, kind = platform, pipeline_spec_pb2.PlatformSpec
        if wanted is None:
            raise ValueError("the reference has no platform document")
    else:
        wanted, kind = spec, pipeline_spec_pb2.PipelineSpec
    with open(binary, "rb") as stream:
        data = stream.read()
    found = kind.FromString(data)
    known = kind()
    known.CopyFrom(found)
    known.DiscardUnknownFields()
    if known.ByteSize() != found.ByteSize():
        raise ValueError("the binary holds fields that the message does not have")
    if found != wanted:
        raise ValueError(f"decodes to another message: {difference(wanted, found)}")


def difference(wanted, found):
    """The first line in which the text forms differ."""
    left, right = str(wanted).split("\n"), str(found).split("\n")
    for number, (one, other) in enumerate(zip(left, right), 1):
        if one != other:
            return f"line {number}: expected `{one.strip()}`, found `{other.strip()}`"
    return f"{len(left)} lines expected, {len(right)} found"


if __name__ == "__main__":
    sys.exit(report.check_each(report.pairs_of(sys.argv[1:]), check, name=lambda pair: pair[0]))
