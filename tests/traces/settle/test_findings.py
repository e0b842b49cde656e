"""Findings of stored traces: settled, listed, told by the API and the page alike, and again when a score comes."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.factories import SECOND_NS, T0_NS, llm, span
from tests.traces.api.calling import Caller, caller
from traces import rollup, settle
from traces.settle.findings import case_of
from traces.store import scores
from traces.types import Score, Span

pytestmark = pytest.mark.django_db
QUIET_NS = T0_NS + 60 * SECOND_NS
LIMITED: dict[str, Any] = {
    "status": "error", "status_message": "Error code: 429 - slow down", "error_type": "RateLimitError",
    "signs": ["http:429", "message:Error code: # - slow down"],
}  # fmt: skip


def limited(**fields: Any) -> list[Span]:
    root = span(kind="workflow", **(LIMITED | fields))
    call = llm(**(LIMITED | fields | {"trace_id": root.trace_id, "parent_span_id": root.span_id}))
    return [root, call]


@pytest.fixture
def shop(db: Any) -> Caller:
    return caller("shop")


def settled(shop: Caller) -> list[tuple[Any, ...]]:
    settle.settle_ready(shop.project_id, QUIET_NS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT findings, cause, traits FROM trace WHERE project_id = %s ORDER BY trace_id", [shop.project_id]
        )
        return list(cursor.fetchall())


def test_settling_writes_what_was_found_and_what_the_trace_was_made_of(shop: Caller) -> None:
    root = limited()[0]
    shop.store(*limited())
    tool = span(trace_id=b"\x01" * 16, kind="tool", name="orders.get", signs=["failed_result"])
    shop.store(tool)
    assert settled(shop) == [(["tool_error"], None, ["tool:orders.get"]), (["rate_limited"], "rate_limited", None)]
    assert root.signs


def test_a_plain_good_trace_has_no_findings(shop: Caller) -> None:
    shop.store(llm(finish_reason="stop"))
    assert settled(shop) == [(None, None, ["finish:stop"])]


def test_the_list_filters_by_finding_and_by_whether_it_failed(shop: Caller) -> None:
    failed, good = limited(), llm()
    shop.store(*failed, good)
    settled(shop)

    def ids(finding: str) -> list[str]:
        found = shop.get("/api/v1/traces", {"finding": finding}).json()
        return [each["trace_id"] for each in found["results"]]

    assert ids("rate_limited") == ids("any") == [failed[0].trace_id.hex()]
    assert ids("none_found") == ids("loop") == ids("outcome_failed") == []


def test_a_finding_that_does_not_exist_is_refused_by_name(shop: Caller) -> None:
    answer = shop.get("/api/v1/traces", {"finding": "sloth"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "finding")


def test_the_api_tells_origin_chain_and_cause(shop: Caller) -> None:
    root, call = limited()
    shop.store(root, call)
    found = shop.get(f"/api/v1/traces/{root.trace_id.hex()}").json()
    assert found["cause"] == "rate_limited"
    [finding] = found["findings"]
    assert (finding["code"], finding["span_id"], finding["state"]) == ("rate_limited", call.span_id.hex(), "open")
    assert finding["evidence"] == [{"span_id": root.span_id.hex(), "role": "propagated"}]


def thumbs_down(trace_id: bytes) -> Score:
    return Score(trace_id, "s1", None, "thumbs", Decimal(0), None, "human", "", T0_NS)


def test_a_score_that_comes_later_is_found_too(shop: Caller) -> None:
    call = llm()
    shop.store(call)
    assert settled(shop)[0][:2] == (None, None)
    scores.store(shop.project_id, [thumbs_down(call.trace_id)])
    settle.settle_ready(shop.project_id, 2**62)
    assert settled(shop)[0][:2] == (["negative_feedback"], None)


def test_of_many_scores_the_latest_are_looked_at(shop: Caller) -> None:
    call = llm()
    shop.store(call)
    at_first = [thumbs_down(call.trace_id)]
    later = [replace(at_first[0], score_id=f"s{n}", value=Decimal(1), at_ns=T0_NS + n) for n in range(2, 1_010)]
    scores.store(shop.project_id, at_first + later)
    assert settled(shop)[0][:2] == (None, None)


def test_findings_are_rolled_up_by_workflow_and_hour_and_folding_changes_no_sum(shop: Caller) -> None:
    shop.store(*limited(), *limited(), *limited(workflow="w2", start_ns=T0_NS + 3 * SECOND_NS))
    settled(shop)

    def rows() -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT workflow, code, sum(traces)::int, sum(causes)::int FROM rollup_finding WHERE project_id = %s"
                " GROUP BY 1, 2 ORDER BY 1, 2", [shop.project_id])  # fmt: skip
            return list(cursor.fetchall())

    rollup.recompute_ready(shop.project_id, T0_NS + 60 * SECOND_NS, 0)
    expected = [("shop answer", "rate_limited", 2, 2), ("w2", "rate_limited", 1, 1)]
    assert rows() == expected
    rollup.fold_ready(shop.project_id, T0_NS + 9 * 3600 * SECOND_NS)
    assert rows() == expected


def test_the_page_and_settling_see_the_same_tree(shop: Caller) -> None:
    from tests.traces.settle.test_steps import call, settling
    from tests.traces.settle.test_steps import span as row
    from traces.settle.steps import count_once

    trace = settling(row("a"), row("b", "a", start_ns=T0_NS + 2), call("c", "a", start_ns=T0_NS + 1), row("d", "gone"))
    count_once([trace])
    case = case_of(trace)
    assert [each.span_id for each in case.spans] == [b"a", b"d", b"c", b"b"]  # the lost one lies within the root
    assert list(case.parents) == [-1, 0, 0, 0]


def test_an_orphan_within_a_good_root_was_handled_as_the_page_says(shop: Caller) -> None:
    root = span(kind="workflow", status="ok")
    lost = span(
        trace_id=root.trace_id, span_id=b"\x07" * 8, parent_span_id=b"\x09" * 8, kind="tool", name="orders.get",
        status="error", start_ns=root.start_ns + 1, end_ns=root.end_ns - 1,
    )  # fmt: skip
    shop.store(root, lost)
    [(_, cause, _)] = settled(shop)
    assert cause is None


@pytest.mark.parametrize(
    ("searches", "expected"),
    [
        ([["0.9 a", "0.8 b", "0.7 c"], ["0.99 c", "0.2 a"]], ["0.99 c", "0.2 a", "0.8 b"]),  # a reranker
        ([["0.9 a", "0.8 b"], ["0.7 c", "0.6 b"]], ["0.9 a", "0.6 b", "0.7 c"]),  # two searches
        ([["0.9 a"], ["0.9 a"]], ["0.9 a"]),
    ],
)
def test_documents_stand_in_the_order_of_the_reranker(
    shop: Caller, searches: list[list[str]], expected: list[str]
) -> None:
    root = span(kind="workflow")
    for place, given in enumerate(searches, start=1):
        shop.store(
            span(
                trace_id=root.trace_id, parent_span_id=root.span_id, kind="retriever",
                span_id=bytes(7) + bytes([place]), start_ns=T0_NS + place, signs=[f"document:{each}" for each in given],
            )
        )  # fmt: skip
    shop.store(root)
    settled(shop)
    with connection.cursor() as cursor:
        cursor.execute("SELECT documents FROM trace WHERE project_id = %s", [shop.project_id])
        assert cursor.fetchone() == (expected,)
