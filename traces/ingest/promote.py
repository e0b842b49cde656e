"""Steps: a project's own promoted attributes become tags, and no tag has more values than lists can bear."""

from collections.abc import Iterable

from traces import semconv
from traces.semconv.normal import tag_text
from traces.store import promoted
from traces.store.times import NS_PER_DAY
from traces.types import Batch, Span, SpanBody

CAPPED = "tag_values_capped"


def promote(batch: Batch) -> None:
    """Fills `span.tags` from the project's list: the span's attribute, else its resource's; a tag's first wins.

    A value too many is replaced by "(other)" and flagged `tag_values_capped`; the attribute keeps what was sent.
    """
    known = promoted.for_project(batch.project_id)
    if known.rules:
        for span in batch.spans:
            fill(span, known.rules)
    cap(batch.spans, known, batch.received_ns // NS_PER_DAY)


def remember(batch: Batch) -> None:
    """Stores which values were seen. Comes after the batch is stored: should it fail, only the count suffers."""
    promoted.for_project(batch.project_id).write()


def fill(span: Span, rules: Iterable[promoted.Rule]) -> None:
    found: dict[str, str] = {}
    for attribute, tag in rules:
        if tag in found:
            continue
        value = span.attributes.get(attribute)
        text = tag_text(span.resource.attributes.get(attribute) if value is None else value)
        if text:
            found[tag] = text
    span.tags.update(found)


def cap(spans: Iterable[Span], known: promoted.Known, day: int) -> None:
    seen = known.values.get
    for span in spans:
        for tag, value in span.tags.items():
            values = seen(tag)
            if (values is None or values.get(value) != day) and not known.admits(tag, value, day):
                span.tags[tag] = promoted.OTHER
                if CAPPED not in span.warnings:
                    span.warnings.append(CAPPED)


def tags_of(ids: tuple[bytes, bytes, int], body: SpanBody, known: promoted.Known, day: int) -> dict[str, str]:
    """The tags that a stored span (trace, span id, start) would get if it came in now."""
    trace_id, span_id, start_ns = ids
    span = Span(
        trace_id, span_id, None, "", start_ns, start_ns,
        attributes=body.attributes, resource=body.resource, scope=body.scope,
    )  # fmt: skip
    semconv.normalise(span)
    fill(span, known.rules)
    cap([span], known, day)
    return span.tags
