"""Per span of one trace: self time, critical time, slack and drag; and what the whole says: parallelism, async tail.

**Drag** is what would really be saved if a span's own work took no time. Shortening it may only bring forward a sibling
that ran beside it. So the trace is run again under one rule: what began after something else had ended still waits for
it, after the same pause. Of a span whose children do the work only the time between them is its own.

Source: Devaux, The critical path drag (Defense AT&L, 2012), for the measure.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from traces.analysis.time.critical_path import Section, walk
from traces.analysis.time.kinds import Spent, Work
from traces.analysis.time.timeline import NONE, Timeline, outlived

K = TypeVar("K")
MOST_DRAGS = 20  # running the trace again costs; nobody shortens the twenty-first span first


@dataclass(frozen=True, slots=True)
class Saving:
    """What would be saved if the own work of this span took no time."""

    position: int
    kind: str  # of most of its critical time
    critical_ns: int
    drag_ns: int


@dataclass(frozen=True, slots=True)
class TimeSplit:
    """One trace. `spent` tiles the window; `critical_ns` sums to `duration_ns`.

    `self_ns` by kind adds up what ran side by side, so it may exceed the duration; `parallelism` is its sum over the
    duration, waits left out, 0 for a trace that took no time. `slack_ns` by position: how much longer that span could
    have taken without delaying the end. `async_tail_ns`: from the end of the last root to the end of the window.
    """

    line: Timeline
    spent: tuple[Spent, ...]
    critical_ns: dict[str, int]
    self_ns: dict[str, int]
    critical_of: dict[int, int]
    self_of: dict[int, int]
    slack_of: dict[int, int]
    savings: tuple[Saving, ...]
    outlived: dict[int, int]
    async_tail_ns: int
    parallelism: float

    @property
    def duration_ns(self) -> int:
        return self.line.duration_ns


def split(line: Timeline) -> TimeSplit:
    """All measures of one trace; 30,000 spans take about half a second."""
    sections, work = walk(line), Work(line)
    spent = tuple(each for section in sections for each in work.spent(section))
    critical, of_span = _sums((each.kind, each) for each in spent), _sums((each.position, each) for each in spent)
    of_span.pop(NONE, None)
    own, self_of = _self_times(line, work)
    waits = {kind: own[kind] for kind in ("queue_wait", "backoff_wait", "outside") if kind in own}
    busy = sum(own.values()) - sum(waits.values())
    return TimeSplit(
        line, spent, critical, own, of_span, self_of, _slack(line, of_span), _savings(line, sections, spent, of_span),
        outlived(line), _tail(line), busy / line.duration_ns if line.duration_ns else 0.0,
    )  # fmt: skip


def _sums(keyed: Iterable[tuple[K, Spent]]) -> dict[K, int]:
    sums: dict[K, int] = {}
    for key, each in keyed:
        sums[key] = sums.get(key, 0) + each.end_ns - each.start_ns
    return sums


def _tail(line: Timeline) -> int:
    """Roots are tops that nothing started."""
    ends = [line.ends[i] for i in line.tops if i not in line.starter]
    return max(line.window[1] - max(ends), 0) if ends else 0


def gaps(line: Timeline, i: int) -> list[Section]:
    """The times in which the span ran and none of its children did."""
    found, lo, hi = [], line.starts[i], line.ends[i]
    before = NONE
    for child in sorted(line.children[i], key=lambda each: line.starts[each]):
        if line.ends[child] <= lo or line.starts[child] == line.ends[child]:
            continue
        if line.starts[child] > lo:
            found.append(Section(i, lo, min(line.starts[child], hi), before, child))
        lo, before = line.ends[child], child
        if lo >= hi:
            return found
    return [*found, Section(i, lo, hi, before, NONE)] if lo < hi else found


def _self_times(line: Timeline, work: Work) -> tuple[dict[str, int], dict[int, int]]:
    """Own time by kind, waits of all that waited in a queue included, and by span."""
    kinds: dict[str, int] = {}
    of_span: dict[int, int] = {}
    for i in line.order:
        own = gaps(line, i) if line.children[i] else [Section(i, line.starts[i], line.ends[i])]
        of_span[i] = sum(each.end_ns - each.start_ns for each in own)
        by = line.starter.get(i)
        if by is not None and line.ends[by] < line.starts[i]:
            own.append(Section(i, line.ends[by], line.starts[i], waiting=True))
        for section in own:
            for each in work.spent(section):
                kinds[each.kind] = kinds.get(each.kind, 0) + each.end_ns - each.start_ns
    return kinds, of_span


def _slack(line: Timeline, critical: dict[int, int]) -> dict[int, int]:
    """Of each span off the path: the time until the last of those ends that the next sibling waited for, else until the
    last one of all ends, and what its parent has. What is on the path, or holds something that is, has none."""
    on_path = set(critical)
    for i in reversed(line.order):
        if i in on_path and line.parents[i] != NONE:
            on_path.add(line.parents[i])
    slack: dict[int, int] = {}
    for top in line.tops:
        slack[top] = 0 if top in on_path else max(line.window[1] - line.ends[top], 0)
    for parent in line.order:
        kids = line.children[parent]
        if not kids:
            continue
        lasting = [each for each in kids if line.starts[each] < line.ends[each]]
        begins = sorted(line.starts[each] for each in lasting)
        ended = sorted(min(line.ends[each], line.ends[parent]) for each in lasting)
        for each in kids:
            place = bisect_right(begins, line.ends[each] - 1)
            waited = bisect_right(ended, begins[place]) if place < len(begins) else len(ended)
            until = ended[waited - 1] if waited else 0
            slack[each] = 0 if each in on_path else max(until - line.ends[each], 0) + slack.get(parent, 0)
    return slack


def _savings(
    line: Timeline, sections: Sequence[Section], spent: Sequence[Spent], critical: dict[int, int]
) -> tuple[Saving, ...]:
    """The spans with most critical time, by drag; those that would save nothing are left out."""
    most = sorted(critical, key=lambda i: (-critical[i], i))[:MOST_DRAGS]
    kinds: dict[int, dict[str, int]] = {i: {} for i in most}
    for each in spent:
        if each.position in kinds:
            of = kinds[each.position]
            of[each.kind] = of.get(each.kind, 0) + each.duration_ns
    again = Again(line, sections)
    found = [
        Saving(i, max(kinds[i], key=lambda kind: kinds[i][kind]), critical[i], min(again.drag(i), critical[i]))
        for i in most
    ]
    return tuple(sorted((each for each in found if each.drag_ns > 0), key=lambda each: (-each.drag_ns, each.position)))


class Again:
    """Runs a trace again with the own work of one span taking no time."""

    def __init__(self, line: Timeline, sections: Sequence[Section]) -> None:
        self._line = line
        self._ordered: dict[int, tuple[list[tuple[int, int, int]], list[tuple[int, int]]]] = {}
        self._crowd = self._nearest_crowd()
        self._ends = self._ends_beside(sections)

    def _nearest_crowd(self) -> dict[int, int]:
        """For each span the nearest one above it with several children: between them every saving passes whole."""
        line, crowd = self._line, {}
        for i in line.order:
            if line.top_of[i] == i:
                crowd[i] = i
                continue
            parent = line.parents[i]
            crowd[i] = i if len(line.children[parent]) > 1 else crowd[parent]
        return crowd

    def _ends_beside(self, sections: Sequence[Section]) -> dict[int, int]:
        """For each top on the path: when the last top ended that its shortening would not bring forward."""
        line = self._line
        ranks: dict[int, int] = {}
        for section in reversed(sections):
            if section.position != NONE:
                ranks.setdefault(line.top_of[section.position], len(ranks))
        outside = max((line.ends[i] for i in line.tops if i not in ranks), default=line.window[0])
        earlier = sorted(ranks, key=lambda top: -ranks[top])
        reach = [outside, *accumulate((line.ends[top] for top in earlier), max, initial=outside)][1:]
        return dict(zip(earlier, reach, strict=False))

    def drag(self, i: int) -> int:
        """What the trace would end earlier, in ns."""
        line = self._line
        saved = self._own(i)
        while saved > 0 and line.top_of[i] != i:
            i = self._crowd[i]
            if line.top_of[i] == i:
                break
            saved = self._passed_on(i, saved)
            i = line.parents[i]
        top = line.top_of[i]
        room = line.window[1] - self._ends.get(top, line.window[1])
        return max(min(saved, room), 0)

    def _own(self, i: int) -> int:
        """By how much the span would be shorter if the time in which no child of it runs were none."""
        line = self._line
        if not line.children[i]:
            return line.ends[i] - line.starts[i]
        return line.ends[i] - line.starts[i] - self._rerun(i, pauses=False)

    def _passed_on(self, child: int, saved: int) -> int:
        """By how much the parent would be shorter if this child were so much shorter."""
        parent = self._line.parents[child]
        return self._line.ends[parent] - self._line.starts[parent] - self._rerun(parent, child=child, saved=saved)

    def _rerun(self, parent: int, child: int = NONE, saved: int = 0, *, pauses: bool = True) -> int:
        """How long the span would take. A child begins as long after the last of those that had ended before it began
        as it did, at once without `pauses`; the span ends as long after its last child as it did."""
        lo, hi = self._line.starts[parent], self._line.ends[parent]
        by_start, by_end = self._in_order(parent)
        new_end: dict[int, int] = {}
        reached = was = last = lo  # the latest new end, and old one, of those that had ended; the last new end of all
        place = 0
        for i, start, end in by_start:
            while by_end[place][0] <= start:
                was, ended = by_end[place]
                if (theirs := new_end[ended]) > reached:
                    reached = theirs
                place += 1
            length = end - start
            if i == child:
                length = max(length - saved, 0)
            new_end[i] = now = reached + (start - was if pauses else 0) + length
            last = max(last, now)
        after = hi - (by_end[-2][0] if len(by_end) > 1 else lo)
        return last - lo + (after if pauses else 0)

    def _in_order(self, parent: int) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
        """Its children within it: (child, start, end) by start, and (end, child) by end with one beyond all others."""
        if parent not in self._ordered:
            line = self._line
            lo, hi = line.starts[parent], line.ends[parent]
            kids = [
                (i, max(line.starts[i], lo), min(line.ends[i], hi))
                for i in line.children[parent]
                if max(line.starts[i], lo) < min(line.ends[i], hi)
            ]
            by_start = sorted(kids, key=lambda each: (each[1], each[2]))
            by_end = sorted((end, i) for i, _, end in kids)
            self._ordered[parent] = by_start, [*by_end, (hi + 1, NONE)]
        return self._ordered[parent]
