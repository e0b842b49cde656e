"""Of several rows of a trace that tell of one span, or of one call, which stands, and whose usage counts. Pure."""

from collections.abc import Iterator

from traces.settle.values import SettlingTrace
from traces.types import SOURCES, bears_usage

SUPERSEDED = "superseded"
SPAN, LOG = SOURCES.index("span"), SOURCES.index("log")


def of_each_span(trace: SettlingTrace) -> None:
    """Rows of one span id: the best source stands, then the first stored. Log records that only add content to a span
    are no row of their own, unless there is nothing else."""
    _leave_out_supplements(trace)
    by_id: dict[bytes, list[int]] = {}
    for place, span in enumerate(trace.spans):
        if not trace.verdicts[place].superseded:
            by_id.setdefault(span.span_id, []).append(place)
    for places in by_id.values():
        if len(places) > 1:
            _one_stands(trace, sorted(places, key=lambda place: _rank(trace, place)))


def _leave_out_supplements(trace: SettlingTrace) -> None:
    found = [place for place, span in enumerate(trace.spans) if span.source == LOG and span.kind == "other"]
    if len(found) < len(trace.spans):
        for place in found:
            _supersede(trace, place)


def _ranked(trace: SettlingTrace, one: int, other: int) -> tuple[int, int]:
    """The better one first."""
    return (one, other) if _rank(trace, one) <= _rank(trace, other) else (other, one)


def _rank(trace: SettlingTrace, place: int) -> tuple[int, tuple[bytes, int]]:
    """The lower, the better."""
    return trace.spans[place].source, trace.spans[place].stored_order


def _one_stands(trace: SettlingTrace, ranked: list[int]) -> None:
    """The best one. Only what a log or an event tells of a span without usage counts, beside it and once."""
    stands, *others = ranked
    telling = [place for place in others if trace.spans[place].source != SPAN and bears_usage(trace.spans[place])]
    beside = telling[:1] if not bears_usage(trace.spans[stands]) else []
    for place in others:
        if place not in beside:
            _supersede(trace, place)
    trace.beside.update(dict.fromkeys(beside, stands))


def _supersede(trace: SettlingTrace, place: int) -> None:
    verdict = trace.verdicts[place]
    verdict.superseded, verdict.counted, verdict.reason = True, False, SUPERSEDED
    trace.beside.pop(place, None)


def of_each_call(trace: SettlingTrace) -> None:
    """Rows of one call, of which some are no spans: those give way to the best one that tells the usage."""
    for loser in _outdone(trace):
        if trace.spans[loser].source != SPAN:
            _supersede(trace, loser)


def of_spans_that_count(trace: SettlingTrace) -> None:
    """Spans of one call that all count, for none is above another: the first stored does. They stay in the tree."""
    for loser in _outdone(trace):
        verdict = trace.verdicts[loser]
        verdict.counted, verdict.call, verdict.reason = False, False, SUPERSEDED


def _outdone(trace: SettlingTrace) -> Iterator[int]:
    """Of rows that count and tell of one call, all but the best."""
    best: dict[int, int] = {}
    for place, span in enumerate(trace.spans):
        if span.call_hash is None or not trace.verdicts[place].counted:
            continue
        known = best.setdefault(span.call_hash, place)
        if known != place:
            best[span.call_hash], loser = _ranked(trace, known, place)
            yield loser
