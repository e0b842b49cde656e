"""Takes exports of other products through the ingest steps, by the readers in traces.events.exports. Twice is once."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from aiops.core.events import FieldError
from aiops.core.models import Project
from traces.events.exports import EXPORTS, guess
from traces.ingest import scores
from traces.ingest.files import SPANS_AT_ONCE, Imported, take
from traces.ingest.pieces import looks_like_otlp
from traces.ingest.rows import Row, rows
from traces.types import Rejection, Score, Span

LINES_NAMED = 3


class UnknownExportError(Exception):
    """A file whose columns are nobody's; the message says which it has."""


def kind_of(path: Path) -> str:
    """`otlp`, or whose export it is, by its first row. Raises UnknownExportError, BROKEN, NoReaderError."""
    if looks_like_otlp(path):
        return "otlp"
    with closing(rows(path)) as found_rows:
        first = next((row for row in found_rows if not row.fault), None)
    if first is None:
        return "otlp"  # nothing to go by: its reader says what is wrong
    if (found := guess(first.value)) is None:
        raise UnknownExportError(
            f"its columns ({', '.join(list(first.value)[:8])}) are of no export that is known: "
            f"{', '.join(each.title for each in EXPORTS.values())} and OTLP."
        )
    return found


def import_export(path: Path, project: Project, kind: str, on_progress: Callable[[int, Imported], None]) -> Imported:
    """Stores every row of the file that can be read; calls back with the bytes read and the sums so far.

    Raises as traces.ingest.files.import_file, and rows.NoReaderError.
    """
    done = Imported()
    lines: dict[str, list[int]] = {}
    pending: list[Span | Score] = []
    for row in rows(path):
        try:
            pending.append(_read(row, kind))
        except FieldError as error:
            reason = f"{error.field}: {error}" if error.field else str(error)
            done.refused[reason] += 1
            lines.setdefault(reason, []).append(row.number)
        if len(pending) >= SPANS_AT_ONCE:
            _store(pending, project, done)
            pending = []
        on_progress(row.read_bytes, done)
    _store(pending, project, done)
    on_progress(path.stat().st_size, done)
    done.refused = Counter({_where(reason, lines): count for reason, count in done.refused.items()})
    return done


def _read(row: Row, kind: str) -> Span | Score:
    if row.fault:
        raise FieldError("", row.fault)
    return EXPORTS[kind].read(row.value, row.number)


def _store(pending: list[Span | Score], project: Project, done: Imported) -> None:
    no_refusals: list[Rejection] = []
    if spans := [each for each in pending if isinstance(each, Span)]:
        take(spans, no_refusals, project, done)
    if judged := [each for each in pending if isinstance(each, Score)]:
        receipt = scores.take(project, judged)
        done.scores += receipt.accepted
        done.duplicate += receipt.duplicate
        done.conflict += len(receipt.conflict)


def _where(reason: str, lines: dict[str, list[int]]) -> str:
    """A reason with the first lines it was met at."""
    met = lines.get(reason, [])
    if not met:
        return reason
    more = ", ..." if len(met) > LINES_NAMED else ""
    return f"{reason} (row {', '.join(map(str, met[:LINES_NAMED]))}{more})"
