"""The step: the project's mode decides, refused spans are covered too, and cutting comes after."""

import pytest
from django.conf import settings

from tests.factories import batch, span
from tests.traces.redaction.secrets import SECRETS
from traces.ingest.limit import limit
from traces.ingest.redact import redact
from traces.types import Rejection

SECRET = SECRETS["openai_key"]


@pytest.mark.parametrize(
    ("mode", "notes"),
    [
        ("off", {}),
        ("standard", {"redacted.openai_key": 1}),
        ("strict", {"redacted.openai_key": 1, "redacted.email": 1}),
    ],
)
def test_the_mode_of_the_project_decides(mode: str, notes: dict[str, int]) -> None:
    made = batch([span(attributes={"text": f"{SECRET} of ada@example.org"})], redaction=mode)
    redact(made)
    assert made.notes == notes


def test_a_refused_span_is_redacted_before_it_goes_to_quarantine() -> None:
    refused = span(attributes={"text": SECRET})
    redact(batch([], rejected=[Rejection(0, "traceId", "bad", "bad_trace_id", refused)]))
    assert SECRET not in repr(refused)


def test_redaction_comes_before_cutting() -> None:
    steps = settings.INGEST_STEPS
    assert steps.index("traces.ingest.redact.redact") < steps.index("traces.ingest.limit.limit")


def test_no_part_of_a_secret_survives_at_the_cut() -> None:
    """The limit falls in the middle of the secret."""
    most = settings.MAX_VALUE_CHARACTERS
    made = batch([span(attributes={"text": "x" * (most - 10) + " " + SECRET})])
    redact(made)
    limit(made)
    assert SECRET[:8] not in made.spans[0].attributes["text"]
