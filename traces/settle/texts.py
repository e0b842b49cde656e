"""Step: a trace can also be searched by the first words that were said. Reads bodies, so it stands apart."""

from collections.abc import Sequence
from itertools import groupby

from traces.semconv import first_text
from traces.settle.steps import SEARCH_CHARS
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.store import settling
from traces.types import CALL_KINDS

TEXT_CHARS = 300  # of the first text


def first_texts(traces: Sequence[SettlingTrace]) -> None:
    """Adds to `summary.search` the words the first model call was asked, or without calls of the root input."""
    for project_id, members in groupby(traces, key=lambda trace: trace.project_id):
        _of_project(project_id, list(members))


def _of_project(project_id: int, traces: Sequence[SettlingTrace]) -> None:
    summarised = [(trace, trace.summary) for trace in traces if trace.summary]
    for number, body in settling.bodies(project_id, [_place(trace) for trace, _ in summarised]):
        if text := first_text(body):
            summary = summarised[number][1]
            summary.search = with_words(summary.search, text)


def _place(trace: SettlingTrace) -> tuple[bytes, bytes, int, int]:
    """Where the lead span's body lies: trace, batch, the start of the batch's earliest span of the trace, and place."""
    batch_id, place = _lead(trace).stored_order
    start_ns = min(span.start_ns for span in trace.spans if span.stored_order[0] == batch_id)
    return trace.trace_id, batch_id, start_ns, place


def _lead(trace: SettlingTrace) -> SettlingSpan:
    standing = [trace.spans[place] for place in sorted(trace.tree.order)]
    root = next((span for span in standing if span.parent_span_id is None), standing[0])
    return next((span for span in standing if span.kind in CALL_KINDS), root)


def with_words(search: str, text: str) -> str:
    """`search` and the beginning of the text, each word once, in lower case, parted by single spaces.

    Together they are no longer than the index reads: what was said stays, and of `search` the last words give way.
    """
    said = dict.fromkeys(text[:TEXT_CHARS].lower().split())
    known = search.split(" ")
    room = SEARCH_CHARS - len(" ".join(word for word in said if word not in known))
    kept: list[str] = []
    for word in filter(None, known):
        room -= len(word) + 1
        if room < 0:
            break
        kept.append(word)
    return " ".join(dict.fromkeys([*kept, *said]))[:SEARCH_CHARS]
