"""Step: which calls are tries of one and the same, where no sender said so. Pure."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from traces.settle.values import SettlingSpan, SettlingTrace
from traces.types import CALL_KINDS

SAME_KINDS = CALL_KINDS | {"reranker", "tool", "retriever"}  # of these the hash of what was sent is known


def find_attempts(traces: Sequence[SettlingTrace]) -> None:
    """Numbers the tries of one call 1..n: spans with one parent, of one kind, name, provider and model, that sent the
    same, one after the other, of which all but the last failed.

    So are requests under a model call numbered: a client that retries makes several for one call. A group of which one
    says its own number is left alone, and one span alone is no try of anything. Of two calls with the same text the
    second is a repetition, and no retry, when the first succeeded.
    """
    for trace in traces:
        for same in _candidates(trace):
            for series in _series(trace, same):
                for number, place in enumerate(series, 1):
                    trace.verdicts[place].attempt = number


def _candidates(trace: SettlingTrace) -> Iterable[list[int]]:
    """Places of spans that did the same, in order of their start."""
    places = [place for place in trace.tree.order if place not in trace.beside]
    keyed = [(key, trace.spans[place].start_ns, place) for place in places if (key := _key(trace, place))]
    for _, members in groupby(sorted(keyed), key=lambda each: each[0]):
        same = [place for _, _, place in members]
        if len(same) > 1 and all(trace.spans[place].attempt is None for place in same):
            yield same


def _key(trace: SettlingTrace, place: int) -> tuple[int, str, str, str, str] | None:
    """What two tries share, but for the model, see _one_model(); None for what cannot be told to be one."""
    span, above = trace.spans[place], trace.tree.parent[place]
    if above < 0:
        return None
    if span.kind in SAME_KINDS and span.prompt_hash:
        return above, span.kind, span.name, span.provider or "", span.prompt_hash
    if span.kind == "http" and trace.spans[above].kind in CALL_KINDS:
        return above, span.kind, span.name, "", ""
    return None


def _series(trace: SettlingTrace, places: Sequence[int]) -> Iterable[list[int]]:
    """Cut where one is no retry of the one before; a lone span is none."""
    series: list[int] = []
    for place in places:
        if series and not _retried(trace.spans[series[-1]], trace.spans[place]):
            if len(series) > 1:
                yield series
            series = []
        series.append(place)
    if len(series) > 1:
        yield series


def _retried(one: SettlingSpan, other: SettlingSpan) -> bool:
    """Whether the other began when the one had failed."""
    return one.status == "error" and one.end_ns <= other.start_ns and _one_model(one.model or "", other.model or "")


def _one_model(one: str, other: str) -> bool:
    """A failed call knows the model that was asked for, a good one the dated one that answered. Another is a fallback.

    >>> _one_model("gpt-4o", "gpt-4o-2024-08-06"), _one_model("gpt-4o", "claude-haiku-4-5")
    (True, False)
    """
    return one.startswith(other) or other.startswith(one)
