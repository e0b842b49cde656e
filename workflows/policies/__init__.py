"""How a step is tried: pure values that decide; the engine does what they say.

Policy(timeout="20s", retries=3, backoff="exponential 0.5s..20s, full jitter", retry_on="429|5xx|timeout",
       fallback=[other_model("small"), cached(max_age="1d"), human("support lead", within="4h")])
"""

from workflows.policies.errors import PolicyError
from workflows.policies.fallback import cached, function, human, other_model
from workflows.policies.gate import Found, retrieval_first
from workflows.policies.guards import (
    allowed,
    denied,
    grounded,
    length,
    no_injection,
    no_secrets,
    outside,
    pii_masked,
    schema,
)
from workflows.policies.policy import Policy

__all__ = [
    "Found", "Policy", "PolicyError", "allowed", "cached", "denied", "function", "grounded", "human", "length",
    "no_injection", "no_secrets", "other_model", "outside", "pii_masked", "retrieval_first", "schema",
]  # fmt: skip
