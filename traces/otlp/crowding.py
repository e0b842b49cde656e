"""Whether JSON holds more objects and arrays than OTLP could, told before it is parsed: `{}` is 2 bytes, a dict 64."""

import re

from traces.otlp.decoded import PARTS_A_SPAN, TooManyError

BYTES_AN_OBJECT = 10  # the shortest attribute is 21 bytes and two objects
STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def check_crowding(body: bytes, max_spans: int) -> None:
    """Raises TooManyError. Braces inside strings do not count; they cost time only where there are many."""
    most = min(max_spans + len(body) // BYTES_AN_OBJECT, 2 * max_spans * PARTS_A_SPAN)
    if openings(body) > most and openings(STRING.sub(b"", body)) > most:
        raise TooManyError("the body holds too many objects and arrays; send smaller batches")


def openings(text: bytes) -> int:
    return text.count(b"{") + text.count(b"[")
