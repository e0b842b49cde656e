"""Where two runs part. Spans: at(n, start, end, parent, ...) of the findings' cases, in seconds."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.analysis.findings.cases import Trace, at, failed, llm, root, tool
from traces.analysis.divergence import aligned, first
from traces.analysis.tree import NONE, build

GOOD: Trace = [
    root(),
    at(2, 0, 10, kind="retriever", name="search", signs=("documents:4",)),
    llm(3, 11, 20, model="gpt-4o", prompt_fingerprint="p@1"),
    tool(4, 21, 30, prompt_hash="a"),
    llm(5, 31, 40, model="gpt-4o", prompt_fingerprint="p@1"),
]


def parted(one: Trace, other: Trace = GOOD) -> tuple[str, str, tuple[str, str]] | None:
    """(name of the span, what differs, both values)."""
    left, right = build(one), build(other)
    found = first(left, right, aligned(left, right))
    if found is None:
        return None
    name = left.spans[found.pair.one].name if found.pair.one != NONE else right.spans[found.pair.other].name
    return name, found.field, found.values


def with_changed(place: int, **fields: Any) -> Trace:
    return [replace(span, **fields) if n == place else span for n, span in enumerate(GOOD)]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (GOOD, None),
        (with_changed(1, signs=("documents:0",)), ("search", "documents", ("0", "4"))),
        (with_changed(2, model="haiku"), ("chat", "model", ("haiku", "gpt-4o"))),
        (with_changed(2, prompt_fingerprint="p@2"), ("chat", "prompt", ("p@2", "p@1"))),
        (with_changed(3, prompt_hash="b"), ("orders.get", "arguments", ("", ""))),
        (with_changed(4, finish_reason="length"), ("chat", "finish", ("length", "stop"))),
        (with_changed(3, **failed("NotFound")), ("orders.get", "status", ("NotFound", "ok"))),
        ([*GOOD[:3], GOOD[4]], ("orders.get", "missing", ("", ""))),
        (GOOD[:4], ("chat", "missing", ("", ""))),  # the second of that name
        ([*GOOD, at(6, 1, 2, 2, kind="db", name="SELECT")], ("SELECT", "extra", ("", ""))),
        ([root(name="another name"), *GOOD[1:]], None),
        ([root(status="unset"), *GOOD[1:]], None),  # good, said or unsaid
    ],
)
def test_the_first_difference(one: Trace, expected: Any) -> None:
    assert parted(one) == expected


def test_the_earlier_of_two_differences_is_told() -> None:
    one = with_changed(1, signs=("documents:0",))
    one[4] = llm(5, 31, 40, model="haiku", prompt_fingerprint="p@1")
    assert parted(one) == ("search", "documents", ("0", "4"))


def test_a_root_that_only_passed_a_failure_on_is_not_where_the_runs_part() -> None:
    broken = failed("NotFound")
    assert parted([root(**broken), *with_changed(3, **broken)[1:]]) == ("orders.get", "status", ("NotFound", "ok"))


@given(st.randoms(use_true_random=False), st.integers(0, 4))
def test_the_order_changes_nothing_and_each_span_stands_once(shuffle: random.Random, left_out: int) -> None:
    one = [span for n, span in enumerate(GOOD) if n != left_out or n == 0]
    mixed = one.copy()
    shuffle.shuffle(mixed)
    assert parted(mixed) == parted(one)
    left, right = build(mixed), build(GOOD)
    pairs = aligned(left, right)
    assert sorted(pair.one for pair in pairs if pair.one != NONE) == list(range(len(left.spans)))
    assert sorted(pair.other for pair in pairs if pair.other != NONE) == list(range(len(right.spans)))


def test_the_same_run_beside_itself_differs_nowhere() -> None:
    tree = build(GOOD)
    assert [pair for pair in aligned(tree, tree) if pair.differs] == []


def test_an_empty_trace_has_nothing_to_compare() -> None:
    assert aligned(build([]), build([])) == []
