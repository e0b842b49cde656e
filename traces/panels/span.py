"""The span panel: one stored span and its body as sections, each left out where there is nothing to show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aiops.core import formats
from traces import semconv
from traces.analysis import labels
from traces.panels.texts import Text, dumps, plain, text
from traces.types import Content, Document, Event, Message, SpanBody, StoredSpan, ToolCall, Value

ROLES = {"system": "System", "developer": "Developer", "user": "User", "assistant": "Assistant", "tool": "Tool"}
GLANCE = 120  # characters of a document: two lines of the panel
FEWEST_TOKENS, SHORTEST_NS = 20, 50_000_000  # below, a rate says more about the clock than about the model
TITLES = ("title", "name", "file_name", "filename", "source", "url")  # metadata that names a document, best first
MOST_TURNS, MOST_ROWS, MOST_DOCUMENTS = 200, 1_000, 200  # what a panel shows; the raw JSON has everything
EXCEPTION = ("exception.type", "exception.message", "exception.stacktrace")


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: Text


@dataclass(frozen=True, slots=True)
class Turn:
    """A message as the panel writes it. `css` is one of system, user, assistant, tool, other, failed."""

    css: str
    title: str
    text: Text
    reasoning: Text
    calls: tuple[Call, ...]
    finish: str  # why the model stopped, where that is worth a word


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an attribute table."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """A document as the panel writes it. `bar` is the score's share, 0 to 1, of the best of all scores and of 1."""

    id: str
    title: str
    text: Text
    score: float | None
    bar: float
    rows: tuple[Row, ...]

    @property
    def score_text(self) -> str:
        """Three figures, which is more than scores support."""
        return "" if self.score is None else f"{self.score:.3g}"

    @property
    def more(self) -> bool:
        """Whether there is more to show than a glance does."""
        return bool(self.rows) or len(self.text.text) > GLANCE or "\n" in self.text.text


@dataclass(frozen=True, slots=True)
class Happening:
    """An event. An exception's type, message and stack stand apart from its other attributes."""

    name: str
    offset_ns: int
    rows: tuple[Row, ...]
    exception_type: str
    exception_message: str
    stack: Text


@dataclass(frozen=True, slots=True)
class SpanPanel:
    span: StoredSpan
    body: SpanBody | None  # None: the body is gone, or was never sent
    content: Content
    labels: tuple[labels.Label, ...]
    line: str
    turns: tuple[Turn, ...]
    input: Text
    output: Text
    tool: Call | None
    tool_result: Text
    documents: tuple[Found, ...]
    attributes: tuple[Row, ...]
    events: tuple[Happening, ...]
    links: tuple[tuple[str, str, tuple[Row, ...]], ...]
    resource: tuple[Row, ...]
    usage_note: str

    @property
    def failure(self) -> Text:
        """What the sender said of the failure; empty for a span that did not fail."""
        if self.span.status != "error":
            return Text("")
        return failure(self.body)

    @property
    def titled(self) -> bool:
        return any(each.title for each in self.documents)

    @property
    def turns_left_out(self) -> int:
        return len(self.content.input) + len(self.content.output) - len(self.turns)

    @property
    def attributes_left_out(self) -> int:
        return len(self.body.attributes) - len(self.attributes) if self.body else 0


def panel(span: StoredSpan, body: SpanBody | None) -> SpanPanel:
    content = semconv.content(body) if body else Content()
    return SpanPanel(
        span=span,
        body=body,
        content=content,
        labels=labels.own(span),
        line=summary_line(span),
        turns=tuple(turn(each) for each in (*content.input, *content.output)[-MOST_TURNS:]),
        input=text(content.input_text) if not content.input else Text(""),
        output=text(content.output_text) if not content.output else Text(""),
        tool=_call(content.tool) if content.tool else None,
        tool_result=text(content.tool_result),
        documents=_found(content.documents[:MOST_DOCUMENTS]),
        attributes=rows(body.attributes) if body else (),
        events=tuple(_event(span, each) for each in body.events) if body else (),
        links=tuple((e.trace_id.hex(), e.span_id.hex(), rows(e.attributes)) for e in body.links) if body else (),
        resource=rows(body.resource.attributes) if body else (),
        usage_note=labels.usage_note(span),
    )


def summary_line(span: StoredSpan) -> str:
    """`gpt-4.1 · 3.48 s, first token after 1.13 s · 700 tokens out at 297 a second`; no rate from too little."""
    parts = [span.model or span.service, formats.duration(span.duration_ns)]
    first = span.first_token_ns
    if first is not None:
        parts[1] += f", first token after {formats.duration(first)}"
    spoken_ns = span.duration_ns - (first or 0)
    if span.output_tokens:
        parts.append(f"{formats.count(span.output_tokens)} tokens out")
        if span.output_tokens >= FEWEST_TOKENS and spoken_ns >= SHORTEST_NS:
            parts[-1] += f" at {span.output_tokens * 1_000_000_000 / spoken_ns:,.0f} a second"
    return " · ".join(part for part in parts if part)


def turn(message: Message) -> Turn:
    role = message.role.lower()
    reason = message.finish_reason.lower()
    return Turn(
        css="system" if role == "developer" else role if role in ROLES else "other",
        title=ROLES.get(role, message.role or "Message"),
        text=text(message.text),
        reasoning=text(message.reasoning),
        calls=tuple(_call(each) for each in message.tool_calls),
        finish="cut off at its limit" if reason in labels.CUT_OFF else reason if reason in labels.FILTERED else "",
    )


def failed_turn(span: StoredSpan, body: SpanBody | None) -> Turn:
    """Stands in a conversation where a call failed."""
    return Turn("failed", span.error_type or "Error", failure(body), Text(""), (), "")


def failure(body: SpanBody | None) -> Text:
    """What the sender said of a failed span."""
    return text((_said(body) if body else "") or "The span failed without a message.")


def _said(body: SpanBody) -> str:
    """The message of its status, else what the last exception begins with."""
    if body.status_message:
        return body.status_message
    raised = [plain(each.attributes.get(EXCEPTION[1], "")) for each in body.events if each.name == "exception"]
    return raised[-1].partition("\n")[0] if raised else ""


def rows(attributes: Mapping[str, Value]) -> tuple[Row, ...]:
    """By name; keys are the sender's text and stay text, whatever they look like."""
    return tuple(Row(name, plain(value)) for name, value in sorted(attributes.items())[:MOST_ROWS])


def raw_json(span: StoredSpan, body: SpanBody | None) -> str:
    """Everything we keep of a span, for copying."""
    kept: dict[str, Any] = {**asdict(span), "body": asdict(body) if body else None}
    return dumps(kept, indent=2)


def _found(documents: Sequence[Document]) -> tuple[Found, ...]:
    best = max([1.0, *(each.score for each in documents if each.score is not None)])
    return tuple(
        Found(
            id=each.id,
            title=_title(each),
            text=text(each.text),
            score=each.score,
            bar=max(each.score or 0.0, 0.0) / best,
            rows=rows(each.metadata),
        )
        for each in documents
    )


def _title(document: Document) -> str:
    """What its metadata calls it; "" where they say nothing."""
    return next((plain(document.metadata[name])[:GLANCE] for name in TITLES if document.metadata.get(name)), "")


def _call(call: ToolCall) -> Call:
    return Call(call.name, text(call.arguments))


def _event(span: StoredSpan, event: Event) -> Happening:
    kind, message, stack = (plain(event.attributes.get(name, "")) for name in EXCEPTION)
    if not stack:  # some put it behind the message
        message, _, stack = message.partition("\n")
    left = _without(event.attributes, EXCEPTION)
    return Happening(event.name, event.time_ns - span.start_ns, rows(left), kind, message, Text(stack, code=True))


def _without(attributes: Mapping[str, Value], names: Iterable[str]) -> dict[str, Value]:
    dropped = set(names)
    return {name: value for name, value in attributes.items() if name not in dropped}
