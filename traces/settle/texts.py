"""Step: a trace can also be searched by the first words that were said. Reads bodies, so it stands apart."""

from collections.abc import Sequence
from itertools import groupby

from traces.semconv import content
from traces.settle.values import CALL_KINDS, SettlingSpan, SettlingTrace
from traces.store import settling
from traces.types import Content

TEXT_CHARS = 300  # of the first text


def first_texts(traces: Sequence[SettlingTrace]) -> None:
    """Appends to `summary.search` the words the first model call was asked, or without calls of the root input."""
    for project_id, members in groupby(traces, key=lambda trace: trace.project_id):
        _of_project(project_id, list(members))


def _of_project(project_id: int, traces: Sequence[SettlingTrace]) -> None:
    leads = [(trace, _lead(trace)) for trace in traces]
    bodies = settling.bodies(project_id, [(trace.trace_id, span.span_id, span.start_ns) for trace, span in leads])
    for trace, span in leads:
        body = bodies.get((trace.trace_id, span.span_id))
        if body and trace.summary and (text := _text(content(body))):
            trace.summary.search = with_words(trace.summary.search, text)


def _lead(trace: SettlingTrace) -> SettlingSpan:
    standing = [trace.spans[place] for place in sorted(trace.tree.order)]
    root = next((span for span in standing if span.parent_span_id is None), standing[0])
    return next((span for span in standing if span.kind in CALL_KINDS), root)


def _text(said: Content) -> str:
    """The first message of a user, else the first with a text, else the input that is no chat."""
    texts = [message.text for message in said.input if message.role == "user" and message.text]
    texts += [message.text for message in said.input if message.text]
    return texts[0] if texts else said.input_text


def with_words(search: str, text: str) -> str:
    """`search` with those words of the text's beginning that it lacks, in lower case and parted by single spaces."""
    words = dict.fromkeys([*search.split(" "), *text[:TEXT_CHARS].lower().split()])
    return " ".join(word for word in words if word)
