"""Rows of other products' exports as spans in the convention that product speaks, so that they are read as at the door.

A row is a map of column to value, from JSON as it is, from CSV as text. Pure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from traces.events.exports import helicone, langfuse, phoenix
from traces.types import Score, Span

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Export:
    """`known`: whether a row with these columns is one of it. `read` raises aiops.core.events.FieldError."""

    title: str
    known: Callable[[frozenset[str]], bool]
    read: Callable[[Row, int], Span | Score]


EXPORTS = {
    "phoenix": Export("Arize Phoenix", phoenix.known, phoenix.read),
    "langfuse": Export("Langfuse", langfuse.known, langfuse.read),
    "helicone": Export("Helicone", helicone.known, helicone.read),
}


def guess(columns: Iterable[str]) -> str | None:
    """Whose export has such columns; None for nobody's."""
    names = frozenset(columns)
    return next((name for name, export in EXPORTS.items() if export.known(names)), None)
