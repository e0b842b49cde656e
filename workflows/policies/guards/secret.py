"""Secrets (keys, tokens, passwords) in what a model is sent or answers, by the rules that redact telemetry."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from traces.redaction import Redactor
from workflows.policies.errors import PolicyError
from workflows.policies.guards.verdict import Context, Verdict, blocked, mapped


@cache
def _redactor() -> Redactor:
    return Redactor(b"guardrail")  # its hashes are thrown away: what is masked here is not joined with anything


@dataclass(frozen=True, slots=True)
class NoSecrets:
    """`action` mask replaces each by [redacted:RULE:...], block refuses the whole."""

    action: str = "mask"
    name = "no_secrets"

    def check(self, value: Any, context: Context) -> Verdict:  # noqa: ARG002
        counts: Counter[str] = Counter()
        changed = mapped(value, lambda text: _redactor().text(text, counts))
        if not counts:
            return Verdict(self.name, "pass", "", value)
        told = ", ".join(f"{count} {rule.removeprefix('redacted.')}" for rule, count in sorted(counts.items()))
        if self.action == "block":
            return blocked(self.name, told, value)
        return Verdict(self.name, "mask", told, changed)

    def as_json(self) -> dict[str, Any]:
        return {"guard": self.name, "action": self.action}


def no_secrets(action: str = "mask") -> NoSecrets:
    if action not in {"mask", "block"}:
        raise PolicyError("no_secrets", f"{action!r} is neither mask nor block")
    return NoSecrets(action)
