"""Rows of an exported file: a JSON array, JSON lines, CSV or parquet; the first three plain, gzip or zstd.

Arrays and lines are read a piece at a time, so memory stays flat. What is no row is handed on with its reason.
"""

import csv
import io
import json
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from traces.ingest.pieces import READ_BYTES, opened

MOST_CELL = 64 * 1024 * 1024  # characters
PARQUET = b"PAR1"
Reader = Callable[[str, io.TextIOWrapper], Iterator[tuple[int, Any, str]]]


class NoReaderError(Exception):
    """A file of a kind that takes a package which is not installed; the message names it."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number`: its line in CSV and JSON lines, else its place; `fault`: why it is none. `read_bytes`: of the file."""

    number: int
    value: Mapping[str, Any]
    fault: str
    read_bytes: int


def rows(path: Path) -> Generator[Row]:
    """Every row in order. Raises one of pieces.BROKEN, or NoReaderError."""
    with path.open("rb") as raw:
        if raw.read(4) == PARQUET:
            yield from _parquet(path)
            return
        raw.seek(0)
        plain = io.TextIOWrapper(io.BufferedReader(opened(raw)), encoding="utf-8-sig", errors="replace", newline="")
        first = plain.read(1)
        while first and first.isspace():
            first = plain.read(1)
        kinds: dict[str, Reader] = {"[": _array, "{": _lines}
        read: Reader = kinds.get(first, _csv)
        for number, value, fault in read(first, plain):
            yield Row(number, value, fault, raw.tell())


def _csv(first: str, text: io.TextIOWrapper) -> Iterator[tuple[int, dict[str, Any], str]]:
    csv.field_size_limit(MOST_CELL)

    def lines() -> Iterator[str]:
        yield first + text.readline()
        yield from text

    reader = csv.DictReader(lines())
    while True:
        try:
            row: dict[Any, Any] | None = next(reader, None)
        except csv.Error as error:
            yield reader.line_num, {}, f"is no CSV: {error}"
            continue
        if row is None:
            return
        fault = "has more cells than the header" if None in row else ""
        yield reader.line_num, {name: cell for name, cell in row.items() if name and cell != ""}, fault


def _lines(first: str, text: io.TextIOWrapper) -> Iterator[tuple[int, Any, str]]:
    """JSON lines; a document that goes over several lines is one row, or many where it lists or keys them.

    A first line that is no JSON is the beginning of a document, unless the next line is a whole row by itself.
    """
    head = first + text.readline()
    document, fault = _parsed(head)
    following = ""
    if fault:
        following = text.readline()
        if _parsed(following)[1]:
            yield from _document(head + following + text.read())
            return
    elif _tabular(document):
        yield from _table(document)
        return
    yield 1, document, fault
    for number, line in enumerate(chain([following], text) if fault else text, start=2):
        if line.strip():
            yield number, *_parsed(line)


def _document(text: str) -> Iterator[tuple[int, Any, str]]:
    document, fault = _parsed(text)
    if fault or not _tabular(document):
        yield 1, document, fault
    else:
        yield from _table(document)


def _tabular(document: Any) -> bool:
    """`{"data": [rows]}` as APIs answer, or `{"column": {"row": cell}}` as DataFrame.to_json writes by default."""
    return isinstance(document, dict) and bool(document) and (
        isinstance(document.get("data"), list) or all(isinstance(column, dict) for column in document.values())
    )  # fmt: skip


def _table(document: dict[str, Any]) -> Iterator[tuple[int, Any, str]]:
    if isinstance(document.get("data"), list):
        yield from ((number, *_row(value)) for number, value in enumerate(document["data"], start=1))
        return
    keys = list(dict.fromkeys(key for column in document.values() for key in column))
    for number, key in enumerate(keys, start=1):
        yield number, {name: column.get(key) for name, column in document.items()}, ""


def _parsed(text: str) -> tuple[Any, str]:
    try:
        return _row(json.loads(text))
    except (ValueError, RecursionError):
        return {}, "is no JSON"


def _row(value: Any) -> tuple[Any, str]:
    return (value, "") if isinstance(value, dict) else ({}, "is no JSON object")


def _array(_first: str, text: io.TextIOWrapper) -> Iterator[tuple[int, Any, str]]:
    """Rows of one array, decoded as far as they have been read. The rest behind one that cannot be is given up."""
    decoder, held, number, size = json.JSONDecoder(), "", 1, READ_BYTES
    while True:
        held = held.lstrip(" \t\r\n,")
        if held.startswith("]"):
            return
        try:
            value, end = decoder.raw_decode(held)
        except (ValueError, RecursionError):
            more = text.read(size)
            if not more:
                yield number, {}, "is no JSON, or the file is cut short"
                return
            held, size = held + more, size * 2
            continue
        yield number, *_row(value)
        held, number, size = held[end:], number + 1, READ_BYTES


def _parquet(path: Path) -> Iterator[Row]:
    try:
        from pyarrow import parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise NoReaderError(
            "A parquet file takes the package pyarrow: `pip install pyarrow`, or save it with "
            'to_json("spans.jsonl", orient="records", lines=True, date_format="iso", date_unit="ns") instead.'
        ) from None
    size, number = path.stat().st_size, 0
    file = parquet.ParquetFile(path)
    for batch in file.iter_batches(batch_size=1000):
        for value in batch.to_pylist():
            number += 1
            yield Row(number, value, "", size * number // max(1, file.metadata.num_rows))
