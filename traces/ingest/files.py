"""Takes files of OTLP requests through the ingest steps, old spans too. Twice is once: an interrupted import goes on by
being started again."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aiops.core.models import Project
from traces import otlp
from traces.ingest import ingest
from traces.ingest.pieces import pieces
from traces.store.times import NS_PER_DAY
from traces.types import Batch, Rejection, Span

SPANS_AT_ONCE = 2_000
OLDEST_DAYS = 3_660  # ten years: each day takes a partition, so a broken clock must not make thousands
CLIENT = "manage.py import"


@dataclass
class Imported:
    """What became of a file's spans. `old`: stored, but older than the project keeps spans."""

    accepted: int = 0
    duplicate: int = 0
    conflict: int = 0
    old: int = 0
    scores: int = 0  # stored, of exports that bring some
    refused: Counter[str] = field(default_factory=Counter)  # by field and reason

    @property
    def total(self) -> int:
        return self.accepted + self.duplicate + self.conflict + self.scores + self.refused.total()


def import_file(path: Path, project: Project, on_progress: Callable[[int, Imported], None]) -> Imported:
    """Stores every span of the file; calls back with the bytes read and the sums so far.

    Raises otlp.UnreadableError or one of traces.ingest.pieces.BROKEN for the file, django.db.OperationalError for the
    store; what was stored until then stays.
    """
    done = Imported()
    for piece in pieces(path):
        decoded = otlp.decode(piece.body, piece.encoding, max_spans=sys.maxsize)
        rejected = decoded.rejected
        for spans in chunks(decoded.spans):
            take(spans, rejected, project, done)
            rejected = []
            on_progress(piece.read_bytes, done)
        if rejected:
            take([], rejected, project, done)
        on_progress(piece.read_bytes, done)
    return done


def chunks(spans: list[Span]) -> Iterator[list[Span]]:
    for start in range(0, len(spans), SPANS_AT_ONCE):
        yield spans[start : start + SPANS_AT_ONCE]


def take(spans: list[Span], rejected: list[Rejection], project: Project, done: Imported) -> None:
    """One batch through every step; adds what became of it."""
    now_ns = time.time_ns()
    kept_from_ns = now_ns - project.retention_days * NS_PER_DAY
    oldest_ns = now_ns - OLDEST_DAYS * NS_PER_DAY
    done.old += sum(oldest_ns <= span.start_ns < kept_from_ns for span in spans)
    batch = ingest(
        Batch(
            project_id=project.pk,
            received_ns=now_ns,
            spans=spans,
            rejected=rejected,
            client=CLIENT,
            redaction=project.redaction,  # type: ignore[arg-type]  # the model's choices are the same three words
            retention_days=OLDEST_DAYS,
        )
    )
    done.refused.update(f"{each.field}: {each.reason}" for each in batch.rejected)
    if batch.receipt:
        done.accepted += batch.receipt.accepted
        done.duplicate += batch.receipt.duplicate
        done.conflict += len(batch.receipt.conflict)
