"""if, elif, else with a parameter out of each branch, read by a task and returned."""
from kfp import dsl


@dsl.component(base_image='python:3.12')
def flip() -> int:
    return 2


@dsl.component(base_image='python:3.12')
def say(text: str) -> str:
    return text


@dsl.pipeline(name='branches')
def pipeline(word: str = 'three') -> str:
    side = flip()
    with dsl.If(side.output == 1):
        one = say(text='one')
    with dsl.Elif(side.output > 10):
        two = say(text='many')
    with dsl.Else():
        three = say(text=word)
    chosen = dsl.OneOf(one.output, two.output, three.output)
    say(text=chosen)
    return chosen
