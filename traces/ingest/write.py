"""Step: makes the batch durable; on return `batch.receipt` says what is on disk.

Warnings are counted here, once, for the spans that are stored: every earlier step only leaves them on the span.
"""

from traces.store import writer
from traces.store.times import NS_PER_DAY
from traces.types import Batch, Rejection, Span


def write(batch: Batch) -> None:
    """Stores the batch in one transaction; spans outside the allowed times are rejected and kept in quarantine.

    Raises django.db.OperationalError when the store cannot be reached: nothing was stored, the client may try again.
    """
    earliest_ns = batch.received_ns - batch.retention_days * NS_PER_DAY
    latest_ns = batch.received_ns + NS_PER_DAY
    allowed = []
    for span in batch.spans:
        if earliest_ns <= span.start_ns <= latest_ns:
            allowed.append(span)
        else:
            batch.rejected.append(_out_of_range(span, span.start_ns < earliest_ns, batch.retention_days))
    batch.spans = allowed
    batch.notes.update(f"warning.{warning}" for span in allowed for warning in span.warnings)
    batch.receipt = writer.store(batch)


def _out_of_range(span: Span, too_old: bool, retention_days: int) -> Rejection:
    reason = (
        f"started before the project's retention of {retention_days} days"
        if too_old
        else "starts more than a day from now; check the sender's clock"
    )
    return Rejection(span.index, "start_time_unix_nano", reason, "out_of_range", span)
