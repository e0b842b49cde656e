"""Traces taken together by session and by person."""

from dataclasses import replace

from traces.analysis import sessions
from traces.types import TraceRow

ROW = TraceRow(
    *(b"\x01" * 16, "chat", "support", None, 100, 50, "ok", 1, 0, 1, 10, 5, 700, 0, (), (), "shop"),
    *("s1", "ada", None, {}, True, True),
)


def test_a_session_lasts_from_its_first_start_to_its_last_end() -> None:
    """From 100; the last to start ends at 210, the longest at 400."""
    rows = [replace(ROW, start_ns=200, duration_ns=10), ROW, replace(ROW, start_ns=150, duration_ns=250)]
    [found] = sessions.by_session(rows)
    assert (found.first_ns, found.last_ns, found.lasted_ns, found.traces) == (100, 400, 300, 3)


def test_costs_add_up_and_without_any_price_there_is_none() -> None:
    unpriced = replace(ROW, cost_nanousd=None, unpriced_calls=2)
    [found] = sessions.by_session([ROW, unpriced])
    assert (found.cost_nanousd, found.unpriced_calls) == (700, 2)
    [found] = sessions.by_session([unpriced])
    assert found.cost_nanousd is None


def test_outcomes_and_failures_are_counted_and_names_are_told_apart() -> None:
    rows = [replace(ROW, outcome="success"), replace(ROW, user="bob", status="error", outcome="failure"), ROW]
    [found] = sessions.by_session(rows)
    assert (found.good, found.bad, found.failed, found.others) == (1, 1, 1, {"ada", "bob"})
    assert [(each.name, each.traces) for each in sessions.by_user(rows)] == [("ada", 2), ("bob", 1)]


def test_what_names_no_session_is_left_out() -> None:
    assert sessions.by_session([replace(ROW, session=None)]) == []
    assert sessions.together("s1", []) is None
