"""Turns what a span carries into text: JSON set out over lines, values of any type, long texts cut and said so."""

import json
from dataclasses import dataclass
from typing import Any

from traces.types import Value

LONGEST = 100_000  # characters of one text in the panel; the rest is in the raw JSON


@dataclass(frozen=True, slots=True)
class Text:
    """`left_out` counts the characters beyond LONGEST; `code` asks for a fixed-width font and kept line breaks."""

    text: str
    code: bool = False
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.text)


def text(value: str) -> Text:
    """JSON objects and lists are set out over lines; anything else stays as it was sent."""
    pretty = _pretty(value)
    shown = value if pretty is None else pretty
    return Text(shown[:LONGEST], pretty is not None, max(len(shown) - LONGEST, 0))


def plain(value: Value) -> str:
    """One attribute value in a table: strings as they are, anything else as JSON."""
    return (value if isinstance(value, str) else dumps(value))[:LONGEST]


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON for people to read and copy; bytes as hex, as ids are."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_other)


def _other(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _pretty(value: str) -> str | None:
    """The value set out over lines where it is a JSON object or list of a size worth reading, else None."""
    stripped = value.strip()
    if len(stripped) > LONGEST or stripped[:1] not in ("{", "["):
        return None
    try:
        return dumps(json.loads(stripped), indent=2)
    except (ValueError, RecursionError):
        return None
