"""A managed workflow that pays for its answers, with most of what a policy can do about a provider that fails."""

from collections.abc import Callable

from workflows.engine.calling import model
from workflows.engine.declare import Budget, step, workflow
from workflows.engine.flow import Flow
from workflows.policies import Policy, other_model

after_asking: list[Callable[[], object]] = []


@step(
    policy=Policy(
        retries=1,
        backoff="constant 1ms, no jitter",
        retry_on=("5xx", "connection"),
        model="gpt-4o",
        fallback=[other_model("small")],
        cache="1h exact",
    )
)
def reply(question: str) -> str:
    text = model(question, max_tokens=100).text
    if after_asking:
        after_asking.pop()()
    return text


@workflow("priced", budget=Budget("1", per="run"), deadline="60s")
def priced(flow: Flow, question: str) -> str:
    return str(flow.step(reply, question))
