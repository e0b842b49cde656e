"""Guardrails: what may go into a model and what may come out."""

from workflows.policies.guards.form import schema
from workflows.policies.guards.grounded import grounded
from workflows.policies.guards.injection import no_injection
from workflows.policies.guards.lists import allowed, denied, length
from workflows.policies.guards.outside import outside
from workflows.policies.guards.pii import pii_masked
from workflows.policies.guards.secret import no_secrets
from workflows.policies.guards.verdict import Context, Guard, Verdict

__all__ = [
    "Context", "Guard", "Verdict", "allowed", "denied", "grounded", "length", "no_injection", "no_secrets", "outside",
    "pii_masked", "schema",
]  # fmt: skip
