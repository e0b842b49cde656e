"""Outcomes as a table for spreadsheets: a header that names fields, a line an outcome. Also what our own export writes.

A field without a value is not said. `reference` and `reference_value` stand for run_id, trace_id, session or key.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from aiops.core.csv import as_it_was
from workflows.events.outcome import FIELDS, REFERENCES

Event = dict[str, Any]
NUMBERS = ("minutes_saved", "human_minutes")
EXPORTED = ("received_at", "traces", "why_no_run")  # columns of our own export that are conclusions, not said
KNOWN = frozenset({*FIELDS.read, "reference", "reference_value", *EXPORTED}) - {"attributes"}


class TableError(ValueError):
    """Why the table cannot be read at all."""


def events(lines: Iterable[str]) -> Iterator[tuple[int, Event]]:
    """Each outcome with the number of its line in the file. Raises TableError for a header that says nothing to us."""
    rows = csv.reader(lines, strict=True)
    try:
        header = [name.strip().lower().removeprefix("\ufeff") for name in next(rows, [])]
        _check(header)
        for row in rows:
            if any(cell.strip() for cell in row):
                yield rows.line_num, _event(header, row, rows.line_num)
    except csv.Error as error:
        raise TableError(f"line {rows.line_num}: {error}") from None


def _check(header: list[str]) -> None:
    if unknown := [name for name in header if name not in KNOWN]:
        raise TableError(f"line 1: {unknown[0] or 'an empty name'} is no column; there are {', '.join(sorted(KNOWN))}")
    if twice := [name for name in header if header.count(name) > 1]:
        raise TableError(f"line 1: {twice[0]} stands there twice")
    if missing := [name for name in FIELDS.required if name not in header]:
        raise TableError(f"line 1: the column {missing[0]} is missing")


def _event(header: list[str], row: list[str], line: int) -> Event:
    if len(row) > len(header):
        raise TableError(f"line {line}: {len(row)} cells, but the header has {len(header)}")
    said = {name: as_it_was(cell.strip()) for name, cell in zip(header, row, strict=False) if cell.strip()}
    found: Event = {name: said[name] for name in FIELDS.read if name in said}
    if (kind := said.get("reference")) in REFERENCES and "reference_value" in said:
        found[kind] = said["reference_value"]
    if "version" in found and found["version"].isascii() and found["version"].isdigit():
        found["version"] = int(found["version"])
    for name in NUMBERS:
        if name in found:
            found[name] = _number(found[name])
    return found


def _number(text: str) -> Any:
    """What is no number stays text, and is refused by its field."""
    try:
        return float(text)
    except ValueError:
        return text
