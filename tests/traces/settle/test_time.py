"""Where the time of each run went, as settling keeps it."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from hypothesis import given

from tests.factories import SECOND_NS, T0_NS, batch, llm, span
from tests.traces.analysis.stored import stored
from tests.traces.analysis.time.lines import split_of, traces, trees
from traces import settle
from traces.analysis.time.folded import Path
from traces.ingest.write import write
from traces.settle.steps import count_once, find_runs
from traces.settle.time import split_time
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.store import time_paths
from traces.types import SOURCES, Span, StoredSpan
from traces.types.time_kinds import TIME_KINDS

MS = 1_000_000
QUIET_NS = T0_NS + 60 * SECOND_NS


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def run() -> list[Span]:
    """A request puts a task into a queue; 40 ms later the task begins: a model call of 30 + 50 ms, 10 ms of its own."""
    root = span(kind="http", name="POST /ask", end_ns=T0_NS + 20 * MS)
    put = span(
        kind="queue", name="publish", trace_id=root.trace_id, parent_span_id=root.span_id,
        start_ns=T0_NS + 8 * MS, end_ns=T0_NS + 10 * MS,
    )  # fmt: skip
    task = span(
        kind="step", name="answer 12345", trace_id=root.trace_id, parent_span_id=put.span_id,
        start_ns=T0_NS + 50 * MS, end_ns=T0_NS + 140 * MS,
    )  # fmt: skip
    call = llm(
        trace_id=root.trace_id, parent_span_id=task.span_id, first_token_ns=30 * MS,
        start_ns=T0_NS + 55 * MS, end_ns=T0_NS + 135 * MS,
    )  # fmt: skip
    return [root, put, task, call]


KINDS = {"unaccounted": 18, "queue_wait": 42, "first_token": 30, "generation": 50}


@pytest.mark.django_db
def test_a_run_keeps_its_time_by_kind_and_by_path_and_the_task_how_long_it_waited() -> None:
    write(batch(run()))
    settle.settle_ready(1, QUIET_NS)
    [(critical, duration)] = query("SELECT critical_ns, duration_ns FROM trace_run")
    assert {k: n // MS for k, n in zip(TIME_KINDS, critical, strict=True) if n} == KINDS
    assert sum(critical) == duration == 140 * MS
    paths = query(
        "SELECT names, step, kind, ns / 1000000 FROM trace_run, unnest(path_ids, path_ns) AS p (path_id, ns)"
        " JOIN time_path USING (path_id) WHERE time_path.project_id = 1 ORDER BY names, kind"
    )
    assert [(names[-1], step, kind, ns) for names, step, kind, ns in paths] == [
        ("POST /ask", "POST /ask", "unaccounted", 8),
        ("publish", "publish", "queue_wait", 2),
        ("answer *", "answer *", "queue_wait", 40),
        ("answer *", "answer *", "unaccounted", 10),
        ("chat gpt-4o", "chat gpt-4o", "first_token", 30),
        ("chat gpt-4o", "chat gpt-4o", "generation", 50),
    ]
    assert query("SELECT name, queue_wait_ns FROM span WHERE queue_wait_ns IS NOT NULL") == [("answer 12345", 40 * MS)]


@pytest.mark.django_db
def test_late_spans_have_it_worked_out_again() -> None:
    spans = run()
    write(batch(spans[:3]))
    settle.settle_ready(1, QUIET_NS)
    before = query("SELECT critical_ns[3] FROM trace_run")
    write(batch(spans[3:]))
    settle.settle_ready(1, QUIET_NS)
    assert (before, query("SELECT critical_ns[3] FROM trace_run")) == ([(0,)], [(30 * MS,)])


@pytest.mark.django_db
def test_a_trace_too_large_to_be_read_has_no_split_and_says_so_in_the_sums() -> None:
    write(batch(run()))
    with override_settings(MAX_TRACE_SPANS=3):
        settle.settle_ready(1, QUIET_NS)
    assert query("SELECT critical_ns, path_ids FROM trace_run") == [(None, None)]


@pytest.mark.django_db
def test_beyond_the_paths_a_project_has_room_for_time_is_added_up_as_other() -> None:
    write(batch(run()))
    with override_settings(TIME_PATHS=0):
        settle.settle_ready(1, QUIET_NS)
    assert query("SELECT path_ids, path_ns FROM trace_run") == [([0], [140 * MS])]


@pytest.mark.django_db
def test_one_turn_of_many_new_paths_takes_no_more_room_than_there_is() -> None:
    """Five fit; those that are known keep their number, and of the others as many as still fit get one."""
    paths = [Path((f"step {number}",), f"step {number}", "step", "own_code") for number in range(20)]
    with override_settings(TIME_PATHS=5):
        first = time_paths.numbered(1, paths[:3], QUIET_NS)
        found = time_paths.numbered(1, paths, QUIET_NS)
    assert {path: found[path] for path in first} == first
    assert len([number for number in found.values() if number != time_paths.OTHER]) == 5
    assert query("SELECT count(*) FROM time_path") == [(5,)]


@pytest.mark.django_db
def test_each_run_of_a_trace_is_split_on_its_own() -> None:
    spans = run()
    for each, name in zip(spans[2:], ("a", "a"), strict=True):
        each.run_id = name
    write(batch(spans))
    settle.settle_ready(1, QUIET_NS)
    rows = query("SELECT run_id, duration_ns, critical_ns FROM trace_run")
    assert [(run_id, sum(critical) == duration) for run_id, duration, critical in rows] == [("a", True)]


def settling(spans: list[StoredSpan]) -> SettlingTrace:
    rows = [
        SettlingSpan(
            span_id=s.span_id, parent_span_id=s.parent_span_id, start_ns=s.start_ns, duration_ns=s.duration_ns,
            kind=s.kind, name=s.name, status=s.status, service=s.service, workflow=None, run_id=None, provider=None,
            model=None, input_tokens=None, output_tokens=None, cost_nanousd=None, session=None, business_key=None,
            user_id=None, release=None, prompt_fingerprint=None, tags=None, usage_counted=False,
            uncounted_reason=None, superseded=False, stored_order=(b"", place), source=SOURCES.index(s.source),
            attempt=s.attempt, first_token_ns=s.first_token_ns,
        )
        for place, s in enumerate(sorted(spans, key=lambda s: (s.start_ns, s.span_id)))
    ]  # fmt: skip
    trace = SettlingTrace(1, b"", rows, None, None, (0, None))
    count_once([trace])
    find_runs([trace])
    split_time([trace])
    return trace


@trees
@given(traces())
def test_every_run_adds_up_to_its_duration_by_kind_and_by_path(spans: list[StoredSpan]) -> None:
    for each in settling(spans).runs:
        assert each.critical_ns is not None
        assert sum(each.critical_ns) == sum(each.paths.values()) == each.duration_ns


@trees
@given(traces())
def test_the_page_and_the_sums_tell_the_same(spans: list[StoredSpan]) -> None:
    """Ids once each: which of two spans with one id counts is settled by more than the page's rule."""
    once = list({span.span_id: span for span in spans if not span.superseded}.values())
    if not once:
        return
    [found] = settling(once).runs
    page = split_of(*once).critical_ns
    assert found.critical_ns == [page.get(kind, 0) for kind in TIME_KINDS]


def test_splitting_costs_little() -> None:
    """300 traces of twelve spans: 7 us a span on the machine this was written on, which others shared."""
    spans = [
        stored(n + 1, 10 * n, 10 * n + 10 if n else 130, 1 if n else None, kind="llm" if n % 2 else "step")
        for n in range(12)
    ]
    many = [settling(spans) for _ in range(300)]
    started = time.process_time()
    split_time(many)
    assert (time.process_time() - started) / (300 * 12) < 60e-6


@pytest.mark.django_db
def test_two_call_paths_whose_names_run_together_stop_nothing() -> None:
    root = span(kind="workflow")
    times: dict[str, Any] = {"kind": "http", "trace_id": root.trace_id}
    a = span(span_id=b"\x02" * 8, parent_span_id=root.span_id, name="a", **times)
    b = span(span_id=b"\x03" * 8, parent_span_id=a.span_id, name="b", **times)
    joined = span(span_id=b"\x04" * 8, parent_span_id=root.span_id, name="a\x1fb", **times)
    write(batch([root, a, b, joined]))
    assert settle.settle_ready(1, QUIET_NS) == 1
