"""Step: a trace can also be searched by the first words that were said. Reads bodies, so it stands apart."""

from collections.abc import Sequence
from itertools import groupby

from traces.semconv import first_text
from traces.settle.steps import SEARCH_CHARS
from traces.settle.values import SettlingSpan, SettlingTrace, Summary
from traces.store import settling
from traces.types import CALL_KINDS

TEXT_CHARS = 300  # of the first text


def first_texts(traces: Sequence[SettlingTrace]) -> None:
    """Adds to `summary.search` the words the first model call was asked, or without calls of the root input."""
    for project_id, members in groupby(traces, key=lambda trace: trace.project_id):
        _of_project(project_id, list(members))


def _of_project(project_id: int, traces: Sequence[SettlingTrace]) -> None:
    summaries: dict[tuple[bytes, bytes], Summary] = {}
    leads = []
    for trace in traces:
        if trace.summary:
            span = _lead(trace)
            leads.append((trace.trace_id, span.span_id, span.start_ns))
            summaries[trace.trace_id, span.span_id] = trace.summary
    for key, body in settling.bodies(project_id, leads):
        summary = summaries.pop(key, None)  # an id may stand on several days
        if summary and (text := first_text(body)):
            summary.search = with_words(summary.search, text)


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
