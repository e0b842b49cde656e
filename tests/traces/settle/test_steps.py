"""Each step on traces made by hand: (id, parent, what it bears); ids are one letter."""

import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import SECOND_NS, T0_NS
from traces.settle.steps import count_once, find_runs, summarise
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.types import bears_usage

CENT = 10_000_000


def settling(*spans: SettlingSpan, **fields: Any) -> SettlingTrace:
    given: dict[str, Any] = {"workflow": "w", "workflow_reason": "aiops.workflow", "token": (len(spans), None)}
    return SettlingTrace(1, b"\x01" * 16, sorted(spans, key=lambda s: s.start_ns), **(given | fields))


def span(name: str, parent: str | None = None, **fields: Any) -> SettlingSpan:
    given: dict[str, Any] = {
        "span_id": name.encode(), "parent_span_id": parent and parent.encode(), "start_ns": T0_NS,
        "duration_ns": SECOND_NS, "kind": "other", "name": name, "status": "unset", "service": "shop",
        "workflow": "w", "run_id": None, "provider": None, "model": None, "input_tokens": None,
        "output_tokens": None, "cost_nanousd": None, "session": None, "business_key": None, "user_id": None,
        "release": None, "prompt_fingerprint": None, "tags": None, "usage_counted": False, "uncounted_reason": None,
        "superseded": False, "stored_order": (b"\0", 0),
    }  # fmt: skip
    return SettlingSpan(**(given | fields))


def call(name: str, parent: str | None = None, **fields: Any) -> SettlingSpan:
    usage = {"kind": "llm", "input_tokens": 10, "output_tokens": 1, "cost_nanousd": CENT, "usage_counted": True}
    return span(name, parent, **(usage | fields))


def settle(trace: SettlingTrace) -> SettlingTrace:
    for step in (count_once, summarise, find_runs):
        step([trace])
    return trace


def counted(trace: SettlingTrace) -> dict[str, str | None]:
    """name -> None when counted, else why not; spans without usage left out."""
    count_once([trace])
    return {
        span.name: None if verdict.counted else verdict.reason
        for span, verdict in zip(trace.spans, trace.verdicts, strict=True)
        if bears_usage(span)
    }


def test_usage_above_other_usage_is_not_counted() -> None:
    trace = settling(call("a", kind="agent"), span("b", "a"), call("c", "b"), call("d", "b"))
    assert counted(trace) == {"a": "descendant", "c": None, "d": None}


def test_a_wrapper_of_a_wrapper_is_not_counted_either() -> None:
    trace = settling(call("a"), call("b", "a"), call("c", "b"))
    assert counted(trace) == {"a": "descendant", "b": "descendant", "c": None}


def test_of_one_span_id_the_first_stored_counts() -> None:
    late = call("a", start_ns=T0_NS, stored_order=(b"\2", 0))
    early = call("a", start_ns=T0_NS + 5, stored_order=(b"\1", 3), input_tokens=77)
    trace = settle(settling(late, early))
    assert [(verdict.counted, verdict.superseded) for verdict in trace.verdicts] == [(False, True), (True, False)]
    assert trace.summary is not None
    assert (trace.summary.sums.input_tokens, trace.summary.sums.span_count) == (77, 1)


def test_an_attempt_is_the_innermost_call_with_usage_or_without() -> None:
    trace = settle(settling(span("a", kind="llm"), span("b", "a", kind="llm", status="error"), call("c")))
    [run] = trace.runs
    assert (run.sums.call_count, run.sums.useful_calls) == (2, 1)


def test_a_root_that_survives_a_failed_child_has_not_failed() -> None:
    trace = settle(settling(span("a", status="ok"), span("b", "a", status="error")))
    assert trace.summary is not None
    assert (trace.summary.status, trace.summary.sums.error_count) == ("ok", 1)


def test_without_a_root_any_failure_is_the_traces() -> None:
    trace = settle(settling(span("a", "gone"), span("b", "a", status="error")))
    assert trace.summary is not None
    assert (trace.summary.status, trace.summary.has_root) == ("error", False)


def test_a_trace_lasts_from_the_first_start_to_the_last_end() -> None:
    trace = settle(settling(span("a", duration_ns=10), span("b", "a", start_ns=T0_NS + 50, duration_ns=7)))
    assert trace.summary is not None
    assert trace.summary.end_ns - trace.summary.start_ns == 57


def test_unpriced_calls_are_counted_and_never_free() -> None:
    trace = settle(settling(call("a", cost_nanousd=None), call("b", cost_nanousd=None)))
    assert trace.summary is not None
    assert (trace.summary.sums.cost_nanousd, trace.summary.sums.unpriced_calls) == (None, 2)


def test_a_span_has_the_workflow_of_its_nearest_ancestor() -> None:
    trace = settle(
        settling(
            span("a"), span("b", "a", workflow="inner"), span("c", "b", workflow=None), span("d", "x", workflow=None)
        )
    )
    assert [verdict.workflow for verdict in trace.verdicts] == ["w", "inner", "inner", "w"]


def test_a_makeshift_workflow_gives_way_to_a_declared_one() -> None:
    trace = settle(settling(span("a", workflow="shop a"), span("b", "a", workflow="w")))
    assert [verdict.workflow for verdict in trace.verdicts] == ["w", "w"]


def runs(*spans: SettlingSpan) -> dict[str, tuple[int, int | None]]:
    trace = settle(settling(*spans))
    return {run.run_id: (run.sums.span_count, run.sums.cost_nanousd) for run in trace.runs}


def test_by_default_the_whole_trace_is_one_run() -> None:
    assert runs(span("a"), call("b", "a"), call("c", "gone")) == {"01" * 16: (3, 2 * CENT)}


def test_a_run_is_the_spans_below_the_nearest_run_id() -> None:
    inner = span("c", "b", run_id="r2"), call("d", "c")
    assert runs(span("a", run_id="r1"), call("b", "a"), call("e", "a"), *inner) == {"r1": (3, CENT), "r2": (2, CENT)}


def test_a_request_around_named_runs_is_no_run_unless_it_made_calls() -> None:
    around = span("a"), span("b", "a", run_id="r1"), call("c", "b")
    assert runs(*around) == {"r1": (2, CENT)}
    assert runs(*around, call("d", "a")) == {"r1": (2, CENT), "01" * 16: (2, CENT)}


def test_the_spans_of_a_run_may_stand_in_several_branches() -> None:
    assert runs(span("a"), call("b", "a", run_id="r"), call("c", "a", run_id="r")) == {"r": (2, 2 * CENT)}


def test_the_model_with_the_most_tokens_stands_first() -> None:
    trace = settle(
        settling(span("a", model="a-reranker"), call("b", model="o3"), call("c", model="gpt", input_tokens=99))
    )
    assert trace.summary is not None
    assert trace.summary.models == ["gpt", "o3", "a-reranker"]


def test_search_holds_lower_case_words_once() -> None:
    trace = settle(settling(span("Answer ANSWER", tags='{"region":"EU West"}'), workflow="Refund Desk"))
    assert trace.summary is not None
    assert trace.summary.search == "answer refund desk shop eu west"


names = st.sampled_from("abcdef")


@given(st.lists(st.tuples(names, st.none() | names, st.booleans()), min_size=1, max_size=12), st.randoms())
def test_any_parents_whatsoever_settle_and_count_each_leaf_once(made: list[Any], random: Any) -> None:
    """Cycles, self parents, missing parents, repeated ids: every id counts at most once, some usage survives."""
    spans = [
        (call if bears else span)(name, parent, start_ns=T0_NS + at, stored_order=(b"\0", at))
        for at, (name, parent, bears) in enumerate(made)
    ]
    trace = settle(settling(*spans))
    assert trace.summary is not None
    standing = {span.span_id: span for span in reversed(spans)}
    assert trace.summary.sums.span_count == len(standing)
    assert (trace.summary.sums.cost_nanousd is not None) == any(bears_usage(span) for span in standing.values())
    assert sum(run.sums.cost_nanousd or 0 for run in trace.runs) == (trace.summary.sums.cost_nanousd or 0)


def test_a_chain_200_000_deep_settles_quickly() -> None:
    depth = 200_000
    chain = [
        span(str(n), str(n - 1) if n else None, start_ns=T0_NS + n, **({"input_tokens": 1} if n == depth - 1 else {}))
        for n in range(depth)
    ]
    begun = time.process_time()
    trace = settle(settling(*chain))
    assert trace.summary is not None
    assert trace.summary.sums.input_tokens == 1
    assert time.process_time() - begun < 30


def test_a_long_cycle_is_cut_once() -> None:
    depth = 50_000
    trace = settle(settling(*(span(str(n), str((n + 1) % depth)) for n in range(depth))))
    assert len(trace.tree.order) == depth
    assert len(trace.tree.roots) == 1
