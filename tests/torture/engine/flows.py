"""The managed workflow that the torture runs: models, a map, a timer, an effect. What is outside counts for itself."""

import os
from urllib.request import Request, urlopen

from workflows.engine.calling import model
from workflows.engine.declare import Budget, effect, step, workflow
from workflows.engine.flow import Flow
from workflows.policies import Policy

WORDS = "[[text=done input=50 output=10 delay_ms={delay}]]"


@step
def note(number: int) -> int:
    return number + 1


@step(policy=Policy(timeout="20s", retries=5, backoff="constant 50ms, no jitter", model="gpt-4o"))
def draft(number: int) -> str:
    return model(f"Draft {number} {WORDS.format(delay=10 + number % 30)}", max_tokens=40).text


@effect()
def tell_outside(number: int, idempotency_key: str) -> None:
    headers = {"Idempotency-Key": idempotency_key}
    with urlopen(Request(os.environ["TORTURE_OUTSIDE"], str(number).encode(), headers), timeout=10) as answer:
        answer.read()


@workflow("tortured", kind="automation", deadline="10m", budget=Budget("1"))
def tortured(flow: Flow, number: int) -> int:
    noted: int = flow.step(note, number)
    flow.map(draft, [number * 10 + each for each in range(3)], at_once=3)
    flow.effect(tell_outside, number=number)
    flow.sleep("200ms")
    flow.step(draft, number * 10 + 9)
    return noted
