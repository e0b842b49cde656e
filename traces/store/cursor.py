"""Where a page of traces ended: opaque to the outside, checked on the way in, and without any authority of its own.

A cursor holds the sort it belongs to, the last row's sort key and its trace id. It names no project: whoever sends one
reads only what their own project holds.
"""

import base64
import binascii
import struct
from dataclasses import dataclass

from traces.types import SORTS

_LAYOUT = struct.Struct(">BBq16s")  # version, place in SORTS, sort key, trace id
_VERSION = 1


class BadCursorError(ValueError):
    """The text is no cursor of ours, or one of another sort."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """`key` is in the sort's unit: nanoseconds, nano-dollars or tokens."""

    sort: str
    key: int
    trace_id: bytes

    def text(self) -> str:
        packed = _LAYOUT.pack(_VERSION, SORTS.index(self.sort), self.key, self.trace_id)
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def parse(text: str, sort: str) -> Cursor:
    """The cursor in the text. Raises BadCursorError."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        version, place, key, trace_id = _LAYOUT.unpack(packed)
    except (binascii.Error, ValueError, struct.error) as error:
        raise BadCursorError("This is not a cursor.") from error
    if version != _VERSION or place >= len(SORTS) or SORTS[place] != sort:
        raise BadCursorError("This cursor belongs to another sort order.")
    return Cursor(sort, key, trace_id)
