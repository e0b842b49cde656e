"""Call paths: the critical time of a run by the names of the spans it was spent in, from the top down.

Names that hold ids would make a path of each run, so digits and long hex are masked; what lies deeper than MAX_DEPTH
belongs to the span at that depth. The spans that are only the means of another (http, db, ...) stay, for that is what a
flame graph is for; the **step** of a path is the nearest span on it that stands for something a person would name.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from traces.analysis.time.kinds import MEANS, Spent
from traces.analysis.time.timeline import NONE, Timeline

MAX_DEPTH = 12
MAX_NAME = 80
_IDS = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\b(?=[a-fA-F]*\d)[0-9a-fA-F]{8,}\b|\d{3,}")


class Path(NamedTuple):
    """Names from the top down, the step's name and span kind, and the time kind. Outside any span: no names."""

    names: tuple[str, ...]
    step: str
    span_kind: str
    kind: str


@lru_cache(maxsize=4096)
def masked(name: str) -> str:
    """The name with its ids taken out.

    >>> masked("GET /orders/88213"), masked("gpt-4.1"), masked("job 4f1c9a07b2e6")
    ('GET /orders/*', 'gpt-4.1', 'job *')
    """
    return _IDS.sub("*", name)[:MAX_NAME]


class Folder:
    """Paths of one timeline; those of a parent serve its children."""

    def __init__(self, line: Timeline) -> None:
        self._line = line
        self._known: dict[int, tuple[tuple[str, ...], str, str]] = {}

    def fold(self, spent: Iterable[Spent]) -> dict[Path, int]:
        """Critical ns by path; the sums are those of `spent`, so they add up to the duration."""
        by_span: dict[tuple[int, str], int] = {}
        for position, start, end, kind, of in spent:
            key = position if of == NONE else of, kind
            by_span[key] = by_span.get(key, 0) + end - start
        sums: dict[Path, int] = {}
        for (position, kind), ns in by_span.items():
            path = Path((), "", "", kind) if position == NONE else Path(*self._of(position), kind)
            sums[path] = sums.get(path, 0) + ns
        return sums

    def _of(self, position: int) -> tuple[tuple[str, ...], str, str]:
        known = self._known.get(position)
        if known:
            return known
        way = []
        while position != NONE and position not in self._known and self._line.top_of[position] != NONE:
            way.append(position)
            position = self._line.parents[position]
        known = self._known.get(position) or ((), "", "")
        for each in reversed(way):
            known = self._known[each] = self._below(known, each)
        return known

    def _below(self, above: tuple[tuple[str, ...], str, str], position: int) -> tuple[tuple[str, ...], str, str]:
        names, step, span_kind = above
        if len(names) >= MAX_DEPTH:
            return above
        span = self._line.spans[position]
        name = masked(span.name)
        if step and span.kind in MEANS:
            return (*names, name), step, span_kind
        return (*names, name), name, span.kind
