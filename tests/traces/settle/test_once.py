"""Of rows from several sources that tell of one span or one call, which stands and whose usage counts."""

from typing import Any

import pytest

from tests.factories import T0_NS
from tests.traces.settle.test_steps import call, settle, settling, span
from traces.settle.values import SettlingSpan, SettlingTrace
from traces.types import SOURCES


def row(source: str, name: str = "a", parent: str | None = None, **fields: Any) -> SettlingSpan:
    return call(name, parent, source=SOURCES.index(source), **fields)


def verdicts(trace: SettlingTrace) -> dict[str, tuple[bool, bool]]:
    """(counted, superseded) by the name of the row."""
    return {each.name: (v.counted, v.superseded) for each, v in zip(trace.spans, trace.verdicts, strict=True)}


def sums(trace: SettlingTrace) -> tuple[int, int, int]:
    """Tokens in, rows, calls."""
    assert trace.summary is not None
    of = trace.summary.sums
    return of.input_tokens, of.span_count, of.call_count


def test_of_one_span_id_the_best_source_stands_whichever_was_stored_first() -> None:
    trace = settle(
        settling(
            row("event", name="event", span_id=b"a", stored_order=(b"\0", 0), input_tokens=7),
            row("log", name="log", span_id=b"a", stored_order=(b"\1", 0), input_tokens=8),
            row("span", name="span", span_id=b"a", stored_order=(b"\2", 0), input_tokens=9),
        )
    )
    assert verdicts(trace) == {"event": (False, True), "log": (False, True), "span": (True, False)}
    assert sums(trace) == (9, 1, 1)


@pytest.mark.parametrize("late", [0, 5])
def test_what_an_event_tells_of_a_span_without_usage_counts_below_it(late: int) -> None:
    silent = span("span", span_id=b"a", kind="llm", start_ns=T0_NS + 5 - late, stored_order=(b"\1", 0))
    below = call("child", span_id=b"b", parent_span_id=b"a", input_tokens=None, output_tokens=None, cost_nanousd=None)
    told = row("event", name="event", span_id=b"a", start_ns=T0_NS + late, input_tokens=7)
    worse = row("metric", name="metric", span_id=b"a", start_ns=T0_NS + 3, input_tokens=8)
    trace = settle(settling(silent, told, worse, below._replace(kind="other")))
    assert verdicts(trace)["event"] == (True, False)
    assert (verdicts(trace)["span"], verdicts(trace)["metric"]) == ((False, False), (False, True))
    assert sums(trace)[0] == 7


def test_a_log_record_of_a_call_that_a_span_tells_gives_way_under_any_id() -> None:
    trace = settle(settling(row("span", call_hash=1, input_tokens=9), row("log", name="l", call_hash=1)))
    assert verdicts(trace) == {"a": (True, False), "l": (False, True)}
    assert sums(trace) == (9, 1, 1)


def test_two_spans_of_one_call_count_once_and_both_stay_in_the_tree() -> None:
    first, second = call("a", call_hash=1), call("b", call_hash=1, stored_order=(b"\1", 0), start_ns=T0_NS + 1)
    trace = settle(settling(first, second))
    assert verdicts(trace) == {"a": (True, False), "b": (False, False)}
    assert sums(trace) == (10, 2, 1)


def test_a_wrapper_with_the_id_of_its_last_step_does_not_take_that_steps_usage() -> None:
    """The wrapper tells the sum of two steps and the id of the second: 10 + 10, not 10."""
    steps = call("one", "w", call_hash=1), call("two", "w", call_hash=2)
    trace = settle(settling(call("w", call_hash=2, input_tokens=20), *steps))
    assert sums(trace)[0] == 20
    assert verdicts(trace) == {"w": (False, False), "one": (True, False), "two": (True, False)}


def test_supplements_are_no_rows_beside_anything_else() -> None:
    more = span("s", span_id=b"a", source=SOURCES.index("log"))
    orphan = span("o", span_id=b"x", source=SOURCES.index("log"), start_ns=T0_NS - 5)
    trace = settle(settling(call("a"), more, orphan))
    assert sums(trace) == (10, 1, 1)
    assert trace.summary is not None
    assert trace.summary.start_ns == T0_NS
