"""What every door does with scores: secrets are taken out of their texts, then they are stored."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from aiops.core.models import Project
from traces.ingest.redact import redactor
from traces.redaction import Mode
from traces.store import scores as store
from traces.types import Receipt, Score


def take(project: Project, scores: Sequence[Score]) -> Receipt:
    """Answers once they are durable. Raises django.db.DatabaseError."""
    if project.redaction == "off":
        return store.store(project.pk, scores)
    mode: Mode = "strict" if project.redaction == "strict" else "standard"
    return store.store(project.pk, [_redacted(score, mode) for score in scores])


def _redacted(score: Score, mode: Mode) -> Score:
    counts: Counter[str] = Counter()
    clean = redactor(mode)
    label = score.label and clean.text(score.label, counts)
    return replace(score, label=label, comment=clean.text(score.comment, counts))
