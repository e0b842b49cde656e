"""Step: remembers which services tell their tokens, so that a metric of theirs is not counted beside it."""

from traces.store import tellers
from traces.types import Batch


def note(batch: Batch) -> None:
    """After storing. A metric tells nothing that it should give way to."""
    told = {(span.resource.service, span.source) for span in batch.spans if span.has_usage and span.source != "metric"}
    if told:
        tellers.note(batch.project_id, batch.received_ns, told)
