"""Which workflow, run and step a span belongs to, and the reason that is stored with it."""

import pytest

from tests.factories import batch, span
from traces.ingest.attribute import attribute
from traces.types import Resource, Span

SHOP = Resource({"service.name": "shop"})


def attributed(*spans: Span) -> list[tuple[str | None, str | None]]:
    attribute(batch(list(spans)))
    return [(each.workflow, each.workflow_reason) for each in spans]


def fresh(**overrides: object) -> Span:
    return span(workflow=None, resource=SHOP, **overrides)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"aiops.workflow": "refund", "gen_ai.workflow.name": "other"}, ("refund", "aiops.workflow")),
        ({"gen_ai.workflow.name": "triage"}, ("triage", "gen_ai.workflow.name")),
        ({"traceloop.workflow.name": "joke"}, ("joke", "traceloop.workflow.name")),
        ({}, ("shop answer", "service.name + root")),
        ({"aiops.workflow": ""}, ("shop answer", "service.name + root")),
        ({"aiops.workflow": 7}, ("shop answer", "service.name + root")),
    ],
)
def test_the_first_declaration_in_order_names_the_workflow(
    attributes: dict[str, object], expected: tuple[str, str]
) -> None:
    assert attributed(fresh(attributes=attributes)) == [expected]


def test_a_span_takes_the_workflow_that_another_of_its_trace_declares() -> None:
    root = fresh()
    child = fresh(trace_id=root.trace_id, parent_span_id=root.span_id, attributes={"aiops.workflow": "refund"})
    assert attributed(root, child) == [("refund", "aiops.workflow")] * 2


def test_a_resource_can_declare_it_for_all_its_spans() -> None:
    resource = Resource({"service.name": "shop", "aiops.workflow": "refund"})
    assert attributed(span(workflow=None, resource=resource)) == [("refund", "aiops.workflow")]


def test_a_child_without_its_root_stays_open_until_the_trace_settles() -> None:
    assert attributed(fresh(parent_span_id=b"\1" * 8)) == [(None, None)]


def test_a_service_without_a_name_is_not_part_of_it() -> None:
    nameless = Resource({"service.name": "unknown_service:python"})
    assert attributed(span(workflow=None, resource=nameless)) == [("answer", "service.name + root")]


def test_run_and_step_are_read_from_the_span_itself() -> None:
    one = fresh(attributes={"aiops.run.id": "r-1", "aiops.step": "retrieve"})
    attributed(one)
    assert (one.run_id, one.step) == ("r-1", "retrieve")
