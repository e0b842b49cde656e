"""A trace as the rules see it: the spans that count, in the order of the tree, with what is asked of them often.

Built from the tree of a page or from a trace that is being settled: both say the same of it.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from traces.analysis.tree import NONE, Tree
from traces.types import Judged, Status

GENERATING = "llm"
LOOKS_BACK = 50  # model calls tried as the one that asked for a tool


class Fact(Protocol):
    """What rules may know of a span; rows of pages and rows of settling both are."""

    @property
    def span_id(self) -> bytes: ...
    @property
    def start_ns(self) -> int: ...
    @property
    def end_ns(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def error_type(self) -> str | None: ...
    @property
    def model(self) -> str | None: ...
    @property
    def input_tokens(self) -> int | None: ...
    @property
    def cost_nanousd(self) -> int | None: ...
    @property
    def finish_reason(self) -> str | None: ...
    @property
    def prompt_hash(self) -> str | None: ...
    @property
    def signs(self) -> Sequence[str] | None: ...


@dataclass
class Case:
    """Columns in pre-order: `parents` holds positions before the child's own, or NONE; superseded rows are out."""

    spans: Sequence[Fact]
    parents: Sequence[int]
    attempts: Sequence[int | None]
    outcome: str = ""
    scores: Sequence[Judged] = field(default_factory=tuple)

    @classmethod
    def of_tree(cls, tree: Tree, outcome: str = "", scores: Sequence[Judged] = ()) -> "Case":
        kept = [i for i in range(len(tree.spans)) if i not in tree.superseded]
        place = {i: n for n, i in enumerate(kept)}
        parents = [place.get(tree.parents[i], NONE) for i in kept]
        return cls([tree.spans[i] for i in kept], parents, [tree.spans[i].attempt for i in kept], outcome, scores)

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """By parent, in order of their start; of NONE the roots."""
        found: dict[int, list[int]] = defaultdict(list)
        for i, above in enumerate(self.parents):
            found[above].append(i)
        return found

    @cached_property
    def depths(self) -> list[int]:
        depths: list[int] = []
        for above in self.parents:
            depths.append(0 if above == NONE else depths[above] + 1)
        return depths

    @cached_property
    def signs(self) -> dict[str, list[tuple[int, str]]]:
        """(position, value) of every sign, by code."""
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for i, span in enumerate(self.spans):
            for each in span.signs or ():
                code, _, value = each.partition(":")
                found[code].append((i, value))
        return found

    def sign(self, code: str, i: int) -> str | None:
        """The first value of a sign on a span; None without it."""
        return self._first_signs.get((code, i))

    @cached_property
    def _first_signs(self) -> dict[tuple[str, int], str]:
        return {(code, i): value for code, told in self.signs.items() for i, value in reversed(told)}

    @cached_property
    def failing(self) -> list[int]:
        return [i for i, span in enumerate(self.spans) if span.status == "error"]

    @property
    def failed(self) -> bool:
        """Whether a root failed."""
        return any(self.spans[i].status == "error" for i in self.children[NONE])

    @cached_property
    def origins(self) -> list[int]:
        """Failing spans that passed nothing on: no failing child has the same error, and no failed child was left
        without a later good try of the same."""
        passing = {
            self.parents[i]
            for i in self.failing
            if self.parents[i] != NONE and (self.same_error(i, self.parents[i]) or self.recovered_by(i) is None)
        }
        return [i for i in self.failing if i not in passing]

    def same_error(self, below: int, above: int) -> bool:
        """Whether both tell of one error: equal types and messages, or the upper message quotes the lower one."""
        said, wrapped = self.sign("message", below), self.sign("message", above)
        if said and wrapped and said in wrapped:
            return True
        types = self.spans[below].error_type, self.spans[above].error_type
        return types[0] == types[1] and (not said or not wrapped)

    def recovered_by(self, i: int) -> int | None:
        """The first later sibling that did the same and did not fail."""
        return self._recovered.get(i)

    @cached_property
    def _recovered(self) -> dict[int, int]:
        good: dict[tuple[int, str, str], list[int]] = defaultdict(list)
        for i, span in enumerate(self.spans):
            if span.status != "error" and self.parents[i] != NONE:
                good[self._same_call(i)].append(i)
        starts = {same: [self.spans[i].start_ns for i in places] for same, places in good.items()}
        found = {}
        for i in self.failing:
            if places := good.get(self._same_call(i)):
                at = bisect_left(starts[self._same_call(i)], self.spans[i].end_ns)
                if at < len(places):
                    found[i] = places[at]
        return found

    def _same_call(self, i: int) -> tuple[int, str, str]:
        return self.parents[i], self.spans[i].kind, self.spans[i].name

    @cached_property
    def generations(self) -> list[int]:
        """Model calls that are no wrapper of another one, by their end."""
        above = {self.parents[i] for i, span in enumerate(self.spans) if span.kind == GENERATING}
        calls = [i for i, span in enumerate(self.spans) if span.kind == GENERATING and i not in above]
        return sorted(calls, key=lambda i: (self.spans[i].end_ns, i))

    @cached_property
    def final(self) -> int | None:
        """The model call that ended last: its answer feeds the output."""
        return self.generations[-1] if self.generations else None

    def asked_by(self, i: int) -> int | None:
        """The model call that asked for a tool: the last one before it that ended in time and named the tool, else the
        last one that ended in time."""
        at = bisect_right(self._ends, self.spans[i].start_ns)
        before = self.generations[max(at - LOOKS_BACK, 0) : at]
        name = self.spans[i].name.rpartition(" ")[2]
        naming = [j for j in before if any(value == name for value in self._asks.get(j, ()))]
        found = naming or before
        return found[-1] if found else None

    @cached_property
    def _ends(self) -> list[int]:
        return [self.spans[i].end_ns for i in self.generations]

    @cached_property
    def _asks(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for i, name in self.signs.get("asks", ()):
            found[i].append(name)
        return found

    @cached_property
    def series(self) -> list[list[int]]:
        """Tries of one call, each series in order: children of one parent, of one kind and name, numbered 1, 2, ..."""
        groups: dict[tuple[int, str, str], list[int]] = defaultdict(list)
        for i, attempt in enumerate(self.attempts):
            if attempt is not None:
                groups[self.parents[i], self.spans[i].kind, self.spans[i].name].append(i)
        return [series for members in groups.values() for series in self._cut(members) if len(series) > 1]

    def _cut(self, members: Iterable[int]) -> Iterator[list[int]]:
        series: list[int] = []
        for i in sorted(members, key=lambda i: (self.spans[i].start_ns, i)):
            if series and (self.attempts[i] or 0) <= (self.attempts[series[-1]] or 0):
                yield series
                series = []
            series.append(i)
        yield series
