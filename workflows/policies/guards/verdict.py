"""What a guardrail says of a text or a value, and what every guardrail is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

MOST_DEPTH = 12

Word = Literal["pass", "mask", "block"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`value` is what goes on in place of what was checked; `reason` names no secret. `score`: where it has one."""

    guard: str
    verdict: Word = "pass"
    reason: str = ""
    value: Any = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may look at besides the value: the step's arguments by name, for sources and questions."""

    arguments: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()  # texts the answer may rest on, where the step names them


@runtime_checkable
class Guard(Protocol):
    """One check. A frozen value; `as_json` says it so that `written.guard` reads it again."""

    @property
    def name(self) -> str: ...
    def check(self, value: Any, context: Context) -> Verdict: ...
    def as_json(self) -> dict[str, Any]: ...


def passed(guard: str, value: Any, score: float | None = None) -> Verdict:
    return Verdict(guard, "pass", "", value, score)


def blocked(guard: str, reason: str, value: Any, score: float | None = None) -> Verdict:
    return Verdict(guard, "block", reason, value, score)


def texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text within a value, keys of maps too; what nests deeper than MOST_DEPTH counts as its repr."""
    if isinstance(value, str):
        yield value
    elif depth >= MOST_DEPTH:
        yield repr(value)[:10_000]
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(key, depth + 1)
            yield from texts(inner, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            yield from texts(inner, depth + 1)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from texts(getattr(value, name), depth + 1)


def mapped(value: Any, change: Any, depth: int = 0) -> Any:
    """The value with every text replaced by `change(text)`; objects that are neither map nor list stay as they are."""
    if isinstance(value, str):
        return change(value)
    if depth >= MOST_DEPTH:
        return value
    if isinstance(value, Mapping):
        return {key: mapped(inner, change, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        return type(value)(mapped(inner, change, depth + 1) for inner in value)
    return value
