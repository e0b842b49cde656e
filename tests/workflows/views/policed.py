"""A managed workflow whose step has a policy that pages can change."""

from workflows.engine.declare import Budget, step, workflow
from workflows.engine.flow import Flow
from workflows.policies import Policy, function, no_secrets


def template(question: str) -> str:
    return "We will write to you."


@step(
    policy=Policy(timeout="20s", retries=2, fallback=[function(template)], guards_in=[no_secrets()], cache="1h exact")
)
def draft(question: str) -> str:
    return question.upper()


@workflow("policed", kind="rag", budget=Budget("2", per="day"))
def policed(flow: Flow, question: str) -> str:
    """Answers in capitals."""
    return str(flow.step(draft, question))
