"""What somebody thought of a trace or a span: a number, a word, or both."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Judge = Literal["human", "model", "rule"]
JUDGES: tuple[Judge, ...] = ("human", "model", "rule")


@dataclass(frozen=True, slots=True)
class Score:
    """`score_id` is the sender's: the same one of a trace counts once."""

    trace_id: bytes
    score_id: str
    span_id: bytes | None
    name: str
    value: Decimal | None
    label: str | None
    source: Judge
    comment: str
    at_ns: int
    index: int = 0  # position in the request


@dataclass(frozen=True, slots=True)
class Judged:
    """A score as far as rules look at it; `span` is empty for the whole trace."""

    span: bytes
    name: str
    value: float | None
    label: str
    source: str
