"""Step: reads each span by the semantic convention it was written in and fills its normal form."""

from traces import semconv
from traces.types import Batch


def normalise(batch: Batch) -> None:
    """Fills the normal-form fields of every span in place; oddities are left in `span.warnings`."""
    for span in batch.spans:
        semconv.normalise(span)
