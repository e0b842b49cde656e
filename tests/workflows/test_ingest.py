"""Which workflow a trace is of: declared names before rules, rules before service and root span."""

import pytest

from aiops.core.models import Project
from tests import people
from tests.factories import T0_NS, batch, span
from tests.workflows.doors import query
from traces import settle
from traces.ingest.attribute import attribute
from traces.ingest.write import write
from traces.types import Span
from workflows.ingest import apply_rules
from workflows.models import MappingRule, Workflow
from workflows.store import discovery, rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Project:
    project = people.project("shop")
    row = Workflow.objects.create(project=project, key="support-answer", name="Support", state="confirmed")
    conditions = [{"field": "root_name", "test": "starts_with", "value": "POST"}]
    MappingRule.objects.create(project=project, position=4, conditions=conditions, workflow=row)
    return project


def named(shop: Project, *spans: Span) -> list[tuple[str | None, str | None]]:
    sent = batch(list(spans), project_id=shop.pk)
    attribute(sent)
    apply_rules(sent)
    write(sent)
    return [(each.workflow, each.workflow_reason) for each in spans]


def unnamed(name: str = "POST /ask", **fields: object) -> Span:
    return span(name=name, workflow=None, **fields)


def test_a_rule_names_the_whole_trace_and_says_so(shop: Project) -> None:
    root = unnamed()
    child = unnamed("embed", trace_id=root.trace_id, parent_span_id=root.span_id)
    assert named(shop, root, child) == [("support-answer", "rule 4")] * 2


def test_a_declared_name_goes_before_a_rule(shop: Project) -> None:
    assert named(shop, unnamed(attributes={"aiops.workflow": "mine"})) == [("mine", "aiops.workflow")]


def test_without_a_rule_that_fits_service_and_root_span_name_it(shop: Project) -> None:
    assert named(shop, unnamed("GET /")) == [("shop GET /", "service.name + root")]


def test_a_project_without_rules_asks_the_database_once(shop: Project, django_assert_num_queries: object) -> None:
    other = people.project("other")
    rules.for_project(other.pk)
    with django_assert_num_queries(0):  # type: ignore[operator]
        apply_rules(batch([unnamed()], project_id=other.pk))


def test_a_rule_gives_way_to_a_name_declared_later_and_not_the_other_way_round(shop: Project) -> None:
    first, second = unnamed(), unnamed(attributes={"aiops.workflow": "mine"})
    named(shop, first)
    named(shop, unnamed("x", trace_id=first.trace_id, parent_span_id=first.span_id, attributes={"aiops.workflow": "m"}))
    named(shop, unnamed("x", trace_id=second.trace_id, parent_span_id=b"\1" * 8, attributes={"aiops.workflow": "m"}))
    named(shop, unnamed(trace_id=second.trace_id))
    assert query("SELECT workflow, workflow_reason FROM trace") == [("m", "aiops.workflow")] * 2


def test_settling_takes_the_name_of_a_rule_for_real(shop: Project) -> None:
    root = unnamed()
    child = unnamed("embed", trace_id=root.trace_id, parent_span_id=root.span_id)
    named(shop, child)
    named(shop, root)
    settle.settle_ready(shop.pk, T0_NS + 3600 * 10**9)
    assert query("SELECT DISTINCT workflow FROM span") == [("support-answer",)]
    assert query("SELECT workflow, workflow_reason FROM trace") == [("support-answer", "rule 4")]


def test_names_seen_in_settled_traces_become_definitions_to_be_confirmed(shop: Project) -> None:
    named(shop, unnamed("GET /"), unnamed())
    settle.settle_ready(shop.pk, T0_NS + 3600 * 10**9)
    assert (discovery.make_definitions(shop.pk), discovery.make_definitions(shop.pk)) == (1, 0)
    assert list(Workflow.objects.filter(project=shop, state="discovered").values_list("key", flat=True)) == [
        "shop GET /"
    ]
