"""The form in which every checker answers: one line a file, exit status 1 when any file was refused."""

import sys
import traceback


def check_each(items, check, name=str):
    """Runs `check` on every item and prints `OK name` or `ERROR name: message`; returns the exit status."""
    failed = 0
    for item in items:
        try:
            note = check(item)
        except Exception as error:  # whatever the engine raises is its verdict
            failed += 1
            place = traceback.extract_tb(error.__traceback__)[-1]
            text = " ".join(f"{type(error).__name__}: {error}".split())
            print(f"ERROR {name(item)}: {text} ({place.filename.rsplit('/', 1)[-1]}:{place.lineno})", flush=True)
        else:
            print(f"OK {name(item)}" + (f": {note}" if note else ""), flush=True)
    if not items:
        print("ERROR -: no file was given", flush=True)
        return 1
    return 1 if failed else 0


def files_of(arguments):
    """Paths from the command line; `@list` stands for the lines of the file `list`."""
    paths = []
    for argument in arguments:
        if argument.startswith("@"):
            with open(argument[1:], encoding="utf-8") as listing:
                paths += [line for line in listing.read().split("\n") if line]
        else:
            paths.append(argument)
    return paths


def pairs_of(arguments):
    """Paths taken two by two."""
    paths = files_of(arguments)
    if len(paths) % 2:
        sys.exit("the number of files must be even: they are read as pairs")
    return list(zip(paths[::2], paths[1::2]))
