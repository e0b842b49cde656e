"""Managed workflows of the benchmark: next to nothing, so that what is measured is the engine."""

from workflows.engine.calling import model
from workflows.engine.declare import step, workflow
from workflows.engine.flow import Flow
from workflows.policies import Policy


@step
def find(number: int) -> list[int]:
    return [number]


@step(policy=Policy(model="gpt-4o"))
def answer(found: list[int]) -> str:
    return model(f"{found[0]} [[text=done input=50 output=10 delay_ms=0]]", max_tokens=40).text


@workflow("short")
def short(flow: Flow, number: int) -> str:
    return str(flow.step(answer, flow.step(find, number)))


@workflow("steps")
def steps(flow: Flow, many: int) -> int:
    return sum(len(flow.step(find, number)) for number in range(many))
