"""Free text in roll-ups: a bucket keeps the commonest values and adds up the rest, whatever clients send."""

from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from tests.factories import SECOND_NS, T0_NS, batch, llm, trace_id
from traces import rollup, settle
from traces.ingest.write import write
from traces.store import reader
from traces.types import Span, TraceFilter

pytestmark = pytest.mark.django_db
HOUR_NS, MINUTE_NS = 3_600 * SECOND_NS, 60 * SECOND_NS
NOW_NS = T0_NS // HOUR_NS * HOUR_NS + 30 * MINUTE_NS
MANY, KEPT = 10_000, 200
DIMENSIONS = [
    ("rollup_run", "workflow", "sum(runs)"),
    ("rollup_run", "release", "sum(runs)"),
    ("rollup_run", "prompt_fingerprint", "sum(runs)"),
    ("rollup_trace", "workflow", "sum(traces)"),
    ("rollup_span", "workflow", "sum(spans)"),
    ("rollup_span", "step", "sum(spans)"),
    ("rollup_span", "provider", "sum(spans)"),
    ("rollup_span", "model", "sum(spans)"),
]


def query(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def call(number: int, start_ns: int = T0_NS, **fields: Any) -> Span:
    return llm(trace_id=trace_id(number), start_ns=start_ns, end_ns=start_ns + SECOND_NS, **fields)


def unique(number: int, start_ns: int = T0_NS) -> Span:
    text = f"v{number:05}"
    return call(
        number, start_ns, workflow=text, step=text, provider=text, model=text, release=text, prompt_fingerprint=text
    )


def computed(spans: list[Span]) -> None:
    write(batch(spans))
    settle.settle_ready(1, T0_NS + 400 * 24 * HOUR_NS)
    rollup.recompute_ready(1, NOW_NS, T0_NS - 400 * 24 * HOUR_NS)


def test_ten_thousand_values_of_each_free_text_take_a_few_hundred_rows() -> None:
    computed([unique(number) for number in range(MANY)])
    for table, column, n in DIMENSIONS:
        values = dict(query(f"SELECT {column}, {n} FROM {table} GROUP BY 1"))
        assert (len(values), values["(other)"], sum(values.values())) == (KEPT + 1, MANY - KEPT, MANY), (table, column)
        assert len(query(f"SELECT 1 FROM {table}")) <= 4 * (KEPT + 1)
    assert query("SELECT measure, count(*) FROM rollup_histogram GROUP BY 1 ORDER BY 1") == [
        ("input_tokens", KEPT + 1),
        ("output_tokens", KEPT + 1),
        ("run_cost_nanousd", KEPT + 1),
        ("span_duration_ns", 1),
        ("status_duration_ns", 1),
        ("trace_duration_ns", 3 * KEPT + 1),
    ]


@override_settings(ROLLUP_VALUES=3)
def test_an_hour_keeps_as_few_as_its_minutes_and_loses_nothing() -> None:
    """Two minutes with 5 values each, 3 of them kept: folded, the hour has 3 and the rest again."""
    computed([unique(number, T0_NS + number // 5 * MINUTE_NS) for number in range(10)])
    before = {table: query(f"SELECT sum(cost_nanousd), {n} FROM {table}") for table, _, n in DIMENSIONS}
    rollup.fold_ready(1, NOW_NS + 3 * HOUR_NS)
    for table, column, n in DIMENSIONS:
        values = dict(query(f"SELECT {column}, {n} FROM {table} GROUP BY 1"))
        assert (len(values) <= 4, sum(values.values())) == (True, 10), (table, column)
        assert query(f"SELECT sum(cost_nanousd), {n} FROM {table}") == before[table]
    assert query("SELECT count(*) FROM rollup_histogram WHERE measure = 'trace_duration_ns'")[0][0] <= 3 * 3 + 1


@override_settings(ROLLUP_VALUES=2)
def test_the_commonest_are_kept_and_so_is_none() -> None:
    """`''` stands for no release: that is another thing than any other."""
    releases = [None, "b", "b", "b", "a", "a", "c"]
    computed([call(number, release=release) for number, release in enumerate(releases)])
    assert query("SELECT release, sum(runs) FROM rollup_run GROUP BY 1 ORDER BY 1") == [
        ("", 1), ("(other)", 3), ("b", 3),
    ]  # fmt: skip


@override_settings(ROLLUP_VALUES=1)
def test_sums_of_a_rare_workflow_are_exact_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("traces.store.reader_sums.FEW", -1)
    computed([call(number, workflow="rare" if number == 5 else "usual") for number in range(6)])
    for workflow, traces in (("rare", 1), ("usual", 5)):
        asked = TraceFilter(workflow=workflow, from_ns=T0_NS - HOUR_NS, to_ns=T0_NS + HOUR_NS)
        assert reader.totals(1, asked).traces == traces


@pytest.mark.parametrize("folded", [False, True])
@override_settings(ROLLUP_VALUES=1)
def test_call_paths_keep_the_workflows_whose_times_are_kept(*, folded: bool) -> None:
    """The commonest ones, not those that took longest: a page would else show times of one and paths of the other."""
    for number in range(4):
        start_ns = T0_NS + number // 2 * MINUTE_NS
        slow = number == 0
        name = "slow" if slow else "often"
        end_ns = start_ns + (100 if slow else 1) * SECOND_NS
        made = llm(trace_id=trace_id(number), start_ns=start_ns, end_ns=end_ns, workflow=name, release=name)
        write(batch([made], received_ns=T0_NS + 200 * SECOND_NS))
    computed([call(9, T0_NS, workflow="often", release="often")])
    if folded:
        assert rollup.fold_ready(1, NOW_NS + 3 * HOUR_NS) > 0
    for column in ("workflow", "release"):
        kept = {
            table: query(f"SELECT DISTINCT {column} FROM {table} ORDER BY 1")
            for table in ("rollup_time", "rollup_path")
        }
        assert list(kept.values()) == [[("(other)",), ("often",)]] * 2
