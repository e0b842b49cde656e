"""Batches that share a transaction: an answer each, and none is sunk by another."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from tests.factories import T0_NS, batch, span, trace, trace_id
from traces.store import partitions, writer
from traces.store.packed import pack
from traces.types import Receipt, Span

pytestmark = pytest.mark.django_db


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def together(*parts: list[Span]) -> list[Receipt]:
    """Stores a batch of each part in one transaction."""
    packed = [pack(batch(spans, client=f"client {number}")) for number, spans in enumerate(parts)]
    partitions.forget()  # another test's days were rolled back with it
    partitions.ensure(partitions.days_of(span.start_ns for part in parts for span in part))
    return writer._store_together(packed)


def test_batches_that_share_a_transaction_have_an_answer_each() -> None:
    first, second = trace(12, trace_id=trace_id(1)), trace(12, trace_id=trace_id(2))
    assert together(first, second[:5]) == [Receipt(accepted=12), Receipt(accepted=5)]
    assert query("SELECT client, n FROM ingest_count WHERE code = 'accepted' ORDER BY client") == [
        ("client 0", 12),
        ("client 1", 5),
    ]


def test_a_trace_in_two_batches_of_a_transaction_is_summed_once_with_a_body_of_each() -> None:
    spans = trace(12)
    assert together(spans[:7], spans[7:]) == [Receipt(accepted=7), Receipt(accepted=5)]
    assert query("SELECT span_count, cost_nanousd FROM trace") == [(12, 60_000_000)]
    assert query("SELECT count(*) FROM span_blob") == [(2,)]


def test_of_a_span_in_two_batches_of_a_transaction_the_first_stands() -> None:
    spans = trace(3)
    other = span(trace_id=spans[0].trace_id, span_id=spans[0].span_id, name="another", start_ns=T0_NS)
    assert together(spans, [*spans[1:], other]) == [
        Receipt(accepted=3),
        Receipt(duplicate=2, conflict=[other.span_id.hex()]),
    ]
    assert query("SELECT count(*) FROM span") == [(3,)]


def apart(spans: list[Span]) -> Receipt:
    try:
        return writer.store(batch(spans))
    finally:
        connections.close_all()


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.django_db(transaction=True)
def test_a_batch_over_which_the_writer_stumbles_sinks_no_other(place: int) -> None:
    """Whoever does the work for all: here the one that comes first."""
    broken = span(workflow="w", workflow_reason=object())
    parts = [[span()], [span()], [span()]]
    parts[place] = [broken]
    lane = writer._lane(1)
    with ThreadPoolExecutor(3) as pool:
        lane._busy = True
        told: list[Future[Receipt]] = []
        for number, part in enumerate(parts, 1):
            told.append(pool.submit(apart, part))
            while len(lane._waiting) < number:
                pass
        with lane._changed:
            lane._busy = False
            lane._changed.notify_all()
    assert [type(each.exception()) for each in told] == [TypeError if n == place else type(None) for n in range(3)]
    assert query("SELECT count(*) FROM span") == [(2,)]
