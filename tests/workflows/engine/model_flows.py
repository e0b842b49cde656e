"""Managed workflows that ask a model, for tests of policies in whole runs."""

from workflows.engine.calling import model
from workflows.engine.declare import Budget, step, workflow
from workflows.engine.flow import Flow
from workflows.policies import Policy, cached, human, other_model


@step(policy=Policy(cache="1h exact", fallback=[other_model("small"), cached("1d"), human("lead", within="4h")]))
def reply(question: str) -> str:
    return model(question, max_tokens=100).text


@step(policy=Policy(batch="micro 3 within 1h"))
def triage(tickets: list[str]) -> list[str]:
    model("\n".join(tickets) + " [[input=100 output=10]]", max_tokens=100)
    return [f"{ticket}: low" for ticket in tickets]


@workflow("support", kind="rag", budget=Budget("0.01", per="run"), deadline="60s")
def support(flow: Flow, question: str) -> str:
    answer: str = flow.step(reply, question)
    return answer


@workflow("tickets", kind="automation", deadline="2h")
def tickets(flow: Flow, ticket: str) -> str:
    label: str = flow.step(triage, ticket)
    return label
