"""Step: where the time of each run went, by kind and by call path; and how long work waited in a queue. Pure.

The split of a run tiles its duration exactly: the critical path of the spans of that run alone. Paths are kept with the
run, so that roll-ups can be computed anew from it when late spans have settled it again.
"""

from collections.abc import Sequence

from traces.analysis.time.critical_path import walk
from traces.analysis.time.folded import Folder, Path
from traces.analysis.time.kinds import classify
from traces.analysis.time.timeline import CONSUMERS, Timeline, lay_out
from traces.settle.tree import NO_PARENT
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.types.time_kinds import TIME_KINDS

PLACES = {kind: place for place, kind in enumerate(TIME_KINDS)}
MOST_ROOTS = 100  # that are asked whether they hold an orphan, as on the trace page


def split_time(traces: Sequence[SettlingTrace]) -> None:
    """Gives every run its critical ns by kind and by path, and work that came from a queue the time it waited."""
    for trace in traces:
        parent, order = repaired(trace)
        for run in trace.runs:
            if len(run.places) == len(order):
                line = lay_out(trace.spans, parent, order)
            else:
                line = _of_some(trace.spans, parent, run.places)
            run.critical_ns, run.paths = _split(line)
        _note_waits(trace, parent)


def _split(line: Timeline) -> tuple[list[int], dict[Path, int]]:
    spent = classify(line, walk(line))
    by_kind = [0] * len(TIME_KINDS)
    for _, start, end, kind, _ in spent:
        by_kind[PLACES[kind]] += end - start
    return by_kind, Folder(line).fold(spent)


def repaired(trace: SettlingTrace) -> tuple[Sequence[int], Sequence[int]]:
    """Parents and order, as the trace page has them: an orphan hangs under the first root whose window holds it."""
    tree, spans = trace.tree, trace.spans
    roots = tree.roots
    orphans = [place for place in roots if spans[place].parent_span_id is not None and place not in trace.beside]
    if not orphans or len(orphans) == len(roots):
        return tree.parent, tree.order
    parent, lost = list(tree.parent), set(orphans)
    whole = sorted((r for r in roots if r not in lost), key=lambda r: _order(spans[r]))[:MOST_ROOTS]
    for place in orphans:
        start, end = spans[place].start_ns, spans[place].end_ns
        parent[place] = next((r for r in whole if spans[r].start_ns <= start and end <= spans[r].end_ns), NO_PARENT)
    top = set(roots)
    kept = [place for place in tree.order if place in top and place not in lost]
    return parent, [*kept, *orphans, *(place for place in tree.order if place not in top)]


def _order(span: SettlingSpan) -> tuple[int, int, bytes]:
    return span.start_ns, -span.duration_ns, span.span_id


def _of_some(spans: Sequence[SettlingSpan], parent: Sequence[int], places: Sequence[int]) -> Timeline:
    """The timeline of some spans of a trace, numbered anew: a thousand runs of one trace do not copy it each."""
    at = {place: number for number, place in enumerate(places)}
    above = [at.get(parent[place], NO_PARENT) for place in places]
    return lay_out([spans[place] for place in places], above, _parents_first(above))


def _parents_first(above: Sequence[int]) -> list[int]:
    """Members stand as in the tree's order but for adopted orphans, whose parent may come later."""
    if all(parent < number for number, parent in enumerate(above)):
        return list(range(len(above)))
    order: list[int] = []
    done = [False] * len(above)
    for number in range(len(above)):
        way = []
        at = number
        while at != NO_PARENT and not done[at]:
            done[at] = True
            way.append(at)
            at = above[at]
        order.extend(reversed(way))
    return order


def _note_waits(trace: SettlingTrace, parent: Sequence[int]) -> None:
    """From the end of the span that put work into a queue to the start of the work; clocks that disagree make it 0."""
    spans = trace.spans
    for place in trace.tree.order:
        above = parent[place]
        if above != NO_PARENT and spans[above].kind == "queue" and spans[place].kind in CONSUMERS:
            trace.verdicts[place].queue_wait_ns = max(spans[place].start_ns - spans[above].end_ns, 0)
