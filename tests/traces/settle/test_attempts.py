"""Which calls are tries of one: (second it starts, what else differs); each lasts half a second under one parent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import SECOND_NS, T0_NS
from tests.traces.settle.test_steps import call, settling, span
from traces.settle.attempts import find_attempts
from traces.settle.steps import count_once
from traces.settle.values import SettlingSpan

FAILED = {"status": "error", "input_tokens": None, "output_tokens": None, "cost_nanousd": None, "usage_counted": False}


def tried(at: float, **fields: Any) -> SettlingSpan:
    given: dict[str, Any] = {
        "span_id": f"{at}".encode(), "start_ns": T0_NS + int(at * SECOND_NS), "duration_ns": SECOND_NS // 2,
        "prompt_hash": "p", "model": "gpt-4o", "provider": "openai",
    }  # fmt: skip
    return call(fields.pop("name", "chat"), "root", **(given | fields))


def failed(at: float, **fields: Any) -> SettlingSpan:
    return tried(at, **(FAILED | fields))


def attempts(*spans: SettlingSpan, root: str = "agent") -> list[int | None]:
    """In order of start, without the root."""
    trace = settling(span("root", kind=root, duration_ns=100 * SECOND_NS), *spans)
    count_once([trace])
    find_attempts([trace])
    return [
        verdict.attempt for each, verdict in zip(trace.spans, trace.verdicts, strict=True) if each.span_id != b"root"
    ]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([failed(1), tried(2)], [1, 2]),
        ([failed(1), failed(2), tried(3)], [1, 2, 3]),
        ([failed(1), failed(2), failed(3)], [1, 2, 3]),  # all in vain
        ([tried(1)], [None]),
        ([failed(1)], [None]),
        ([tried(1), tried(2)], [None, None]),  # asked twice, no retry
        ([tried(1), failed(2), tried(3)], [None, 1, 2]),
        ([failed(1), tried(2), failed(3), tried(4)], [1, 2, 1, 2]),
        ([failed(1), tried(2, prompt_hash="q")], [None, None]),
        ([failed(1), tried(2, model="gpt-4o-2024-08-06")], [1, 2]),  # the one that answered
        ([failed(1, model=None), tried(2)], [1, 2]),
        ([failed(1), tried(2, model="claude-haiku-4-5")], [None, None]),  # a fallback
        ([failed(1), tried(2, provider="azure")], [None, None]),
        ([failed(1), tried(2, kind="tool")], [None, None]),
        ([failed(1), tried(2, name="chat other")], [None, None]),
        ([failed(1), tried(2, parent_span_id=None)], [None, None]),
        ([failed(1), tried(1.2)], [None, None]),  # hedged: it began before the first had failed
        ([failed(1), tried(1.5)], [1, 2]),  # at once
        ([failed(1, prompt_hash=None), tried(2, prompt_hash=None)], [None, None]),  # nobody knows what was sent
        ([failed(1, attempt=1), tried(2, attempt=2)], [None, None]),  # said by the sender
        ([failed(1), tried(2, attempt=7)], [None, None]),  # never beside a number of the sender's
        ([failed(1, attempt_found=3), tried(2, attempt_found=1)], [1, 2]),  # found anew, whatever was found before
        ([failed(1, kind="tool"), tried(2, kind="tool")], [1, 2]),
    ],
)
def test_tries_of_one_call_are_numbered(spans: list[SettlingSpan], expected: list[int | None]) -> None:
    assert attempts(*spans) == expected


def request(at: float, **fields: Any) -> SettlingSpan:
    http = {"kind": "http", "name": "POST", "prompt_hash": None, "model": None, "provider": None}
    return tried(at, **(FAILED | http | fields))


def test_requests_under_a_model_call_are_its_tries() -> None:
    assert attempts(request(1), request(2), request(3, status="unset"), root="llm") == [1, 2, 3]


def test_requests_elsewhere_are_not() -> None:
    assert attempts(request(1), request(2, status="unset"), root="agent") == [None, None]


def test_a_try_sent_twice_counts_once() -> None:
    again = failed(1, stored_order=(b"\1", 0))
    assert attempts(failed(1), again, tried(2)) == [1, None, 2]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.sampled_from("pq")), max_size=12, unique_by=lambda t: t[0])
)
def test_numbers_go_up_by_one_after_failures_only(given: list[tuple[int, bool, str]]) -> None:
    spans = sorted((tried if good else failed)(at, prompt_hash=text) for at, good, text in given)
    spans.sort(key=lambda each: each.start_ns)
    numbers = attempts(*spans)
    for text in "pq":
        last: tuple[SettlingSpan, int | None] | None = None
        for each, number in zip(spans, numbers, strict=True):
            if each.prompt_hash != text:
                continue
            if number is not None and number > 1:
                assert last is not None
                assert last[0].status == "error"
                assert last[1] == number - 1
            elif last is not None and last[0].status == "error":
                raise AssertionError("what follows a failure is another try")
            last = (each, number)
