"""Sums from roll-ups against those of the traces themselves, whatever happened in between."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from tests.factories import SECOND_NS, T0_NS, batch, llm, trace_id
from traces import rollup, settle
from traces.ingest.write import write
from traces.store import filters, partitions, reader, reader_sums
from traces.types import NOT_FAILED, Span, Sums, TraceFilter

pytestmark = pytest.mark.django_db
MINUTE_NS = 60 * SECOND_NS
HOUR_NS = 60 * MINUTE_NS
DAY_NS = 24 * HOUR_NS
START_NS = T0_NS // HOUR_NS * HOUR_NS
NOW_NS = START_NS + 6 * HOUR_NS
WHOLE = TraceFilter(START_NS, START_NS + 6 * HOUR_NS)
ODD = TraceFilter(START_NS + 17 * MINUTE_NS + 1, START_NS + 5 * HOUR_NS + 30 * SECOND_NS)


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


@pytest.fixture
def rolled_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Roll-ups are read however few traces there are."""
    monkeypatch.setattr(reader_sums, "FEW", -1)


def call(at_ns: int, number: int, **fields: Any) -> Span:
    given: dict[str, Any] = {
        "start_ns": at_ns,
        "end_ns": at_ns + (number % 7 + 1) * SECOND_NS,
        "workflow": ("answer", "refund")[number % 2],
        "status": ("ok", "ok", "error")[number % 3],
        "cost_nanousd": 1_000 * number,
        "input_tokens": 10 + number,
    }
    return llm(**(given | fields))


def store(*spans: Span, project_id: int = 1) -> None:
    write(batch(list(spans), project_id=project_id, received_ns=NOW_NS))


def roll_up(project_id: int = 1) -> None:
    settle.settle_ready(project_id, NOW_NS + HOUR_NS)
    rollup.recompute_ready(project_id, NOW_NS, 0)
    rollup.fold_ready(project_id, NOW_NS)


def hours_of_calls() -> None:
    """A call every seven minutes for six hours: the first three hours are folded, the others stand as minutes."""
    store(*(call(START_NS + number * 7 * MINUTE_NS, number) for number in range(51)))
    roll_up()


def scanned(f: TraceFilter, bars: int, monkeypatch: pytest.MonkeyPatch) -> Sums:
    with monkeypatch.context() as patched:
        patched.setattr(reader_sums, "FEW", 10**9)
        return reader.sums(1, f, bars)


def exact(sums: Sums) -> Sums:
    """All but the percentiles and the time of reading."""
    return replace(sums, totals=replace(sums.totals, p50_ns=None, p95_ns=None, as_of_ns=0))


def check(monkeypatch: pytest.MonkeyPatch) -> None:
    for period in (WHOLE, ODD):
        for asked in (
            {},
            {"workflow": "refund"},
            {"status": "error"},
            {"status": NOT_FAILED},
            {"workflow": "nothing"},
            {"workflow": "refund", "status": "error"},
            {"workflow": "refund", "status": NOT_FAILED},
        ):
            f = replace(period, **asked)  # type: ignore[arg-type]
            for bars in (1, 5, 48):
                assert exact(reader.sums(1, f, bars)) == exact(scanned(f, bars, monkeypatch))


def grains() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT grain FROM rollup_trace")
        return {grain for (grain,) in cursor.fetchall()}


@pytest.mark.usefixtures("rolled_up")
def test_sums_of_roll_ups_are_those_of_the_traces_to_the_last_token(monkeypatch: pytest.MonkeyPatch) -> None:
    hours_of_calls()
    assert grains() == {"h", "m"}
    check(monkeypatch)


@pytest.mark.usefixtures("rolled_up")
def test_roll_ups_are_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    hours_of_calls()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollup_trace SET traces = traces + 1000")
    assert reader.totals(1, WHOLE).traces > 1000
    assert scanned(WHOLE, 1, monkeypatch).totals.traces == 51


@pytest.mark.usefixtures("rolled_up")
def test_what_just_came_in_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hours_of_calls()
    store(call(START_NS + MINUTE_NS, 100), call(START_NS + 5 * HOUR_NS + 20 * MINUTE_NS, 101))
    assert reader.totals(1, WHOLE).traces == 53
    check(monkeypatch)


@pytest.mark.usefixtures("rolled_up")
def test_what_is_settled_and_not_yet_rolled_up_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    hours_of_calls()
    store(call(START_NS + MINUTE_NS, 100), call(START_NS + 5 * HOUR_NS + 20 * MINUTE_NS, 101))
    settle.settle_ready(1, NOW_NS + HOUR_NS)
    check(monkeypatch)


@pytest.mark.usefixtures("rolled_up")
def test_a_trace_whose_root_comes_late_counts_once_and_where_it_begins_now(monkeypatch: pytest.MonkeyPatch) -> None:
    hours_of_calls()
    child_ns = START_NS + 5 * HOUR_NS + 10 * MINUTE_NS
    store(call(child_ns, 1, trace_id=trace_id(9), parent_span_id=bytes(7) + b"\1"))
    roll_up()
    for back_ns in (3 * MINUTE_NS, 4 * HOUR_NS):
        store(call(child_ns - back_ns, 2, trace_id=trace_id(9), end_ns=child_ns + SECOND_NS))
        assert reader.totals(1, WHOLE).traces == 52
        check(monkeypatch)


@pytest.mark.usefixtures("rolled_up")
@pytest.mark.parametrize("asked", [{}, {"workflow": "refund"}, {"status": "error"}, {"status": NOT_FAILED}], ids=str)
def test_percentiles_of_roll_ups_are_within_a_hundredth(asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    hours_of_calls()
    f = replace(ODD, **asked)
    rough, precise = reader.totals(1, f), scanned(f, 1, monkeypatch).totals
    assert precise.p50_ns
    assert precise.p95_ns
    assert rough.p50_ns == pytest.approx(precise.p50_ns, rel=0.0101)
    assert rough.p95_ns == pytest.approx(precise.p95_ns, rel=0.0101)


@pytest.mark.usefixtures("rolled_up")
def test_sums_know_nothing_of_other_projects() -> None:
    store(call(START_NS, 1), project_id=2)
    roll_up(2)
    assert reader.totals(2, WHOLE).traces == 1
    assert reader.totals(1, WHOLE).traces == 0
    assert reader.totals(1, WHOLE).p50_ns is None


@pytest.mark.usefixtures("rolled_up")
def test_what_has_no_price_costs_nothing_known() -> None:
    store(call(START_NS, 1, cost_nanousd=None, price_id=None, cost_source=None))
    roll_up()
    totals = reader.totals(1, WHOLE)
    assert (totals.cost_nanousd, totals.unpriced_calls) == (None, 1)


def test_of_too_many_the_newest_are_looked_at_and_the_answer_says_since_when(monkeypatch: pytest.MonkeyPatch) -> None:
    store(*(call(START_NS + number * MINUTE_NS, number, model=("gpt-4o", "o3")[number % 2]) for number in range(20)))
    monkeypatch.setattr(reader_sums, "READ", 5)
    monkeypatch.setattr(reader_sums, "FOUND", -1)
    sums = reader.sums(1, replace(WHOLE, model="o3"), 6)
    assert (sums.totals.traces, sums.totals.newest) == (5, 5)  # 11, 13, 15, 17, 19
    assert sums.totals.since_ns == START_NS + 11 * MINUTE_NS
    assert [bar.traces for bar in sums.bars] == [5, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("found", [-1, 100], ids=["tested", "looked up"])
@pytest.mark.parametrize(
    "asked",
    [{"workflow": "refund", "status": "ok"}, {"user": "ann"}, {"session": "s-1"}, {"kind": "tool"}, {"model": "o3"},
     {"provider": "anthropic"}, {"tags": (("region", "eu"),)}, {"min_duration_ms": 9_000}],
    ids=lambda each: next(iter(each)),
)  # fmt: skip
def test_each_filter_adds_up_what_has_the_value(
    asked: dict[str, Any], found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_sums, "FOUND", found)
    made = {name: value for name, value in asked.items() if name not in {"tags", "min_duration_ms"}}
    tags, end_ns = dict(asked.get("tags", ())), START_NS + asked.get("min_duration_ms", 1_000) * 1_000_000
    store(call(START_NS, 1, **({"workflow": "refund", "status": "ok", "end_ns": end_ns, "tags": tags} | made)))
    store(call(START_NS, 2, workflow="answer"), call(START_NS, 2, workflow="refund", status="error"))
    assert reader.totals(1, replace(WHOLE, **asked)).traces == 1


def test_a_search_the_planner_thinks_rare_and_is_not_is_counted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    store(*(call(START_NS + number * MINUTE_NS, number) for number in range(6)))
    roll_up()
    monkeypatch.setattr(reader_sums, "FOUND", 2)
    q = reader.list_traces(1, WHOLE).rows[0].name
    assert reader.totals(1, replace(WHOLE, q=q)).traces == 6


@pytest.mark.parametrize(
    "asked", [{"model": "m"}, {"kind": "llm"}, {"provider": "p"}, {"tags": (("a", "b"),)}, {"user": "u"}], ids=str
)
def test_whatever_is_looked_up_is_looked_up_within_the_project(asked: dict[str, Any]) -> None:
    conditions = filters.where(7, replace(WHOLE, **asked))
    [way] = conditions.ways
    assert filters.piece("facets") in conditions.found_by(way)[0]
    assert "p7" in conditions.params["facets"]


def test_every_word_of_a_search_begins_with_the_project() -> None:
    params = filters.where(7, replace(WHOLE, q="late it's")).params
    assert params["words"] == "'7:late':* & '7:it''s':*"
    assert (params["q_user"][0], params["q_session"][0]) == ("p7", "p7")


def test_a_word_is_not_found_by_another_project_nor_by_its_prefix() -> None:
    store(call(START_NS, 1, name="refund"), project_id=2)
    roll_up(2)
    assert len(reader.list_traces(2, replace(WHOLE, q="refu")).rows) == 1
    assert reader.totals(2, replace(WHOLE, q="refu")).traces == 1
    assert reader.totals(1, replace(WHOLE, q="refu")).traces == 0
    assert reader.totals(2, replace(WHOLE, q="2:refu")).traces == 0
