"""How findings are ranked, what becomes of a failure, and the laws that hold for any trace."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traces.analysis.findings.cases import CASES, Trace, at, failed, llm, root, tool
from tests.traces.analysis.stored import stored
from traces.analysis.findings import NONE_FOUND, Case, Examined, Finding, examine
from traces.analysis.tree import build
from traces.types import StoredSpan


def examined(*spans: StoredSpan) -> Examined:
    return examine(Case.of_tree(build(spans)))


def span_of(finding: Finding | None) -> int:
    assert finding is not None
    return int.from_bytes(finding.span, "big")


def roles(finding: Finding, role: str) -> list[int]:
    return [int.from_bytes(each.span, "big") for each in finding.evidence if each.role == role]


BROKE = failed("APIError", "it broke", signs=("http:500",))


def test_the_origin_is_told_and_not_the_ancestors_that_passed_the_error_on() -> None:
    found = examined(root(**BROKE), at(2, 0, 50, **BROKE), llm(3, 1, 40, 2, **BROKE))
    assert [(each.code, span_of(each)) for each in found.findings] == [("provider_5xx", 3)]
    assert roles(found.findings[0], "propagated") == [2, 1]


def test_an_error_that_wraps_another_is_no_origin_of_its_own() -> None:
    wrapped = failed("AgentError", "the agent gave up: it broke")
    found = examined(root(**wrapped), llm(2, 1, 40, **failed("APIError", "it broke", signs=("http:500",))))
    assert found.codes == ("provider_5xx",)


def test_the_call_that_asked_for_a_failing_tool_is_named_even_when_a_later_one_ended_before() -> None:
    asks = llm(2, 0, 1, finish_reason="tool_calls", signs=("asks:orders.get",))
    [first, *_] = examined(root(), asks, llm(3, 2, 3, name="summarise"), tool(4, 5, 6, **failed("NotFound"))).findings
    assert (first.code, roles(first, "asked")) == ("tool_error", [2])


def test_without_names_the_last_call_before_the_tool_asked_for_it() -> None:
    [first, *_] = examined(root(), llm(2, 0, 1), llm(3, 2, 3), tool(4, 5, 6, **failed("NotFound"))).findings
    assert roles(first, "asked") == [3]


def test_a_later_good_try_recovers_a_failure_and_the_run_did_not_fail() -> None:
    found = examined(root(), llm(2, 0, 1, attempt=1, **BROKE), llm(3, 2, 3, attempt=2))
    [first] = [each for each in found.findings if each.code == "provider_5xx"]
    assert (first.state, roles(first, "recovered_by"), found.failed, found.primary) == ("recovered", [3], False, None)


def test_a_failure_that_an_ancestor_survived_is_handled() -> None:
    [first] = examined(root(), at(2, 0, 9), tool(3, 1, 2, 2, **failed("NotFound"))).findings
    assert first.state == "handled"


def test_what_reached_the_root_comes_before_an_earlier_failure_that_was_survived() -> None:
    handled = [at(2, 0, 9), tool(3, 1, 2, 2, **BROKE)]
    found = examined(root(**failed("ValueError")), *handled, at(4, 20, 30, **failed("ValueError")))
    assert span_of(found.primary) == 4


def test_a_cause_comes_before_what_it_brought_about_though_that_weighs_more() -> None:
    empty = at(2, 0, 1, kind="retriever", signs=("documents:0",))
    blocked = at(4, 5, 6, kind="guardrail", signs=("guardrail:block",))
    found = examined(root(), empty, llm(3, 2, 3), blocked)
    assert (found.codes, found.cause) == (("empty_retrieval", "guardrail_block"), "empty_retrieval")


def test_what_comes_later_is_no_cause() -> None:
    blocked = at(2, 0, 1, kind="guardrail", signs=("guardrail:block",))
    found = examined(root(), blocked, at(4, 5, 6, kind="retriever", signs=("documents:0",)))
    assert found.codes == ("guardrail_block", "empty_retrieval")


def test_of_two_equal_failures_the_one_that_ended_first_comes_first() -> None:
    one, other = at(2, 0, 5, **failed("A")), at(3, 0, 4, **failed("B"))
    assert span_of(examined(root(**failed("C")), one, other).primary) == 3


def test_a_failed_run_that_says_nothing_has_no_machine_readable_cause() -> None:
    silent = examine(Case.of_tree(build([root(kind="other")]), outcome="failure"))
    assert (silent.opened, silent.primary, silent.cause) == (True, None, None)
    only_symptom = examined(root(signs=("eval:fail",)))
    assert (only_symptom.cause, only_symptom.primary) == (None, None)


def test_a_failed_root_without_a_type_is_still_an_origin() -> None:
    found = examined(root(**failed("_OTHER")))
    assert (found.cause, found.findings[0].detail) == ("exception_origin", "an error")
    assert found.cause != NONE_FOUND


def test_a_truncated_answer_names_the_guardrail_that_let_it_through() -> None:
    cut = llm(2, 0, 1, finish_reason="length")
    [first] = examined(root(), cut, at(3, 2, 3, kind="guardrail", signs=("guardrail:pass",))).findings
    assert (first.code, roles(first, "let_through")) == ("truncated_output", [3])


def test_an_empty_trace_has_no_findings() -> None:
    assert examine(Case.of_tree(build([]))) == Examined((), False, False)


ALL = [trace for good, bad in CASES.values() for trace in (*good, *bad)]


@given(st.sampled_from(ALL), st.randoms(use_true_random=False))
def test_the_order_of_the_spans_changes_nothing(trace: Trace, shuffle: random.Random) -> None:
    spans = [root(), *trace]
    mixed = spans.copy()
    shuffle.shuffle(mixed)
    assert examined(*mixed) == examined(*spans)


@given(st.sampled_from(ALL), st.integers(0, 99), st.integers(1, 50))
def test_an_unrelated_good_span_changes_nothing(trace: Trace, start: int, length: int) -> None:
    spans = [root(), *trace]
    end = min(start + length, 100)
    added = at(900, start, end, 1, kind="db", name="SELECT 1")
    assert examined(*spans, added) == examined(*spans)


@given(st.sampled_from(ALL))
def test_a_trace_sent_twice_says_the_same(trace: Trace) -> None:
    spans = [root(), *trace]
    assert examined(*spans, *spans) == examined(*spans)


@given(st.sampled_from(ALL), st.integers(1, 10**6))
def test_a_later_day_moves_the_findings_and_nothing_else(trace: Trace, days: int) -> None:
    by = days * 86_400 * 10**9
    moved = [replace(each, start_ns=each.start_ns + by) for each in (root(), *trace)]
    assert examined(*moved).codes == examined(root(), *trace).codes


def large(n: int) -> list[StoredSpan]:
    """Half of the spans fail, under any parent; every kind, many tries."""
    r = random.Random(1)
    spans = [root(**failed("X"))]
    spans += [
        stored(
            i, i * 1000, i * 1000 + 900, 1 if i < 100 or i % 3 else r.randint(max(2, i - 500), i - 1),
            kind=r.choice(["llm", "tool", "step", "http"]), status=r.choice(["ok", "error"]), error_type="X",
            prompt_hash=str(i % 50), signs=("message:a",), name=f"n{i % 7}", model=r.choice("ab"),
            finish_reason=r.choice(["length", "stop"]), attempt=r.choice([None, 1, 2]),
        )
        for i in range(2, n + 1)
    ]  # fmt: skip
    return spans


def test_a_trace_of_30_000_spans_is_examined_within_a_second_of_work() -> None:
    tree = build(large(30_000))
    started = time.process_time()
    examine(Case.of_tree(tree))
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("depth", [100_000])
def test_a_chain_of_any_depth_passes_its_error_on_once(depth: int) -> None:
    chain = [stored(i, i, 10**9 - i, i - 1 or None, status="error", error_type="X") for i in range(1, depth + 1)]
    found = examined(*chain)
    assert [(each.code, span_of(each)) for each in found.findings] == [("exception_origin", depth)]
