"""What a failed span says of its failure: the status of the answer, and its message in a form that repeats."""

import re
from collections.abc import Iterator
from typing import Any

from traces.semconv.exceptions import exception_type
from traces.types import Span

STATUS = ("http.response.status_code", "http.status_code", "rpc.http.status_code", "gen_ai.response.status_code")
_STATUS_IN = re.compile(r"(?:status|code|http)\D{0,12}([45]\d\d)\b|^([45]\d\d)\b", re.IGNORECASE)
_THREE_DIGITS = re.compile("[0-9]{3}")
MOST_READ = 2_000
MESSAGE_CHARS = 160
# What differs between two failures of one cause: ids, addresses, quoted values, numbers. Most specific first.
_VARIES = (
    (re.compile(r"https?://\S+"), "<url>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\b0x[0-9a-f]+\b|\b(?=[a-z_-]*\d)[0-9a-z_-]{12,}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\"[^\"]{1,200}\"|(?<!\w)'[^']{1,200}'(?!\w)|`[^`]{1,200}`"), "<…>"),
    (re.compile(r"\d+(?:[.,:]\d+)*"), "#"),
    (re.compile(r"\s+"), " "),
)


def signs(span: Span) -> Iterator[str]:
    failed = span.status == "error"
    exception = next((event.attributes for event in reversed(span.events) if event.name == "exception"), None)
    if exception is not None and not failed and (named := exception_type(exception)).__class__ is str:
        yield f"raised:{named}"
    message = message_of(span, exception) if failed or exception else ""
    if (status := status_of(span, message)) and (failed or exception is not None):
        yield f"http:{status}"
    if message:
        yield f"message:{template(message)}"


def message_of(span: Span, exception: dict[str, Any] | None) -> str:
    """What the exception says, else the status; "" where neither says anything."""
    told = (exception or {}).get("exception.message")
    text = told if told.__class__ is str and told else span.status_message
    return str(text)[:MOST_READ]


def status_of(span: Span, message: str) -> int | None:
    """The HTTP status of the answer from 400 on: an attribute's, `error.type`, else one that the message names."""
    for value in (*map(span.attributes.get, STATUS), span.error_type):
        if value.__class__ is int or (value.__class__ is str and _THREE_DIGITS.fullmatch(value)):
            return int(value) if 400 <= int(value) < 600 else None
    found = _STATUS_IN.search(message[:300]) if span.status == "error" else None
    return int(found[1] or found[2]) if found else None


def template(message: str) -> str:
    """The message with what varies between two failures of one cause taken out.

    >>> template("Order 88213 of 'Ann' not found")
    'Order # of <…> not found'
    """
    text = message.partition("\n")[0] or message
    for pattern, stands_for in _VARIES:
        text = pattern.sub(stands_for, text)
    return text.strip()[:MESSAGE_CHARS]
