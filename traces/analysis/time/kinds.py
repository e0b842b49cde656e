"""What own time was spent on: each section of the critical path, and each span's own time, by time kind.

- A model call is split at its first token: first_token before it, generation after it and where none is known.
- embedding; retriever and reranker: retrieval; tool; guardrail and evaluator: guardrail; a queue span: queue_wait.
- http, db, cache and other spans beneath one of those are how it is done, and have its kind. Elsewhere db and cache
  are retrieval, and an http span that asks another service is a tool; one that others hang below is code that answers.
- workflow, agent, step and the rest: own_code where nothing hangs below it, else unaccounted, for the time in which no
  child ran is time that nobody measured.
- Between a failed try and the next: backoff_wait. Between putting work into a queue and its start: queue_wait, or
  backoff_wait when the work is a retry. Where no span runs, and nothing waits in a queue: outside.
"""

from collections.abc import Iterable
from typing import NamedTuple

from traces.analysis.time.critical_path import Section
from traces.analysis.time.timeline import NONE, Timed, Timeline
from traces.types.time_kinds import (
    BACKOFF_WAIT,
    FIRST_TOKEN,
    GENERATION,
    OUTSIDE,
    OWN_CODE,
    QUEUE_WAIT,
    UNACCOUNTED,
)

OF_KIND = {
    "llm": GENERATION, "embedding": "embedding", "retriever": "retrieval", "reranker": "retrieval", "tool": "tool",
    "guardrail": "guardrail", "evaluator": "guardrail", "queue": QUEUE_WAIT,
}  # fmt: skip
MEANS = {"db": "retrieval", "cache": "retrieval", "http": "tool", "other": ""}  # how something is done


class Spent(NamedTuple):
    """A section of the critical path with what it was spent on.

    `of`: the span that it is put down to, where that is another: a pause in its parent is that of the retry.
    """

    position: int
    start_ns: int
    end_ns: int
    kind: str
    of: int = NONE

    @property
    def duration_ns(self) -> int:
        return self.end_ns - self.start_ns


def classify(line: Timeline, sections: Iterable[Section]) -> list[Spent]:
    """The same time in pieces of one kind each; sections of model calls may become two."""
    work = Work(line)
    return [spent for section in sections for spent in work.spent(section)]


class Work:
    """What each span of a timeline works on; answers are kept, for a path asks for its spans again and again."""

    def __init__(self, line: Timeline) -> None:
        self._line = line
        self._means: dict[int, tuple[str, int]] = {}
        self._has_child: set[int] | None = None

    def spent(self, section: Section) -> list[Spent]:
        """The section in pieces of one kind: two where a first token came in it."""
        position, start, end, before, after, waiting = section
        if position == NONE:
            return [Spent(NONE, start, end, OUTSIDE)]
        if waiting:
            return [Spent(position, start, end, self._wait(position))]
        if NONE not in (before, after) and retried(self._line.spans[before], self._line.spans[after]):
            return [Spent(position, start, end, BACKOFF_WAIT, after)]
        kind, call = self._means.get(position) or self.of(position)
        if kind != GENERATION:
            return [Spent(position, start, end, kind)]
        return self._call(position, start, end, call)

    def _wait(self, position: int) -> str:
        line = self._line
        if line.spans[line.starter[position]].kind != "queue":
            return OUTSIDE
        return BACKOFF_WAIT if (line.spans[position].attempt or 1) > 1 else QUEUE_WAIT

    def _call(self, position: int, start: int, end: int, call: int) -> list[Spent]:
        first = self._line.spans[call].first_token_ns
        if first is None or (split := self._line.starts[call] + first) <= start:
            return [Spent(position, start, end, GENERATION)]
        if split >= end:
            return [Spent(position, start, end, FIRST_TOKEN)]
        return [Spent(position, start, split, FIRST_TOKEN), Spent(position, split, end, GENERATION)]

    def of(self, position: int) -> tuple[str, int]:
        """(time kind of its own time, the span that says so): itself, or one above it that it is the means of."""
        way = []
        known = self._means.get(position)
        while known is None:
            way.append(position)
            known = self._alone(position)
            if known is None:
                position = self._line.parents[position]
                known = self._means.get(position)
        for each in reversed(way):
            known = self._means[each] = self._seen_from(each, known)
        return known

    def _alone(self, position: int) -> tuple[str, int] | None:
        """What the span's kind alone says; None where that depends on what stands above it."""
        line, kind = self._line, self._line.spans[position].kind
        parent = line.parents[position]
        is_top = parent == NONE or line.top_of[parent] == NONE
        if kind == "llm" and line.spans[position].first_token_ns is None and not is_top:
            return None  # a wrapper above it may know
        if kind in OF_KIND:
            return OF_KIND[kind], position
        if kind in MEANS and not is_top:
            return None
        return (MEANS[kind] if kind in ("db", "cache") else self._code(position)), position

    def _seen_from(self, position: int, above: tuple[str, int]) -> tuple[str, int]:
        """The same for a span whose parent is known to be `above`; a span that spoke for itself stays as it is."""
        if above[1] == position:
            return above
        kind = self._line.spans[position].kind
        given = self._line.spans[above[1]].kind
        if kind == "llm":
            return (
                above
                if given == "llm" and self._line.spans[above[1]].first_token_ns is not None
                else (GENERATION, position)
            )
        if given in OF_KIND and given != "queue":
            return above
        if kind == "http" and self._is_leaf(position):
            return "tool", position
        return (MEANS[kind] if kind in ("db", "cache") else self._code(position)), position

    def _code(self, position: int) -> str:
        return OWN_CODE if self._is_leaf(position) else UNACCOUNTED

    def _is_leaf(self, position: int) -> bool:
        if self._line.children[position]:
            return False
        if self._has_child is None:
            self._has_child = {self._line.parents[i] for i in self._line.tops}
        return position not in self._has_child


def retried(one: Timed, other: Timed) -> bool:
    """Whether `other` is the next try of `one`: that failed, and the same was done again.

    Where the tries are numbered, by a sender or by settling, the numbers decide: a tool may answer that it failed.
    """
    if one.kind != other.kind or one.name != other.name:
        return False
    if other.attempt is not None:
        return other.attempt > (one.attempt or 1)
    return one.status == "error" and one.attempt is None


def by_kind(spent: Iterable[Spent]) -> dict[str, int]:
    """Critical ns by time kind."""
    sums: dict[str, int] = {}
    for each in spent:
        sums[each.kind] = sums.get(each.kind, 0) + each.end_ns - each.start_ns
    return sums
