"""usage: read_values.py FILE.yaml EXPECTED.json [FILE.yaml EXPECTED.json...]

Reads every YAML file by PyYAML, in its Python and in its C form, and compares what it finds with the JSON file:
equal values of equal types. A file of several documents is compared with a JSON list of them when the option
`--documents` comes first.
"""

import json
import math
import sys

import yaml

import report


def difference(expected, found, place="$"):
    """Where and how two values differ, or `None`."""
    if type(expected) is not type(found):
        return f"{place}: expected {expected!r}, found {found!r} ({type(found).__name__})"
    if isinstance(expected, dict):
        if expected.keys() != found.keys():
            missing, extra = expected.keys() - found.keys(), found.keys() - expected.keys()
            return f"{place}: missing keys {sorted(missing)!r}, unexpected keys {sorted(extra, key=repr)!r}"
        pairs = [(f"{place}.{key}", value, found[key]) for key, value in expected.items()]
    elif isinstance(expected, list):
        if len(expected) != len(found):
            return f"{place}: expected {len(expected)} items, found {len(found)}"
        pairs = [(f"{place}[{index}]", one, other) for index, (one, other) in enumerate(zip(expected, found))]
    else:
        same = expected == found or (isinstance(expected, float) and math.isnan(expected) and math.isnan(found))
        return None if same else f"{place}: expected {expected!r}, found {found!r}"
    return next((text for text in (difference(a, b, at) for at, a, b in pairs) if text), None)


def checker(several):
    """The check for files of one document, or of several."""

    def check(pair):
        text_path, expected_path = pair
        with open(expected_path, encoding="utf-8") as stream:
            expected = json.load(stream)
        with open(text_path, "rb") as stream:
            text = stream.read().decode("utf-8")
        for loader in [yaml.SafeLoader] + ([yaml.CSafeLoader] if yaml.__with_libyaml__ else []):
            found = list(yaml.load_all(text, Loader=loader)) if several else yaml.load(text, Loader=loader)
            different = difference(expected, found)
            if different:
                raise ValueError(f"{loader.__name__}: {different}")

    return check


if __name__ == "__main__":
    arguments = sys.argv[1:]
    several = arguments[:1] == ["--documents"]
    pairs = report.pairs_of(arguments[1:] if several else arguments)
    sys.exit(report.check_each(pairs, checker(several), name=lambda pair: pair[0]))
