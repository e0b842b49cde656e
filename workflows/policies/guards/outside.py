"""A guardrail that somebody else runs: a service, a moderation endpoint, a judging model."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflows.policies.errors import PolicyError
from workflows.policies.fallback import reference
from workflows.policies.guards.verdict import Context, Verdict, Word, blocked, passed

WORDS: tuple[Word, ...] = ("pass", "mask", "block")


class NoVerdictError(Exception):
    """What came back is no verdict."""


@dataclass(frozen=True, slots=True)
class Outside:
    """`function(value, context)` answers a Verdict, or the text of a judge (see `read`).

    One that fails, or whose answer cannot be read, blocks; `on_error` "pass" lets through instead.
    """

    function: Callable[[Any, Context], Any]
    on_error: str = "block"
    name = "outside"

    def check(self, value: Any, context: Context) -> Verdict:
        try:
            told = self.function(value, context)
            found = told if isinstance(told, Verdict) else read(told)
        except Exception as error:  # noqa: BLE001 - somebody else's code
            return self.without_verdict(value, error)
        if found.verdict == "block":
            return blocked(self.label, found.reason or "refused", value, found.score)
        if found.verdict == "mask":
            return Verdict(self.label, "mask", found.reason, found.value, found.score)
        return passed(self.label, value, found.score)

    def without_verdict(self, value: Any, error: Exception) -> Verdict:
        """What counts where it failed, or did not answer in time."""
        reason = f"it gave no verdict ({type(error).__name__})"
        if self.on_error == "block":
            return blocked(self.label, reason, value)
        return Verdict(self.label, "pass", reason, value)

    @property
    def label(self) -> str:
        return f"outside:{getattr(self.function, '__name__', 'check')}"[:100]

    def as_json(self) -> dict[str, Any]:
        return {"guard": self.name, "function": reference(self.function), "on_error": self.on_error}


def read(told: Any) -> Verdict:
    """A judge's answer: {"verdict": "pass" or "block", "reason"?, "score"?} and nothing else, as JSON or as a map.

    Strict on purpose: a judge that was talked into prose, or into a field of somebody else's, has given no verdict.
    Raises NoVerdictError.
    """
    try:
        found = json.loads(told) if isinstance(told, str) else told
    except (ValueError, RecursionError):
        raise NoVerdictError("no JSON") from None
    if not isinstance(found, dict) or set(found) - {"verdict", "reason", "score"}:
        raise NoVerdictError("not the fields of a verdict")
    score = found.get("score")
    if score is not None and (isinstance(score, bool) or not isinstance(score, (int, float)) or not 0 <= score <= 1):
        raise NoVerdictError("a score that is none")
    if found.get("verdict") not in {"pass", "block"}:
        raise NoVerdictError("neither pass nor block")
    return Verdict("", found["verdict"], str(found.get("reason", ""))[:500], score=score)


def outside(function: Callable[[Any, Context], Any], on_error: str = "block") -> Outside:
    if not callable(function) or on_error not in {"block", "pass"}:
        raise PolicyError("outside", "takes a function, and on_error block or pass")
    return Outside(function, on_error)
