"""A managed workflow that can wait a day for its answer."""

from uuid import uuid4

from workflows.engine.calling import model
from workflows.engine.declare import Budget, step, workflow
from workflows.engine.flow import Flow
from workflows.policies import Policy


@step(policy=Policy(batch="provider within 24h", retries=0, model="gpt-4o"))
def label(text: str) -> str:
    return model(text, max_tokens=100).text


@step(policy=Policy(batch="provider within 24h", retries=0, model="gpt-4o"))
def label_twice(text: str) -> str:
    return model(text, max_tokens=100).text + model(text, max_tokens=100).text


@step(policy=Policy(batch="provider within 24h", retries=3, retry_on="error", model="gpt-4o"))
def label_by_chance(text: str) -> str:
    return model(f"{text} {uuid4()}", max_tokens=100).text


@step(policy=Policy(batch="provider within 24h", retries=3, retry_on="truncated|error", model="gpt-4o"))
def label_shortly(text: str) -> str:
    return model(text, max_tokens=10).text


@step(policy=Policy(batch="provider within 24h", retries=2, retry_on="error", backoff="constant 1ms", model="gpt-4o"))
def label_badly(text: str) -> str:
    raise ValueError(model(text, max_tokens=100).text)


@workflow("shortly", kind="automation", budget=Budget("1"), deadline="2d")
def shortly(flow: Flow, text: str) -> str:
    return str(flow.step(label_shortly, text))


@workflow("badly", kind="automation", budget=Budget("1"), deadline="2d")
def badly(flow: Flow, text: str) -> str:
    return str(flow.step(label_badly, text))


@workflow("twice", kind="automation", budget=Budget("1"), deadline="2d")
def twice(flow: Flow, text: str) -> str:
    return str(flow.step(label_twice, text))


@workflow("by chance", kind="automation", budget=Budget("1"), deadline="2d")
def by_chance(flow: Flow, text: str) -> str:
    return str(flow.step(label_by_chance, text))


@workflow("by night", kind="automation", budget=Budget("1"), deadline="2d")
def by_night(flow: Flow, text: str) -> str:
    return str(flow.step(label, text))


@workflow("in a hurry", kind="automation", budget=Budget("1"), deadline="1h")
def in_a_hurry(flow: Flow, text: str) -> str:
    return str(flow.step(label, text))
