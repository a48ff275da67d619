"""Components that choose the uris of their outputs, in every place where an artifact can be passed on."""

from typing import List, NamedTuple

from kfp import dsl
from kfp.dsl import Dataset, Input, Output


@dsl.component
def make(name: str, text: str) -> Dataset:
    import os

    made = Dataset(uri=dsl.get_uri(name), metadata={"name": name})
    os.makedirs(os.path.dirname(made.path), exist_ok=True)
    with open(made.path, "w") as file:
        file.write(text)
    return made


@dsl.component
def usual(text: str, out: Output[Dataset]):
    with open(out.path, "w") as file:
        file.write(text)


@dsl.component
def both(
    text: str, given: Output[Dataset]
) -> NamedTuple("Made", chosen=Dataset, plain=Dataset):
    chosen = Dataset(uri=dsl.get_uri())
    for path in (given.path, chosen.path):
        with open(path, "w") as file:
            file.write(text)
    Made = NamedTuple("Made", chosen=Dataset, plain=Dataset)
    return Made(chosen=chosen, plain=text + " plain")


@dsl.component
def away(out: Output[Dataset]):
    out.uri = "https://example.org/data"


@dsl.component
def where() -> str:
    return dsl.get_uri("x")


@dsl.component
def uri(data: Input[Dataset]) -> str:
    return data.uri


@dsl.component
def show(data: Input[Dataset]) -> str:
    with open(data.path) as file:
        return data.metadata.get("name", "") + ":" + file.read()


@dsl.component
def show_all(data: Input[List[Dataset]]) -> str:
    return " ".join(open(one.path).read() for one in data)


@dsl.pipeline
def inner(text: str) -> Dataset:
    return make(name="inner", text=text).output


@dsl.pipeline(name="uris")
def pipeline(flag: str = "a"):
    show(data=make(name="deep/one", text="1").output)
    show(data=inner(text="2").output)
    with dsl.If(flag == "a"):
        chosen = make(name="a", text="3")
    with dsl.Else():
        plain = usual(text="4")
    show(data=dsl.OneOf(chosen.output, plain.outputs["out"]))
    with dsl.ParallelFor(["x", "y"]) as item:
        each = make(name=item, text=item)
        show(data=each.output)
    show_all(data=dsl.Collected(each.output))
    two = both(text="5")
    show(data=two.outputs["given"])
    show(data=two.outputs["chosen"])
    show(data=two.outputs["plain"])
    uri(data=away().output)
    where()
