"""What happens to a trace while it is being settled leaves it open, whatever it is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.factories import SECOND_NS, T0_NS, batch, llm
from traces import settle
from traces.ingest.write import write
from traces.store import scores
from traces.types import Score

pytestmark = pytest.mark.django_db(transaction=True)
RECEIVED_NS = T0_NS + 2 * SECOND_NS
QUIET_NS = RECEIVED_NS + 5 * SECOND_NS
STEPS = settle.settle_steps()


def query(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def settle_while(work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> int:
    """Settles until nothing is open; once spans and scores were read for the first time, somebody else does this.

    Answers how often they were read.
    """
    times: list[int] = []

    def apart() -> None:
        try:
            work()
        finally:
            connection.close()

    def meanwhile(_: Any) -> None:
        times.append(1)
        if len(times) == 1:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(apart).result()

    monkeypatch.setattr(settle, "settle_steps", lambda: (*STEPS, meanwhile))
    assert settle.settle_ready(1, QUIET_NS) == 1
    return len(times)


def test_a_score_that_came_meanwhile_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    call = llm()
    write(batch([call], received_ns=RECEIVED_NS))
    late = Score(call.trace_id, "s1", None, "thumbs", Decimal(0), None, "human", "", T0_NS)
    assert settle_while(lambda: scores.store(1, [late]), monkeypatch) == 2
    assert query("SELECT findings FROM trace") == [(["negative_feedback"],)]


def test_another_telling_of_the_same_call_at_the_same_moment_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It adds no span, and came in the microsecond in which the last one came."""
    call = llm()
    write(batch([call], received_ns=RECEIVED_NS))
    again = replace(call, source="log", attributes={"n": 2}, warnings=[])
    assert settle_while(lambda: write(batch([again], received_ns=RECEIVED_NS)), monkeypatch) == 2
    assert query("SELECT superseded FROM span ORDER BY 1") == [(False,), (True,)]


def test_a_score_does_not_hurry_a_trace_that_is_not_quiet() -> None:
    call = llm()
    write(batch([call], received_ns=RECEIVED_NS))
    before = query("SELECT settle_after FROM trace")
    scores.store(1, [Score(call.trace_id, "s1", None, "thumbs", Decimal(0), None, "human", "", T0_NS)])
    assert query("SELECT settle_after FROM trace") == before
