"""Retrieval first: when the sources answer by themselves, no model is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflows.policies.confidence import share
from workflows.policies.errors import PolicyError
from workflows.policies.fallback import reference


@dataclass(frozen=True, slots=True)
class Found:
    """What the sources say to a question, and how good a match they are, from 0 to 1. None: they do not tell."""

    value: Any
    score: float | None


@dataclass(frozen=True, slots=True)
class RetrievalFirst:
    """`look_up` is called with the step's arguments and answers a Found, or None where nothing was found."""

    look_up: Callable[..., Found | None]
    min_score: float

    def good_enough(self, found: Found | None) -> bool:
        return found is not None and passes(found.score, self.min_score)

    def as_json(self) -> dict[str, Any]:
        return {"function": reference(self.look_up), "min_score": self.min_score}


def passes(score: float | None, minimum: float) -> bool:
    """An unknown score never passes; neither does one that is no number."""
    return score is not None and score >= minimum


def retrieval_first(look_up: Callable[..., Found | None], min_score: float) -> RetrievalFirst:
    if not callable(look_up):
        raise PolicyError("retrieval_first", f"{look_up!r} is no function")
    return RetrievalFirst(look_up, share(min_score, "retrieval_first"))
