from typing import Any

import pytest
from django.db import connection

from tests.factories import batch, trace
from traces.ingest.write import write
from traces.store import partitions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def test_a_batch_is_stored() -> None:
    sent = batch(trace(12))
    write(sent)
    assert sent.receipt is not None
    assert sent.receipt.accepted == 12
    assert query("SELECT count(*), sum(cost_nanousd) FROM span") == [(12, 60_000_000)]
    assert query("SELECT span_count, call_count, cost_nanousd, status, name FROM trace") == [
        (12, 6, 60_000_000, "ok", "answer")
    ]
