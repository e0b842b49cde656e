"""The critical path: sections that tile the window of a trace exactly once, each on the span that held it up.

Walk a span from its end backwards. The child that ended last held it up; before that child's start the next one, and
so on; what no child covers is the span's own time.

    P |--------------------|        A ends 40, B ends 60, P ends 100:
    A |-------|                     P 60-100 (own), B 0-60, and A never held anything up.
    B |------------|

A child is taken when it ended by the time the walk has reached: **by**, not before, for on millisecond clocks a step
often begins in the instant in which the last one ended. (Jaeger asks for before, and then walks past most of such
traces.) Clocks that are slightly off make steps overlap a little; so a child that reaches into the one just taken by
at most 1 % of the parent's duration is taken too, and cut.

Between the tops of a trace the walk goes on where a top was started: from work taken from a queue over the time it
waited to the span that put it there. What nothing covers is outside any span.

Source: CRISP (Zhang et al., USENIX ATC 2022) and Jaeger's critical path for the backward walk.
"""

from collections.abc import Iterator
from typing import NamedTuple

from traces.analysis.time.timeline import NONE, Timeline

Stretch = tuple[int, int, int]  # position, start, end
OVERLAP = 100  # a child may reach into the next one by one part in so many of its parent's duration


class Section(NamedTuple):
    """Own time of one span. `position` is NONE outside any span.

    `before` and `after` are the children it lies between, NONE at the ends; `waiting`: the span had not begun, it had
    been put into a queue, or started by a span that did not wait for it.
    """

    position: int
    start_ns: int
    end_ns: int
    before: int = NONE
    after: int = NONE
    waiting: bool = False


def walk(line: Timeline) -> list[Section]:
    """The sections in order of time. O(n log n), no recursion: a chain of 200,000 spans is as good as any."""
    found = list(_over_tops(line))
    found.reverse()
    return found


def _over_tops(line: Timeline) -> Iterator[Section]:
    """From the end of the window to its start, so latest first."""
    first, cur = line.window
    allowed = (cur - first) // OVERLAP
    candidates, place, next_end = _candidates(line), 0, cur
    forced: Stretch | None = None
    via: frozenset[int] = frozenset()
    up: dict[int, int] = {}  # `cur` only falls, so whoever began too late once always has
    while cur > first:
        while forced is None and place < len(candidates):
            if _fits(candidates[place], cur, next_end, allowed):
                forced = candidates[place]
            place += 1
        if forced is None:
            yield Section(NONE, first, cur)
            return
        i, start, end = forced
        start = max(start, first)
        end = max(min(end, cur), start)
        if end < cur:
            yield Section(NONE, end, cur)
        yield from _inside(line, i, start, end, via)
        next_end, cur = end, start
        by = line.starter.get(i, i) if line.top_of[i] == i else i
        handed = max(min(line.ends[by], cur), first)
        if by != i and line.starts[by] < cur:
            if handed < cur:
                yield Section(i, handed, cur, waiting=True)
            cur = handed
        forced, via = _on_from(line, by, cur, up) if by != i or line.top_of[i] != i else (None, frozenset())


def _on_from(line: Timeline, position: int, cur: int, up: dict[int, int]) -> tuple[Stretch | None, frozenset[int]]:
    """Where the walk goes on that reached `cur` and came from this span: what it lies in, and by which children.

    That is its top; before the top's start or after its end the nearest span above that runs then.
    """
    top = line.top_of[position]
    way = []
    while position != top and line.starts[position] >= cur:
        way.append(position)
        position = up.get(position, line.parents[position])
    for each in way:
        up[each] = position
    if line.starts[position] >= cur:
        return None, frozenset()
    if line.starts[top] < cur <= line.ends[top] or position == top:
        return (top, line.starts[top], line.ends[top]), frozenset(line.chain(position))
    lo = line.starts[position]
    return (position, max(line.ends[top], lo) if cur > line.ends[top] else lo, line.ends[position]), frozenset()


def _candidates(line: Timeline) -> list[Stretch]:
    """Tops and pieces as (position, start, end), the one that ends last first."""
    found = [(i, line.starts[i], line.ends[i]) for i in line.tops]
    found += [(piece.position, piece.start_ns, piece.end_ns) for piece in line.pieces]
    if len(found) > 1:
        found.sort(key=lambda each: (-each[2], each[1], line.spans[each[0]].span_id, each[0]))
    return found


def _fits(each: Stretch, cur: int, next_end: int, allowed: int) -> bool:
    _, start, end = each
    return start < cur and start < end and (end <= cur or (end < next_end and end - cur <= allowed))


def _inside(line: Timeline, top: int, lo: int, hi: int, via: frozenset[int]) -> Iterator[Section]:
    """The sections of one span and all below it in the window [lo, hi], latest first.

    `via`: where several children end at the very end, the one among these is taken: it leads to what was started.
    """
    starts, ends, spans, children = line.starts, line.ends, line.spans, line.children

    def by_end(each: int) -> tuple[int, bool, int, bytes, int]:
        return -min(ends[each], hi), each not in via, starts[each], spans[each].span_id, each

    # A frame: span, window, children by end, how many are looked at, time reached, child just taken, its end.
    stack: list[tuple[int, int, int, list[int], int, int, int, int]] = []
    node, kids, place, cur, after, after_end = top, sorted(children[top], key=by_end), 0, hi, NONE, hi
    while True:
        taken, allowed = NONE, (ends[node] - starts[node]) // OVERLAP
        while place < len(kids):
            child = kids[place]
            place += 1
            start, end = max(starts[child], lo), min(ends[child], hi)
            if start < min(end, cur) and (end <= cur or (end < after_end and end - cur <= allowed)):
                taken = child
                break
        if taken == NONE:
            if lo < cur:
                yield Section(node, lo, cur, NONE, after)
            if not stack:
                return
            node, lo, hi, kids, place, cur, after, after_end = stack.pop()
            continue
        if end < cur:
            yield Section(node, end, cur, taken, after)
        full_end, end = end, min(end, cur)
        if not children[taken]:
            yield Section(taken, start, end)
            cur, after, after_end = start, taken, full_end
            continue
        stack.append((node, lo, hi, kids, place, start, taken, full_end))
        node, lo, hi, cur, place, after, after_end = taken, start, end, end, 0, NONE, end
        kids = children[taken] if len(children[taken]) == 1 else sorted(children[taken], key=by_end)
