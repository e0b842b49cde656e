"""Whether an answer is sure enough to be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.policies.errors import PolicyError


@dataclass(frozen=True, slots=True)
class Confidence:
    """`unknown`: what an answer that tells no confidence counts as. By default it fails, since it cannot be trusted."""

    minimum: float
    unknown: str = "fail"

    def accepts(self, told: float | None) -> bool:
        return self.unknown == "pass" if told is None else told >= self.minimum

    def as_json(self) -> Any:
        return self.minimum if self.unknown == "fail" else {"min": self.minimum, "unknown": self.unknown}


def parse_confidence(given: object, field: str = "confidence") -> Confidence | None:
    """From 0.6 or {"min": 0.6, "unknown": "pass"}. Raises PolicyError."""
    if given is None or isinstance(given, Confidence):
        return given
    unknown, least = "fail", given
    if isinstance(given, Mapping):
        unknown, least = given.get("unknown", "fail"), given.get("min")
        if set(given) - {"min", "unknown"} or unknown not in {"pass", "fail"}:
            raise PolicyError(field, 'is a number, or {"min": 0.6, "unknown": "pass" or "fail"}')
    return Confidence(share(least, field), str(unknown))


def share(given: object, field: str) -> float:
    """A number from 0 to 1. Raises PolicyError."""
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 <= given <= 1:
        raise PolicyError(field, f"{given!r} is no number from 0 to 1")
    return float(given)


def told_by(value: Any) -> float | None:
    """The confidence that an answer tells of itself, as a member or a field; nonsense is unknown, never sure."""
    told = value.get("confidence") if isinstance(value, Mapping) else getattr(value, "confidence", None)
    if isinstance(told, bool) or not isinstance(told, (int, float)) or not 0 <= told <= 1:
        return None
    return float(told)
