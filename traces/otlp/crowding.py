"""Whether JSON holds more values than OTLP could, told before it is parsed: `{}` is 2 bytes, a dict 64; `99` is 40."""

import re

from traces.otlp.decoded import PARTS_A_SPAN, TooManyError

BYTES_AN_OBJECT = 10  # the shortest attribute is 21 bytes and two objects
STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def check_crowding(body: bytes, max_spans: int) -> None:
    """Raises TooManyError. What is inside strings does not count; it costs time only where there is much of it."""
    parts = max_spans * PARTS_A_SPAN
    nested, listed = min(max_spans + len(body) // BYTES_AN_OBJECT, 2 * parts), 4 * parts
    if is_crowded(body, nested, listed) and is_crowded(STRING.sub(b"", body), nested, listed):
        raise TooManyError("the body holds too many objects, arrays and values; send smaller batches")


def is_crowded(text: bytes, nested: int, listed: int) -> bool:
    return text.count(b"{") + text.count(b"[") > nested or text.count(b",") > listed
