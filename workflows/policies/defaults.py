"""What a step has that declares no policy, by the kind of its workflow.

Nothing that could surprise: no cache (a step may want to be done each time) and nothing that blocks.
"""

from workflows.policies import guards
from workflows.policies.policy import Policy

STANDARD = Policy(timeout="60s", retries=2, backoff="exponential 0.5s..20s, full jitter", breaker="provider")
BY_KIND = {
    # An answer to a person who waits: short, secrets kept in the house.
    "rag": Policy(
        timeout="30s",
        retries=2,
        backoff="exponential 0.5s..8s, full jitter",
        breaker="provider",
        guards_in=[guards.no_secrets()],
        guards_out=[guards.no_secrets()],
    ),
    # A turn of an agent.
    "agent": Policy(
        timeout="60s",
        retries=2,
        backoff="exponential 0.5s..20s, full jitter",
        breaker="provider",
        guards_in=[guards.no_secrets()],
        guards_out=[guards.no_secrets()],
    ),
    # Nobody waits: patience instead of haste.
    "automation": Policy(
        timeout="120s",
        retries=5,
        backoff="exponential 1s..120s, full jitter",
        breaker="provider",
        guards_in=[guards.no_secrets()],
    ),
}


def for_kind(kind: str) -> Policy:
    return BY_KIND.get(kind, STANDARD)
