import itertools

import pytest

from tests.factories import SECOND_NS, T0_NS, batch, span
from traces.ingest.write import write
from traces.store import partitions, reader
from traces.types import Rejection

pytestmark = pytest.mark.django_db
MINUTE_NS = 60 * SECOND_NS
DAY_NS = 86_400 * SECOND_NS


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


def receive(minute: int, spans: int, rejected: int = 0, client: str = "otel-python", project_id: int = 1) -> None:
    refused = [Rejection(0, "traceId", "all zero", "bad_trace_id") for _ in range(rejected)]
    at = T0_NS + minute * MINUTE_NS
    write(batch([span() for _ in range(spans)], project_id, at, rejected=refused, client=client))


def test_what_came_in_is_counted_by_code_and_by_client() -> None:
    receive(0, 3, client="a")
    receive(1, 2, rejected=4, client="b")
    counts = reader.ingest_counts(1, T0_NS, T0_NS + DAY_NS)
    assert (counts.accepted, counts.rejected) == (5, 4)
    assert counts.by_code["rejected.bad_trace_id"] == 4
    assert [(each.client, each.accepted, each.rejected) for each in counts.by_client] == [("b", 2, 4), ("a", 3, 0)]


def test_what_came_in_is_counted_over_time() -> None:
    receive(0, 3)
    receive(9, 1, rejected=2)
    bars = reader.ingest_counts(1, T0_NS, T0_NS + 10 * MINUTE_NS, bars=10).over_time
    assert sum(bar.accepted for bar in bars) == 4
    assert [bar.rejected for bar in bars if bar.rejected] == [2]
    assert all(after.start_ns == before.end_ns for before, after in itertools.pairwise(bars))


def test_a_refused_span_stands_in_quarantine_with_its_reason() -> None:
    old = span(name="old", start_ns=T0_NS - 99 * DAY_NS, end_ns=T0_NS - 99 * DAY_NS)
    write(batch([old]))
    [found] = reader.quarantined(1, 10)
    assert (found.code, found.name, found.service) == ("too_old", "old", "shop")
    assert found.trace_id == old.trace_id.hex()
    assert "retention" in found.reason


def test_another_project_sees_nothing_of_it() -> None:
    receive(0, 3, rejected=1, project_id=2)
    write(batch([span(start_ns=0)], project_id=2))
    assert reader.ingest_counts(1, T0_NS, T0_NS + DAY_NS).by_code == {}
    assert reader.quarantined(1, 10) == []
