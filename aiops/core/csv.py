"""Tables as CSV that no spreadsheet takes for formulas. Pure.

A spreadsheet runs a cell that begins with = + - @ (also in full-width form), or does so behind a tab, a line end or
spaces. Such text gets an apostrophe in front, which spreadsheets hide; numbers stay numbers.
Source: OWASP, "CSV Injection"; the set of the Python package defusedcsv, and full-width forms, which Excel folds.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import chain

Cell = str | int | float | Decimal | bool | datetime | None
DANGEROUS = frozenset("=+-@|%\t\r\n＝＋－＠")  # noqa: RUF001 - full-width forms are meant


class _Line:
    """Takes what csv.writer writes; hands it back as text."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """One text a line, the header first. Lines end with CR LF (RFC 4180). None is an empty cell."""
    line = _Line()
    writer = csv.writer(line)
    for row in chain([header], rows):
        writer.writerow([cell(each) for each in row])
        yield line.text


def cell(value: Cell) -> str | int | float | Decimal:
    """What stands in the file for a value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    return harmless(value.isoformat() if isinstance(value, datetime) else value)


def harmless(text: str) -> str:
    """Text that a spreadsheet shows as it is. NUL is left out, since readers end there."""
    clean = text.replace("\0", "")
    return "'" + clean if _is_dangerous(clean) else clean


def as_it_was(cell: str) -> str:
    """The text of which `harmless` made this."""
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell[1:]) else cell


def _is_dangerous(text: str) -> bool:
    """Also what has an apostrophe in front already, so that one that was added can be told and taken away again."""
    first = text.lstrip("'").lstrip(" \u00a0\u3000")[:1]
    return first != "" and first in DANGEROUS
