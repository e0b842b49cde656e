"""A step that raised over a batch, run again span by span, so that only the spans it stumbles over are lost."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from django.db import DatabaseError, InterfaceError

from traces.types import Batch, Rejection, Span

logger = logging.getLogger(__name__)
IDS_LOGGED = 5
REASON = "a step of ours failed over it; it has been logged"


def one_by_one(path: str, step: Callable[[Batch], None], batch: Batch) -> None:
    """In place. The guilty spans are rejected as `fault`, without their content: nothing vouches that it is redacted.

    A step may have changed spans before it raised: those see it twice, so steps must bear that. Raises DatabaseError
    and InterfaceError.
    """
    kept, guilty = [], []
    for span in batch.spans:
        error = attempt(step, batch, [span], [])
        if error is None:
            span.warnings = list(dict.fromkeys(span.warnings))
            kept.append(span)
        else:
            guilty.append((span, error))
    for place, refused in enumerate(batch.rejected):
        if refused.span is not None and attempt(step, batch, [], [refused]) is not None:
            batch.rejected[place] = replace(refused, span=None)
    batch.spans = kept
    batch.rejected += [Rejection(span.index, "span", REASON, "fault") for span, _ in guilty]
    log(path, batch, guilty)


def attempt(
    step: Callable[[Batch], None], batch: Batch, spans: list[Span], rejected: list[Rejection]
) -> Exception | None:
    """What the step raises over a part of the batch; its notes count only when it does not."""
    part = replace(batch, spans=spans, rejected=rejected, notes=Counter())
    try:
        step(part)
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - it is logged with the span's ids
        return error
    batch.notes.update(part.notes)
    return None


def log(path: str, batch: Batch, guilty: list[tuple[Span, Exception]]) -> None:
    if not guilty:
        logger.error("Step %s failed over a batch of project %d, yet over none of its spans.", path, batch.project_id)
        return
    ids = ", ".join(f"{span.trace_id.hex()}/{span.span_id.hex()}" for span, _ in guilty[:IDS_LOGGED])
    said = "Step %s failed over %d of %d spans of project %d, such as %s."
    count = len(guilty) + len(batch.spans)
    logger.error(said, path, len(guilty), count, batch.project_id, ids, exc_info=guilty[0][1])
