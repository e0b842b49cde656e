"""Step: makes the batch durable; on return `batch.receipt` says what is on disk.

Warnings are counted here, once, for the spans that are stored: every earlier step only leaves them on the span. What
was cut is counted where it was cut, in `batch.notes`; the warning on its span counts no second time.
"""

from traces.store import writer
from traces.store.times import NS_PER_DAY
from traces.types import Batch, Rejection, Span

FIELD = "start_time_unix_nano"
END_FIELD = "end_time_unix_nano"


def write(batch: Batch) -> None:
    """Stores the batch in one transaction; spans outside the allowed times are rejected and kept in quarantine.

    Raises django.db.OperationalError when the store cannot be reached: nothing was stored, the client may try again.
    """
    earliest_ns = batch.received_ns - batch.retention_days * NS_PER_DAY
    latest_ns = batch.received_ns + NS_PER_DAY
    allowed = []
    for span in batch.spans:
        if span.start_ns < earliest_ns:
            batch.rejected.append(_too_old(span, batch))
        elif max(span.start_ns, span.end_ns) > latest_ns:
            batch.rejected.append(_in_the_future(span, latest_ns))
        else:
            allowed.append(span)
    batch.spans = allowed
    odd = [warning for span in allowed for warning in span.warnings if warning not in batch.notes]
    batch.notes.update(f"warning.{warning}" for warning in odd)
    batch.receipt = writer.store(batch)


def _too_old(span: Span, batch: Batch) -> Rejection:
    reason = (
        f"started before the retention of {batch.retention_days} days; "
        "`manage.py import` takes old spans, up to ten years back"
    )
    return Rejection(span.index, FIELD, reason, "too_old", span)


def _in_the_future(span: Span, latest_ns: int) -> Rejection:
    field, verb = (FIELD, "starts") if span.start_ns > latest_ns else (END_FIELD, "ends")
    return Rejection(span.index, field, f"{verb} more than a day from now; check the sender's clock", "in_future", span)
