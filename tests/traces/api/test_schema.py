"""The OpenAPI document: is every field of the contract in it, does it say what is answered, does what it says hold?"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from rest_framework.serializers import BaseSerializer, ListSerializer
from schemathesis import openapi as schemathesis_openapi
from schemathesis.specs.openapi.checks import positive_data_acceptance

from aiops.core import auth, openapi
from tests.factories import T0_NS, batch, llm, span
from tests.traces.api.calling import Caller
from traces.api import schema
from traces.ingest.write import write
from traces.types import Event

pytestmark = pytest.mark.django_db

FILTERS = (
    "from,to,workflow,status,kind,model,provider,user,session,min_duration_ms,finding,outcome,tag.NAME,q,"
    "sort,limit,cursor"
)
ROW = (
    "trace_id,name,workflow,start,duration_ms,status,span_count,error_count,input_tokens,output_tokens,cost_usd,"
    "unpriced_calls,models,user,session,outcome,settled"
)
SPAN = "attributes,messages,documents,cost_usd,price,usage_counted,usage_counted_why"


def components() -> Any:
    return openapi.document()["components"]["schemas"]


def test_every_filter_of_the_contract_is_a_parameter() -> None:
    parameters = openapi.document()["paths"]["/api/v1/traces"]["get"]["parameters"]
    assert [each["name"] for each in parameters] == FILTERS.split(",")


@pytest.mark.parametrize(
    ("name", "fields"),
    [("TraceSummary", ROW), ("Trace", ROW + ",spans,critical_path,time_by_kind,findings"), ("TraceSpan", SPAN)],
)
def test_every_field_of_the_contract_is_in_the_document(name: str, fields: str) -> None:
    assert set(fields.split(",")) <= set(components()[name]["properties"])


def test_every_call_of_the_contract_is_in_the_document_and_says_what_it_asks_for() -> None:
    paths = openapi.document()["paths"]
    assert {"/api/v1/traces", "/api/v1/traces/{trace_id}", "/api/v1/traces/{trace_id}/otlp", "/v1/traces"} <= set(paths)
    for path, item in paths.items():
        for call in item.values():
            assert bool(call["security"]) == path.startswith(("/api/", "/v1/"))


def shape(serializer: BaseSerializer[Any]) -> Any:
    """The names of a serializer's fields, nested as they are."""
    if isinstance(serializer, ListSerializer):
        return shape(serializer.child)  # type: ignore[arg-type]
    inner = serializer.fields  # type: ignore[attr-defined]
    return {name: shape(each) if isinstance(each, BaseSerializer) else None for name, each in inner.items()}


def answered(value: Any, documented: Any) -> Any:
    """The names in an answer, as deep as the document goes."""
    if documented is None or value is None or value == []:
        return documented
    if isinstance(value, list):
        return answered(value[0], documented)
    return {name: answered(each, documented.get(name)) for name, each in value.items()}


def full_trace(shop: Caller) -> bytes:
    """A trace in which no list is empty and nothing is null that can have fields of its own."""
    chat = '[{"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"f","arguments":"{}"}]}]'
    call = llm(
        attributes={
            "gen_ai.operation.name": "chat",
            "gen_ai.input.messages": chat,
            "gen_ai.output.messages": chat,
        },
        events=[Event("e", T0_NS, {})],
    )
    shared = {"trace_id": call.trace_id, "parent_span_id": call.span_id}
    found = {
        "openinference.span.kind": "RETRIEVER",
        "retrieval.documents.0.document.content": "text",
        "retrieval.documents.0.document.id": "1",
    }
    tool = {"openinference.span.kind": "TOOL", "tool.name": "f", "input.value": "1", "output.value": "2"}
    shop.store(call, span(attributes=found, kind="retriever", **shared), span(attributes=tool, kind="tool", **shared))
    return call.trace_id


def test_the_list_answers_what_the_document_says(shop: Caller) -> None:
    full_trace(shop)
    documented = shape(schema.TracePage())
    assert answered(shop.get("/api/v1/traces").json(), documented) == documented


def test_a_trace_answers_what_the_document_says(shop: Caller) -> None:
    found = shop.get("/api/v1/traces/" + full_trace(shop).hex()).json()
    documented = shape(schema.Trace())
    for each in found["spans"]:
        assert answered({**found, "spans": [each]}, documented) == documented
    assert any(each["documents"] for each in found["spans"])
    assert any(each["tool"] for each in found["spans"])
    assert any(each["messages"]["output"] for each in found["spans"])


def test_the_document_is_open_and_is_openapi(client: Any) -> None:
    answer = client.get("/api/schema")
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.0.3")


def test_below_api_everything_else_is_refused_in_json(client: Any) -> None:
    answer = client.get("/api/v1/passwords")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests keep the test's own transaction, as they do with Django's test client."""
    signals = (request_started, request_finished)
    for each in signals:
        each.disconnect(close_old_connections)
    yield
    for each in signals:
        each.connect(close_old_connections)


@schemathesis.serializer("application/x-protobuf")
def protobuf(_ctx: Any, value: Any) -> bytes:
    """Bytes as generated: the door must bear any, and answer in its own words."""
    return value if isinstance(value, bytes) else str(value).encode()


CALLS = ["list_traces", "get_trace", "export_trace", "export_traces", "healthz", "readyz"]


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("name", CALLS)
def test_whatever_is_sent_the_answer_is_one_that_the_document_names(shop: Caller, name: str) -> None:
    """Generated calls, right and wrong: never 5xx, always a documented status, content type and shape.

    A call that fits the document may still be refused: no schema can say which bytes are protobuf, or that year 415 is
    too early.
    """
    write(batch([llm(trace_id=b"\x01" * 16), span()], project_id=shop.project_id))
    document = schemathesis_openapi.from_wsgi("/api/schema", get_wsgi_application())
    calls: list[Any] = [each.ok() for each in document.get_all_operations()]  # type: ignore[union-attr]
    found = next(each for each in calls if each.definition.raw["operationId"] == name)
    key = shop.ingest_key if name == "export_traces" else shop.read_key

    @given(case=found.as_strategy())
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def hold(case: Any) -> None:
        auth.lockout.clear()  # each case also tries wrong keys
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, excluded_checks=[positive_data_acceptance])

    hold()
