"""The rungs below the primary one: what is tried, in this order, when a step cannot be had as it was wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflows.policies.durations import parse_ms, written
from workflows.policies.errors import PolicyError

MOST_RUNGS = 8


@dataclass(frozen=True, slots=True)
class OtherModel:
    """The same step with another model, and where it is named, another provider."""

    model: str
    provider: str = ""

    @property
    def name(self) -> str:
        return f"{self.provider}/{self.model}" if self.provider else self.model

    def as_json(self) -> dict[str, Any]:
        return {"rung": "other_model", "model": self.model} | ({"provider": self.provider} if self.provider else {})


@dataclass(frozen=True, slots=True)
class Cached:
    """An answer to the same question that is older than the cache would give."""

    max_age_ms: int
    name = "cache"

    def as_json(self) -> dict[str, Any]:
        return {"rung": "cached", "max_age": written(self.max_age_ms)}


@dataclass(frozen=True, slots=True)
class Function:
    """Code of the workflow without a model, called with the step's arguments."""

    function: Callable[..., Any]
    name = "function"

    @property
    def reference(self) -> str:
        return reference(self.function)

    def as_json(self) -> dict[str, Any]:
        return {"rung": "function", "function": self.reference}


@dataclass(frozen=True, slots=True)
class Human:
    """A person answers instead, within a time."""

    who: str
    within_ms: int
    name = "human"

    def as_json(self) -> dict[str, Any]:
        return {"rung": "human", "who": self.who, "within": written(self.within_ms)}


Rung = OtherModel | Cached | Function | Human


def reference(function: Callable[..., Any]) -> str:
    """How JSON names a function of the code; it is only ever looked up among those the code itself declares."""
    return f"{getattr(function, '__module__', '')}:{getattr(function, '__qualname__', repr(function))}"


def other_model(model: str, provider: str = "") -> OtherModel:
    if not isinstance(model, str) or not model.strip() or len(model) > 256:
        raise PolicyError("fallback", f"{model!r} is no name of a model")
    return OtherModel(model.strip(), provider)


def cached(max_age: str) -> Cached:
    return Cached(parse_ms(max_age, "fallback"))


def function(code: Callable[..., Any]) -> Function:
    if not callable(code):
        raise PolicyError("fallback", f"{code!r} is no function")
    return Function(code)


def human(who: str, within: str) -> Human:
    if not isinstance(who, str) or not who.strip() or len(who) > 200:
        raise PolicyError("fallback", f"{who!r} does not say who answers")
    return Human(who.strip(), parse_ms(within, "fallback"))


def parse_chain(given: object) -> tuple[Rung, ...]:
    """Raises PolicyError. A person is asked last: the step waits there, so nothing behind could be reached in time."""
    rungs = tuple(given) if isinstance(given, (list, tuple)) else ()
    if given is not None and not isinstance(given, (list, tuple)):
        raise PolicyError("fallback", "is a list of other_model(...), cached(...), function(...), human(...)")
    for rung in rungs:
        if not isinstance(rung, Rung):
            raise PolicyError(
                "fallback", f"{rung!r} is none of other_model(...), cached(...), function(...), human(...)"
            )
    if len(rungs) > MOST_RUNGS:
        raise PolicyError("fallback", f"has {len(rungs)} rungs, at most {MOST_RUNGS} are allowed")
    if any(isinstance(rung, Human) for rung in rungs[:-1]):
        raise PolicyError("fallback", "a person is asked last")
    return rungs
