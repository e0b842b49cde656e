"""Step: flags spans that end after they arrived. The sender's clock is ahead of ours; nothing is corrected."""

from traces.types import Batch

TOLERANCE_NS = 5_000_000_000


def flag_skew(batch: Batch) -> None:
    """Leaves the warning `clock_skew`. What lies more than a day ahead is refused by the store, not here."""
    latest_ns = batch.received_ns + TOLERANCE_NS
    for span in batch.spans:
        if span.end_ns > latest_ns or span.start_ns > latest_ns:
            span.warnings.append("clock_skew")
