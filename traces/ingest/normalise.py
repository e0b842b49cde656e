"""Step: reads each span by the semantic convention it was written in and fills its normal form."""

from traces import semconv
from traces.types import Batch


def normalise(batch: Batch) -> None:
    """Fills the normal-form fields of every span in place; oddities are left in `span.warnings`.

    Of refused ones too: whose they are decides whether they may be kept in quarantine.
    """
    for span in batch.spans:
        semconv.normalise(span)
    for rejection in batch.rejected:
        if rejection.span is not None:
            semconv.normalise(rejection.span)
