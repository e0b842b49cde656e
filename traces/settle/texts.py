"""Step: a trace can also be searched by the first words that were said. Reads bodies, so it stands apart."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from traces.semconv import first_text
from traces.settle.steps import SEARCH_CHARS
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.store import settling
from traces.types import CALL_KINDS, SOURCES, is_supplement

TEXT_CHARS = 300  # of the first text
MOST_PARTS = 20  # log records of a call that are looked into

Place = tuple[bytes, bytes, int, int]


def first_texts(traces: Sequence[SettlingTrace]) -> None:
    """Adds to `summary.search` the words the first model call was asked, or without calls of the root input.

    Where the call's own body has no text, log records that add content to it are read in order of time.
    """
    for project_id, members in groupby(traces, key=lambda trace: trace.project_id):
        _of_project(project_id, list(members))


def _of_project(project_id: int, traces: Sequence[SettlingTrace]) -> None:
    asked = [(trace, place) for trace in traces if trace.summary for place in _places(trace)]
    texts: dict[int, str] = {}
    for number, body in settling.bodies(project_id, [place for _, place in asked]):
        texts[number] = first_text(body)
    said: dict[bytes, str] = {}
    for number in sorted(texts):
        trace_id = asked[number][0].trace_id
        said[trace_id] = said.get(trace_id) or texts[number]
    for trace in traces:
        if trace.summary and (text := said.get(trace.trace_id)):
            trace.summary.search = with_words(trace.summary.search, text)


def _places(trace: SettlingTrace) -> Iterator[Place]:
    """Where the bodies of the lead span and of its log records lie: trace, batch, the start of the batch's earliest
    span of the trace, and place."""
    lead = _lead(trace)
    for span in [lead, *_supplements(trace, lead)]:
        batch_id, place = span.stored_order
        start_ns = min(each.start_ns for each in trace.spans if each.stored_order[0] == batch_id)
        yield trace.trace_id, batch_id, start_ns, place


def _supplements(trace: SettlingTrace, lead: SettlingSpan) -> list[SettlingSpan]:
    return [
        span
        for span in trace.spans
        if span.span_id == lead.span_id and span is not lead and is_supplement(SOURCES[span.source], span.kind)
    ][:MOST_PARTS]


def _lead(trace: SettlingTrace) -> SettlingSpan:
    standing = [trace.spans[place] for place in sorted(trace.tree.order)]
    root = next((span for span in standing if span.parent_span_id is None), standing[0])
    return next((span for span in standing if span.kind in CALL_KINDS), root)


def with_words(search: str, text: str) -> str:
    """`search` and the beginning of the text, each word once, in lower case, parted by single spaces.

    Together they are no longer than the index reads: what was said stays, and of `search` the last words give way.
    """
    said = dict.fromkeys(text[:TEXT_CHARS].lower().split())
    known = dict.fromkeys(filter(None, search.split(" ")))
    room = SEARCH_CHARS - len(" ".join([word for word in said if word not in known]))
    kept: list[str] = []
    for word in known:
        room -= len(word) + 1
        if room < 0:
            break
        kept.append(word)
    return " ".join(dict.fromkeys([*kept, *said]))[:SEARCH_CHARS]
