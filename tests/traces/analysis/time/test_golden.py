"""Cases with the arithmetic beside them; P, A, B... are spans 1, 2, 3..."""

import time
from typing import Any

import pytest

from tests.traces.analysis.stored import stored
from tests.traces.analysis.time.lines import line_of, name, path, split_of, steps
from traces.analysis.time import measures
from traces.analysis.time.critical_path import walk
from traces.analysis.time.folded import MAX_DEPTH, Folder, Path
from traces.types import StoredSpan

P, A, B, C = 1, 2, 3, 4


def test_back_to_back_steps_are_each_on_the_path() -> None:
    assert steps(stored(P, 0, 100), stored(A, 10, 50, P), stored(B, 50, 90, P)) == [
        (P, 90, 100), (B, 50, 90), (A, 10, 50), (P, 0, 10),
    ]  # fmt: skip


def test_of_children_side_by_side_the_one_that_ends_last_holds_up() -> None:
    assert steps(stored(P, 0, 100), stored(A, 0, 40, P), stored(B, 0, 60, P)) == [(P, 60, 100), (B, 0, 60)]


def test_own_time_lies_before_between_and_after_the_children() -> None:
    assert steps(stored(P, 1, 101), stored(A, 20, 40, P), stored(B, 50, 60, P)) == [
        (P, 60, 101), (B, 50, 60), (P, 40, 50), (A, 20, 40), (P, 1, 20),
    ]  # fmt: skip


def test_clocks_that_are_a_little_off_do_not_hide_a_step() -> None:
    """B begins 1 before A ended, 1 % of 100: A is cut at 49. With 2 it would count as running beside B."""
    a, b = stored(A, 10, 50, P), stored(B, 49, 90, P)
    assert steps(stored(P, 0, 100), a, b) == [(P, 90, 100), (B, 49, 90), (A, 10, 49), (P, 0, 10)]
    assert steps(stored(P, 0, 100), stored(A, 10, 51, P), b) == [(P, 90, 100), (B, 49, 90), (P, 0, 49)]


def test_work_from_a_queue_is_reached_over_its_wait() -> None:
    """P answers at 100; the task that it queued at 12 begins at 500: the trace waited for it, not for the rest of P."""
    spans = stored(P, 0, 100), stored(A, 10, 12, P, kind="queue"), stored(B, 500, 900, A, kind="step")
    assert path(*spans) == [
        (P, 0, 10, "unaccounted"), (A, 10, 12, "queue_wait"), (B, 12, 500, "queue_wait"), (B, 500, 900, "own_code"),
    ]  # fmt: skip
    assert split_of(*spans).async_tail_ns == 800


def test_a_retried_task_waited_for_its_retry() -> None:
    spans = stored(P, 0, 10, kind="queue"), stored(A, 40, 60, P, kind="step", attempt=2)
    assert split_of(*spans).critical_ns == {"queue_wait": 10, "backoff_wait": 30, "own_code": 20}


def test_a_child_that_begins_after_its_parents_end_does_not_block_it() -> None:
    assert path(stored(P, 0, 10), stored(A, 30, 50, P)) == [
        (P, 0, 10, "unaccounted"), (A, 10, 30, "outside"), (A, 30, 50, "own_code"),
    ]  # fmt: skip


def test_what_outlives_its_root_is_a_tail_and_is_not_dropped() -> None:
    """A is cut at 100 for P's path; 100 to 150 is still A's. B outlives A inside P: P did not wait for it."""
    split = split_of(stored(P, 0, 100), stored(A, 10, 150, P))
    assert [(name(split, s.position), s.start_ns, s.end_ns) for s in split.spent] == [
        (P, 0, 10), (A, 10, 100), (A, 100, 150)
    ]  # fmt: skip
    assert (split.async_tail_ns, split.outlived) == (50, {1: 50})
    assert steps(stored(P, 0, 200), stored(A, 10, 50, P), stored(B, 20, 120, A)) == [
        (P, 50, 200), (B, 20, 50), (A, 10, 20), (P, 0, 10),
    ]  # fmt: skip


def test_between_several_roots_time_is_outside_any_span() -> None:
    assert path(stored(P, 0, 10), stored(A, 30, 50)) == [
        (P, 0, 10, "own_code"), (None, 10, 30, "outside"), (A, 30, 50, "own_code"),
    ]  # fmt: skip


def test_a_clock_that_is_off_is_put_where_both_ways_take_as_long() -> None:
    """The other host's clock is 1000 ahead. A took 60 of 100: (100 - 60) / 2 = 20 each way; its child moves along."""
    spans = [
        stored(P, 0, 100, kind="http", service="web"),
        stored(A, 1010, 1070, P, service="api"),
        stored(B, 1020, 1030, A, service="api"),
    ]
    line = line_of(spans)
    assert (line.starts, line.shifts) == ([0, 20, 30], {1: -990, 2: -990})


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ({"service": "web"}, {"service": "web"}),  # one process has one clock
        ({"service": "web", "kind": "queue"}, {"service": "worker", "kind": "step"}),  # may run as late as it likes
        ({"service": "web", "kind": "step"}, {"service": "worker"}),  # begun after its end below no call: not awaited
        ({"service": ""}, {"service": "api"}),  # unknown is not different
    ],
)
def test_no_clock_is_corrected_that_may_be_right(parent: dict[str, Any], child: dict[str, Any]) -> None:
    assert line_of([stored(P, 0, 100, **parent), stored(A, 1010, 1070, P, **child)]).shifts == {}


def test_a_child_longer_than_its_parent_stays_where_it_is() -> None:
    assert line_of([stored(P, 0, 100, kind="http", service="a"), stored(A, 50, 170, P, service="b")]).shifts == {}


LLM: dict[str, Any] = {"kind": "llm"}


@pytest.mark.parametrize(
    ("spans", "kinds"),
    [
        ([stored(P, 0, 90, first_token_ns=30, **LLM)], {"first_token": 30, "generation": 60}),
        ([stored(P, 0, 90, **LLM)], {"generation": 90}),
        # The request below a model call is how it is called; so is a wrapper's call that knows no first token.
        (
            [stored(P, 0, 90, first_token_ns=30, **LLM), stored(A, 10, 80, P, kind="http")],
            {"first_token": 30, "generation": 60},
        ),
        (
            [stored(P, 0, 90, first_token_ns=30, **LLM), stored(A, 10, 80, P, **LLM)],
            {"first_token": 30, "generation": 60},
        ),
        ([stored(P, 0, 90, kind="retriever"), stored(A, 10, 80, P, kind="db")], {"retrieval": 90}),
        ([stored(P, 0, 90, kind="tool"), stored(A, 10, 80, P, kind="http")], {"tool": 90}),
        ([stored(P, 0, 90, kind="tool"), stored(A, 10, 80, P, kind="agent")], {"tool": 20, "own_code": 70}),
        ([stored(P, 0, 90, kind="step"), stored(A, 10, 80, P, kind="db")], {"unaccounted": 20, "retrieval": 70}),
        ([stored(P, 0, 90, kind="step"), stored(A, 10, 80, P, kind="http")], {"unaccounted": 20, "tool": 70}),
        ([stored(P, 0, 90, kind="http")], {"own_code": 90}),  # a server that answers
        ([stored(P, 0, 90, kind="evaluator")], {"guardrail": 90}),
        ([stored(P, 0, 90, kind="embedding")], {"embedding": 90}),
        ([stored(P, 0, 90, kind="reranker")], {"retrieval": 90}),
    ],
)
def test_own_time_by_kind(spans: list[StoredSpan], kinds: dict[str, int]) -> None:
    assert split_of(*spans).critical_ns == kinds


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ({"status": "error"}, {}, "backoff_wait"),
        ({"status": "error", "attempt": 1}, {"attempt": 2}, "backoff_wait"),
        ({"status": "error", "attempt": 2}, {"attempt": 1}, "unaccounted"),  # another call with the same name
        ({}, {"attempt": 2}, "backoff_wait"),  # the tool answered that it failed
        ({}, {}, "unaccounted"),  # the first succeeded: a repetition
        ({"status": "error"}, {"name": "another"}, "unaccounted"),
    ],
)
def test_the_pause_before_a_retry_is_waiting(one: dict[str, Any], other: dict[str, Any], kind: str) -> None:
    same: dict[str, Any] = {"kind": "tool", "name": "orders.get"}
    spans = stored(P, 0, 50), stored(A, 0, 10, P, **same | one), stored(B, 30, 50, P, **same | other)
    assert split_of(*spans).critical_ns == {"tool": 30, kind: 20}


def test_a_client_that_retries_inside_a_model_call_waits_too() -> None:
    http: dict[str, Any] = {"kind": "http", "name": "POST"}
    spans = [
        stored(P, 0, 100, first_token_ns=80, **LLM),
        stored(A, 0, 10, P, status="error", **http),
        stored(B, 40, 100, P, **http),
    ]
    assert split_of(*spans).critical_ns == {"first_token": 50, "backoff_wait": 30, "generation": 20}


def test_a_drag_is_no_more_than_what_runs_beside_it_leaves() -> None:
    """A 0-60 beside B 0-40, then C 60-90. Without A the trace still waits for B: 20 saved. All of C would be."""
    spans = stored(P, 0, 90), stored(A, 0, 60, P), stored(B, 0, 40, P), stored(C, 60, 90, P)
    split = split_of(*spans)
    assert {name(split, s.position): s.drag_ns for s in split.savings} == {C: 30, A: 20}
    assert split.slack_of == {0: 0, 1: 0, 2: 20, 3: 0}


def test_parallelism_is_the_self_times_over_the_duration() -> None:
    """A and B 0-100 each, P nothing of its own: 200 / 100. Waiting is no work."""
    assert split_of(stored(P, 0, 100), stored(A, 0, 100, P), stored(B, 0, 100, P)).parallelism == 2.0
    assert split_of(stored(P, 0, 10, kind="queue"), stored(A, 90, 100, P, kind="step")).parallelism == pytest.approx(
        0.1
    )


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [stored(P, 5, 5)],  # took no time
        [stored(P, 5, 5), stored(A, 5, 5, P)],
        [stored(P, 50, 40)],  # ends before it starts
        [stored(P, 0, 10, parent=P)],
        [stored(P, 0, 10, parent=A), stored(A, 2, 8, parent=P)],  # a circle
        [stored(A, 0, 10, parent=99)],  # the root never came
        [stored(P, 0, 10), stored(A, 4 * 10**18, 4 * 10**18 + 5, P)],  # far in the future
        [stored(P, 50, 60), stored(A, 0, 10, P), stored(B, 100, 120, P), stored(C, 55, 200, P)],  # all edges outside
    ],
)
def test_bad_traces_have_a_path_that_tiles_all_the_same(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    assert sum(split.critical_ns.values()) == sum(split.critical_of.values()) + split.critical_ns.get(
        "outside", 0
    ) - sum(s.duration_ns for s in split.spent if s.position >= 0 and s.kind == "outside")
    assert sum(split.critical_ns.values()) == max(split.duration_ns, 0)


def test_call_paths_name_the_step_and_mask_ids() -> None:
    spans = [
        stored(P, 0, 100, name="support-answer", kind="workflow"),
        stored(A, 0, 90, P, name="orders.get", kind="tool"),
        stored(B, 10, 80, A, name="GET /orders/88213", kind="http"),
    ]
    split = split_of(*spans)
    assert Folder(split.line).fold(split.spent) == {
        Path(("support-answer",), "support-answer", "workflow", "unaccounted"): 10,
        Path(("support-answer", "orders.get"), "orders.get", "tool", "tool"): 20,
        Path(("support-answer", "orders.get", "GET /orders/*"), "orders.get", "tool", "tool"): 70,
    }


def test_a_chain_of_200_000_spans_is_walked() -> None:
    count = 200_000
    line = line_of([stored(i + 1, i, 2 * count - i, i or None) for i in range(count)])
    sections = walk(line)
    assert len(sections) == 2 * count - 1
    assert max(len(path.names) for path in Folder(line).fold(measures.split(line).spent)) == MAX_DEPTH


@pytest.mark.parametrize("wide", [True, False])
def test_ten_times_the_spans_take_some_ten_times_the_time_and_not_a_hundred(wide: bool) -> None:
    few = min(seconds_for(3_000, wide) for _ in range(3))
    assert seconds_for(30_000, wide) < 40 * few


def seconds_for(count: int, wide: bool) -> float:
    spans = [stored(1, 0, 10**9)]
    for i in range(2, count + 1):
        at = i * 1000 if wide else (i % 100) * 10_000 + i
        spans.append(stored(i, at, at + 990, 1 if wide else max(i - i % 100, 1), kind="llm"))
    line = line_of(spans)
    started = time.process_time()
    measures.split(line)
    return time.process_time() - started


def test_children_that_straddle_a_span_without_a_length_take_nothing_off() -> None:
    split = split_of(
        stored(1, 0, 200),
        stored(2, 100, 100, 1),
        stored(3, 90, 110, 2),
        stored(4, 95, 120, 2),
    )
    assert sum(each.end_ns - each.start_ns for each in split.spent) == 200
