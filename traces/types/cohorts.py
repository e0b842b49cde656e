"""Failing and good runs side by side: what counts as failing, and what is known of each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Measure = Literal["no_error", "outcome", "score", "fast", "cheap"]
_SCORE = re.compile(r"^score:(?P<name>[^<>=]{1,100})>=(?P<least>-?\d{1,9}(?:\.\d{1,9})?)$")
PLAIN: tuple[Measure, ...] = ("no_error", "outcome", "fast", "cheap")
HOW_TO_SAY = "One of no_error, outcome, fast, cheap, or score:NAME>=x, such as score:faithfulness>=0.8."


@dataclass(frozen=True, slots=True)
class Success:
    """What a good run is. Of a score: its latest value is at least `least`."""

    measure: Measure = "no_error"
    score: str = ""
    least: float = 0.0

    @property
    def text(self) -> str:
        return f"score:{self.score}>={self.least:g}" if self.measure == "score" else self.measure


def parse_success(text: str) -> Success:
    """Raises ValueError with what may be said.

    >>> parse_success("score:faithfulness>=0.8")
    Success(measure='score', score='faithfulness', least=0.8)
    """
    for measure in PLAIN:
        if text == measure:
            return Success(measure)
    found = _SCORE.match(text)
    if not found:
        raise ValueError(HOW_TO_SAY)
    return Success("score", found["name"].strip(), float(found["least"]))


class CohortRun(NamedTuple):
    """A trace as one of a cohort, of which there may be a hundred thousand."""

    trace_id: bytes
    failing: bool
    start_ns: int
    workflow: str | None
    service: str
    release: str | None
    prompt_fingerprint: str | None
    models: Sequence[str]
    providers: Sequence[str]
    user: str | None
    session: str | None
    input_tokens: int
    output_tokens: int
    calls: int
    duration_ns: int
    cause: str | None
    tags: Mapping[str, str]
    traits: Sequence[str]
    documents: Sequence[str] = ()  # "score name"
    failure: Sequence[str] = ()  # the last step, what its error says


@dataclass(frozen=True, slots=True)
class CohortBar:
    start_ns: int
    end_ns: int
    runs: int
    failing: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """`runs` are all failing ones up to a limit, the newest, and a sample of the good ones.

    `failing` and `good` are how many there are in all. `threshold`: of fast and cheap, what is too much (ns, nano-USD).
    """

    success: Success
    failing: int
    good: int
    runs: tuple[CohortRun, ...]
    bars: tuple[CohortBar, ...] = ()
    findings: tuple[tuple[str, int, int], ...] = ()  # code, traces with it, of which it is the cause
    threshold: int | None = None

    @property
    def sampled_failing(self) -> int:
        return sum(run.failing for run in self.runs)

    @property
    def sampled_good(self) -> int:
        return len(self.runs) - self.sampled_failing
