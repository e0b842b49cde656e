"""A step that raises costs the span it stumbles over, no other."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError

from aiops.core.models import Project
from tests import factories, people
from traces import ingest as ingesting
from traces.ingest.redact import redact
from traces.store import reader
from traces.types import Batch

pytestmark = pytest.mark.django_db
HERE = "tests.traces.ingest.test_faults"


def stumble(batch: Batch) -> None:
    """A step with a fault that one span meets."""
    for span in batch.spans:
        batch.notes["seen"] += 1
        if span.name == "guilty":
            raise TypeError("unforeseen")


def stumble_over_all(batch: Batch) -> None:
    raise KeyError("unforeseen")


def stumble_over_the_database(batch: Batch) -> None:
    raise OperationalError("gone")


@pytest.fixture
def project() -> Project:
    return people.project("shop")


@pytest.fixture(autouse=True)
def steps_afresh() -> Iterator[None]:
    ingesting.steps.cache_clear()
    yield
    ingesting.steps.cache_clear()


def batch_of(project: Project, *names: str) -> Batch:
    now = time.time_ns()
    spans = [
        factories.span(name=name, start_ns=now, end_ns=now + 5, index=number)
        for number, name in enumerate(names, start=1)
    ]
    return Batch(project_id=project.pk, received_ns=now, spans=spans)


def with_step(settings: Any, name: str, place: int) -> None:
    settings.INGEST_STEPS = [*settings.INGEST_STEPS[:place], f"{HERE}.{name}", *settings.INGEST_STEPS[place:]]


def test_the_guilty_span_is_rejected_and_the_others_are_stored(
    project: Project, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with_step(settings, "stumble", 2)
    batch = ingesting.ingest(batch_of(project, "first", "guilty", "last"))
    assert batch.receipt is not None
    assert batch.receipt.accepted == 2
    assert [(each.index, each.code, each.span) for each in batch.rejected] == [(2, "fault", None)]
    assert batch.notes["seen"] == 2
    (line,) = [record for record in caplog.records if record.name == "traces.ingest.faults"]
    assert "stumble failed over 1 of 3 spans" in line.getMessage()
    counted = reader.ingest_counts(project.pk, batch.received_ns - 10**12, batch.received_ns + 10**12).by_code
    assert (counted["accepted"], counted["rejected.fault"]) == (2, 1)


def test_when_every_span_is_guilty_nothing_is_stored_and_all_is_said(project: Project, settings: Any) -> None:
    with_step(settings, "stumble_over_all", 0)
    batch = ingesting.ingest(batch_of(project, "first", "last"))
    assert (len(batch.rejected), batch.spans) == (2, [])


def test_a_store_that_is_away_is_no_span_s_fault(project: Project, settings: Any) -> None:
    with_step(settings, "stumble_over_the_database", 0)
    with pytest.raises(OperationalError):
        ingesting.ingest(batch_of(project, "first"))


def test_what_fails_behind_the_store_takes_nothing_back(project: Project, settings: Any) -> None:
    with_step(settings, "stumble_over_all", len(settings.INGEST_STEPS))
    batch = ingesting.ingest(batch_of(project, "first"))
    assert batch.receipt is not None
    assert (batch.receipt.accepted, batch.rejected) == (1, [])


def test_redaction_may_run_twice(project: Project) -> None:
    batch = batch_of(project, "password=hunter22secret")
    redact(batch)
    once = batch.spans[0].name
    redact(batch)
    assert (batch.spans[0].name, "hunter22" in once) == (once, False)
