"""Step: takes secrets out, before anything is cut short or stored. Counted in `batch.notes` as `redacted.<rule>`."""

from collections import Counter
from functools import cache
from hashlib import blake2b

from django.conf import settings

from traces.redaction import Mode, Redactor, SpanRedactor
from traces.types import Batch


@cache
def redactor(mode: Mode) -> Redactor:
    """Compiled once. The key is derived from SECRET_KEY, so equal secrets read the same while that key lives."""
    return Redactor(blake2b(settings.SECRET_KEY.encode(), person=b"redaction").digest(), mode)


def stored_forms(text: str) -> list[str]:
    """What a name may be stored as: itself, and what redaction makes of it, an e-mail address for one."""
    modes: tuple[Mode, ...] = ("standard", "strict")
    return list(dict.fromkeys([text, *(redactor(mode).text(text, Counter()) for mode in modes)]))


def redact(batch: Batch) -> None:
    """In place, also for refused spans: those are kept in quarantine."""
    if batch.redaction == "off":
        return
    spans = SpanRedactor(redactor(batch.redaction))
    spans.spans(batch.spans)
    spans.spans(rejection.span for rejection in batch.rejected if rejection.span is not None)
    batch.notes.update(spans.counts)
