import json
import random
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests.factories import SECOND_NS, T0_NS, batch, llm, span, trace
from traces import settle
from traces.ingest.write import write
from traces.settle.values import SettlingTrace
from traces.store import outcomes, reader
from traces.store.times import NS_PER_DAY
from traces.types import Span

pytestmark = pytest.mark.django_db
RECEIVED_NS = T0_NS + 2 * SECOND_NS
REAL_STEPS = settle.settle_steps()
STEPS = [f"traces.settle.steps.{name}" for name in ("count_once", "summarise", "find_runs")]
QUIET_NS = RECEIVED_NS + 5 * SECOND_NS


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def stored(spans: list[Span], **fields: Any) -> None:
    write(batch(spans, **fields))


def test_a_trace_settles_when_it_has_been_quiet_and_not_before() -> None:
    stored(trace(12))
    assert settle.settle_ready(1, QUIET_NS - 1_000) == 0
    assert settle.settle_ready(1, QUIET_NS) == 1
    assert query("SELECT settled_at IS NOT NULL, span_count, cost_nanousd, search FROM trace") == [
        (True, 12, 60_000_000, "answer shop gpt-4o chat step 2 4 6 8 10")
    ]
    assert settle.settle_ready(1, QUIET_NS) == 0


def test_a_trace_is_found_by_the_first_words_that_were_said() -> None:
    root = span(kind="http", name="POST /ask")
    call = llm(
        trace_id=root.trace_id,
        parent_span_id=root.span_id,
        start_ns=T0_NS + 1,
        attributes={
            "gen_ai.operation.name": "chat",
            "gen_ai.input.messages": '[{"role":"system","parts":[{"type":"text","content":"Be kind"}]},'
            '{"role":"user","parts":[{"type":"text","content":"Where is  my REFUND?"}]}]',
        },
    )
    stored([root, call, *trace(3)])
    assert settle.settle_ready(1, QUIET_NS) == 2
    assert query("SELECT search FROM trace WHERE span_count = 2") == [
        ("post /ask shop answer gpt-4o chat where is my refund?",)
    ]


def test_the_first_words_are_found_in_a_blob_that_began_the_day_before_and_in_one_that_came_later() -> None:
    midnight_ns = (T0_NS // NS_PER_DAY + 1) * NS_PER_DAY
    early = span(kind="http", start_ns=midnight_ns - 5 * SECOND_NS)
    first = asked("before midnight", trace_id=early.trace_id, start_ns=midnight_ns + 1_999)
    stored([early, first])
    late = span(kind="http", start_ns=midnight_ns + SECOND_NS)
    stored([late])
    stored([asked("another batch", trace_id=late.trace_id, start_ns=midnight_ns + 2 * SECOND_NS)])
    assert settle.settle_ready(1, QUIET_NS) == 2
    found = query("SELECT search ~ 'before midnight', search ~ 'another batch' FROM trace ORDER BY start_ns")
    assert found == [(True, False), (False, True)]


def test_a_late_wrapper_makes_the_trace_settle_again_with_the_usage_of_its_leaves() -> None:
    leaf = llm()
    stored([leaf])
    settle.settle_ready(1, QUIET_NS)
    wrapper = llm(trace_id=leaf.trace_id, name="agent", kind="agent")
    leaf_again = llm(trace_id=leaf.trace_id, parent_span_id=wrapper.span_id)
    stored([wrapper, leaf_again], received_ns=QUIET_NS)
    assert query("SELECT settled_at, cost_nanousd FROM trace") == [(None, 30_000_000)]
    settle.settle_ready(1, QUIET_NS + 5 * SECOND_NS)
    assert query("SELECT settled_at IS NOT NULL, cost_nanousd FROM trace") == [(True, 20_000_000)]
    assert query("SELECT name, uncounted_reason FROM span WHERE NOT usage_counted") == [("agent", "descendant")]


def test_the_same_span_on_another_day_is_superseded_by_the_first_stored() -> None:
    """The door looks from the start of the trace to the repeat, so this first one it does not see."""
    first = llm(start_ns=T0_NS)
    root = span(trace_id=first.trace_id, start_ns=T0_NS - 2 * NS_PER_DAY)
    repeat = llm(trace_id=first.trace_id, span_id=first.span_id, start_ns=T0_NS - NS_PER_DAY)
    stored([root, first])
    stored([repeat], received_ns=RECEIVED_NS + SECOND_NS)
    settle.settle_ready(1, QUIET_NS + SECOND_NS)
    rows = query("SELECT start_ns, superseded, usage_counted, uncounted_reason FROM span WHERE kind = 'llm' ORDER BY 1")
    assert rows == [(repeat.start_ns, True, False, "superseded"), (T0_NS, False, True, None)]
    assert query("SELECT span_count, cost_nanousd FROM trace") == [(2, 10_000_000)]


def test_runs_are_written_and_replaced() -> None:
    spans = trace(3)
    stored(spans)
    settle.settle_ready(1, QUIET_NS)
    whole = spans[0].trace_id.hex()
    assert query("SELECT run_id, attempts, useful_calls, cost_nanousd FROM trace_run") == [(whole, 1, 1, 10_000_000)]
    stored([span(trace_id=spans[0].trace_id, run_id="r1", parent_span_id=spans[1].span_id)], received_ns=QUIET_NS)
    settle.settle_ready(1, QUIET_NS + 5 * SECOND_NS)
    assert query("SELECT run_id, attempts FROM trace_run ORDER BY attempts") == [("r1", 0), (whole, 1)]


def everything() -> list[Any]:
    return [query(f"SELECT * FROM {table} ORDER BY 2, 3") for table in ("trace", "trace_run", "span")]


def test_settling_twice_changes_nothing() -> None:
    stored(trace(12))
    settle.settle_ready(1, QUIET_NS)
    before = everything()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trace SET settled_at = NULL")
    settle.settle_ready(1, QUIET_NS)
    assert everything() == before


def overflow(traces: list[SettlingTrace]) -> None:
    """A step of somebody else's whose result no column holds."""
    for each in traces:
        if each.summary and each.spans[0].name == "too much":
            each.summary.sums.input_tokens = 2**63


def test_a_result_the_store_refuses_stops_no_other_trace() -> None:
    settle.settle_steps.cache_clear()
    stored([span() for _ in range(5)] + [span(name="too much")] + [span() for _ in range(7)])
    with override_settings(SETTLE_STEPS=[*STEPS, f"{__name__}.overflow"]):
        assert settle.settle_ready(1, QUIET_NS) == 12
    settle.settle_steps.cache_clear()
    assert query("SELECT name, settle_failures FROM trace WHERE settled_at IS NULL") == [("too much", 1)]


def explode(traces: list[SettlingTrace]) -> None:
    """A step of somebody else's with a fault."""
    if any(trace.spans[0].name == "explosive" for trace in traces):
        raise RuntimeError("boom")


def test_one_failing_trace_stops_no_other_and_waits_longer_each_time() -> None:
    settle.settle_steps.cache_clear()
    stored([span(name="explosive"), span(), span()])
    with override_settings(SETTLE_STEPS=[*STEPS, f"{__name__}.explode"]):
        assert settle.settle_ready(1, QUIET_NS) == 2
        waiting = "SELECT settle_failures, extract(epoch FROM settle_after)::bigint FROM trace WHERE settled_at IS NULL"
        assert query(waiting) == [(1, QUIET_NS // SECOND_NS + 10)]
        assert settle.settle_ready(1, QUIET_NS + 9 * SECOND_NS) == 0
        settle.settle_ready(1, QUIET_NS + 10 * SECOND_NS)
        assert query(waiting) == [(2, QUIET_NS // SECOND_NS + 10 + 20)]
    settle.settle_steps.cache_clear()
    assert settle.settle_ready(1, QUIET_NS + 30 * SECOND_NS) == 1


def in_a_connection_of_its_own(spans: list[Span]) -> None:
    stored(spans, received_ns=QUIET_NS)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_spans_that_came_while_settling_leave_the_trace_open(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = trace(2)
    stored([first])
    settle.settle_steps.cache_clear()

    def meanwhile(_: Any) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(in_a_connection_of_its_own, [second]).result()

    monkeypatch.setattr(settle, "settle_steps", lambda: (meanwhile, *REAL_STEPS))
    assert settle.settle_ready(1, QUIET_NS) == 0
    assert query("SELECT settled_at, span_count FROM trace") == [(None, 2)]
    assert query("SELECT count(*) FROM trace_run") == [(0,)]


def test_many_traces_settle_in_several_transactions() -> None:
    stored([each for _ in range(30) for each in trace(4)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "MAX_SPANS", 20)
        assert settle.settle_ready(1, QUIET_NS) == 30


def test_only_the_given_project_settles() -> None:
    spans = trace(2)
    stored(spans, project_id=1)
    stored(spans, project_id=2)
    assert settle.settle_ready(1, QUIET_NS) == 1
    assert query("SELECT project_id FROM trace WHERE settled_at IS NULL") == [(2,)]


def test_a_trace_whose_spans_are_gone_keeps_its_summary_and_is_rolled_up() -> None:
    stored(trace(3))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM span")
        cursor.execute("DELETE FROM mark")
    settle.settle_ready(1, QUIET_NS)
    assert query("SELECT settled_at IS NOT NULL, span_count FROM trace") == [(True, 3)]
    assert query("SELECT kind FROM mark") == [("run",)]


def test_settling_marks_the_minutes_of_runs_and_of_corrected_spans() -> None:
    wrapper = llm()
    stored([wrapper, llm(trace_id=wrapper.trace_id, parent_span_id=wrapper.span_id, start_ns=T0_NS + 90 * SECOND_NS)])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mark")
    settle.settle_ready(1, QUIET_NS)
    minute = T0_NS // SECOND_NS // 60 * 60
    assert query("SELECT kind, extract(epoch FROM bucket)::bigint FROM mark ORDER BY kind") == [
        ("run", minute), ("span", minute)
    ]  # fmt: skip


def asked(text: str, **fields: Any) -> Span:
    """A model call with a user's message."""
    said = json.dumps([{"role": "user", "parts": [{"type": "text", "content": text}]}])
    attributes = {"gen_ai.operation.name": "chat", "gen_ai.input.messages": said}
    return llm(attributes=attributes | fields.pop("attributes", {}), **fields)


def test_what_was_said_is_searchable_beside_any_number_of_span_names() -> None:
    root = span(name="POST /ask")
    steps = [span(trace_id=root.trace_id, parent_span_id=root.span_id, name=f"some step {n}") for n in range(300)]
    stored([root, *steps, asked("Where is my refund?", trace_id=root.trace_id, parent_span_id=root.span_id)])
    settle.settle_ready(1, QUIET_NS)
    [(search,)] = query("SELECT search FROM trace")
    assert search.startswith("post /ask shop answer gpt-4o some step 0 1 2")
    assert search.endswith(" where is my refund?")
    assert len(search) <= 500


def test_texts_are_read_blob_by_blob() -> None:
    """40 traces whose blobs take 1.5 MB each on disk: 60 MB together, and 120 MB decoded."""
    draw = random.Random(1)
    for number in range(40):
        stored([asked(f"question {number}", attributes={"noise": draw.randbytes(1_500_000).hex()})])
    tracemalloc.start()
    assert settle.settle_ready(1, QUIET_NS) == 40
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert query("SELECT count(*) FROM trace WHERE search ~ 'question'") == [(40,)]
    assert peak_bytes < 60_000_000


def test_a_blob_beyond_the_limit_is_not_read() -> None:
    stored([asked("needle", attributes={"noise": random.Random(1).randbytes(2_200_000).hex()})])  # does not compress
    stored([asked("needle", attributes={"noise": "x" * 20_000_000})])  # does
    assert settle.settle_ready(1, QUIET_NS) == 2
    assert query("SELECT DISTINCT search FROM trace") == [("chat gpt-4o shop answer",)]


def an_endless_model(traces: list[SettlingTrace]) -> None:
    """A step of somebody else's whose result no index holds."""
    for each in traces:
        if each.summary and each.spans[0].name == "too much":
            each.summary.models = [random.Random(1).randbytes(9_000).hex()]


def test_a_result_no_index_holds_stops_no_other_trace() -> None:
    settle.settle_steps.cache_clear()
    stored([span() for _ in range(5)] + [span(name="too much")] + [span() for _ in range(7)])
    with override_settings(SETTLE_STEPS=[*STEPS, f"{__name__}.an_endless_model"]):
        assert settle.settle_ready(1, QUIET_NS) == 12
    settle.settle_steps.cache_clear()
    assert query("SELECT name, settle_failures FROM trace WHERE settled_at IS NULL") == [("too much", 1)]


@override_settings(MAX_TRACE_SPANS=11)
def test_a_trace_too_large_to_be_read_settles_with_the_sums_of_the_door() -> None:
    large, small = trace(12, tags={"region": "eu"}), trace(11)
    stored([*large, *small])
    with CaptureQueriesContext(connection) as asked_for:
        assert settle.settle_ready(1, QUIET_NS) == 2
    read = [each["sql"] for each in asked_for if "FROM span" in each["sql"]]
    assert [large[0].trace_id.hex() in each for each in read] == [False] * len(read)
    summary = "SELECT settled_at IS NOT NULL, cost_nanousd, search FROM trace WHERE span_count = 12"
    assert query(summary) == [(True, 60_000_000, "answer shop answer shop gpt-4o")]
    run = "SELECT attempts, useful_calls, cost_nanousd, tags->>'region', duration_ns FROM trace_run WHERE run_id = %s"
    assert query(run, large[0].trace_id.hex()) == [(6, 6, 60_000_000, "eu", SECOND_NS)]


@override_settings(MAX_TRACE_SPANS=11)
def test_each_late_batch_of_a_trace_too_large_replaces_its_one_run() -> None:
    spans = trace(30)
    for at in range(0, 30, 10):
        stored(spans[at : at + 10], received_ns=RECEIVED_NS + at * SECOND_NS)
        assert settle.settle_ready(1, QUIET_NS + at * SECOND_NS) == 1
    assert query("SELECT attempts, cost_nanousd FROM trace_run") == [(15, 150_000_000)]
    assert query("SELECT span_count, cost_nanousd FROM trace") == [(30, 150_000_000)]


def test_a_run_has_the_session_and_the_business_key_of_its_spans() -> None:
    root = span(session="s-1")
    stored([root, span(trace_id=root.trace_id, parent_span_id=root.span_id, business_key="order-7")])
    settle.settle_ready(1, QUIET_NS)
    assert query("SELECT session, business_key FROM trace_run") == [("s-1", "order-7")]


def test_a_run_keeps_what_was_credited_to_it_when_its_trace_settles_again() -> None:
    spans = trace(2)
    stored(spans)
    settle.settle_ready(1, QUIET_NS)
    trace_id = spans[0].trace_id.hex()
    outcomes.replace(
        1,
        [{"trace_id": trace_id, "outcome": "success", "value_nanousd": "5"}],
        [{"trace_id": trace_id, "run_id": trace_id, "outcome": "success", "successes": "1", "value_nanousd": "5"}],
    )
    stored([span(trace_id=spans[0].trace_id)], received_ns=QUIET_NS)
    settle.settle_ready(1, QUIET_NS + 5 * SECOND_NS)
    assert query("SELECT outcome, successes, value_nanousd, minutes_saved FROM trace_run") == [("success", 1, 5, None)]
    assert query("SELECT outcome, value_nanousd FROM trace") == [("success", 5)]


def test_tries_of_one_call_are_found_anew_with_every_late_one() -> None:
    root = span(kind="agent")
    shared = {"trace_id": root.trace_id, "parent_span_id": root.span_id, "prompt_hash": "p"}
    nothing: dict[str, Any] = {"status": "error", "input_tokens": None, "output_tokens": None, "cost_nanousd": None}
    tries = [llm(start_ns=T0_NS + n * SECOND_NS, end_ns=T0_NS + n * SECOND_NS + 1, **shared) for n in range(3)]
    first, second = (replace(each, **nothing) for each in tries[:2])
    stored([root, first, second])
    settle.settle_ready(1, QUIET_NS)
    found = "SELECT attempt, attempt_found FROM span WHERE kind = 'llm' ORDER BY start_ns"
    assert query(found) == [(None, 1), (None, 2)]
    stored([tries[2]], received_ns=QUIET_NS)
    settle.settle_ready(1, QUIET_NS + 10 * SECOND_NS)
    assert query(found) == [(None, 1), (None, 2), (None, 3)]
    shown = reader.trace(1, root.trace_id)
    assert shown is not None
    assert [each.attempt for each in shown.spans] == [None, 1, 2, 3]


def test_a_number_that_the_sender_gave_stays() -> None:
    root = span(kind="agent")
    shared = {"trace_id": root.trace_id, "parent_span_id": root.span_id, "prompt_hash": "p", "attempt": 5}
    stored([root, llm(**shared, status="error"), llm(**shared, start_ns=T0_NS + 2 * SECOND_NS)])
    settle.settle_ready(1, QUIET_NS)
    assert query("SELECT attempt, attempt_found FROM span WHERE kind = 'llm'") == [(5, None), (5, None)]
