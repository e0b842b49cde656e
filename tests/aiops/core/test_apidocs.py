from typing import Any

import pytest

from aiops.core import apidocs

NODE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
    },
}
DOCUMENT: dict[str, Any] = {
    "components": {"schemas": {"Node": NODE, "Kind": {"type": "string", "enum": ["a", "b"]}}},
    "paths": {
        "/things": {
            "get": {
                "operationId": "things",
                "summary": "Things",
                "security": [],
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}, "description": "What for."}],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}},
                    "404": {"description": "None."},
                },
            },
        },
    },
}


def test_a_call_is_told_with_its_parameters_answers_and_fields() -> None:
    [found] = apidocs.operations(DOCUMENT)
    assert (found.method, found.path, found.title, found.open) == ("GET", "/things", "Things", True)
    assert found.parameters == (apidocs.Parameter("q", "query", "string", "What for.", required=False),)
    assert found.answers == (apidocs.Answer("200", ""), apidocs.Answer("404", "None."))


def test_a_schema_inside_itself_is_named_and_not_entered_again() -> None:
    [found] = apidocs.operations(DOCUMENT)
    assert [(each.path, each.kind) for each in found.received] == [("name", "string"), ("children", "list of object")]


KINDS = [
    ({"type": "integer", "nullable": True}, "integer or null"),
    ({"$ref": "#/components/schemas/Kind"}, "one of a, b"),
    ({"allOf": [{"$ref": "#/components/schemas/Kind"}], "nullable": True}, "one of a, b or null"),
    ({"type": "array", "items": {"type": "string"}}, "list of string"),
    ({"type": "string", "format": "date-time"}, "time (RFC 3339, UTC)"),
    ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "string or integer"),
    ({}, "any value"),
]


@pytest.mark.parametrize(("schema", "expected"), KINDS)
def test_a_kind_is_told_in_words(schema: dict[str, Any], expected: str) -> None:
    assert apidocs.kind_of(DOCUMENT, schema) == expected


def test_the_page_lists_every_call_of_our_own_document(client: Any) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    for call in ("list_traces", "get_trace", "export_trace", "export_traces"):
        assert f'id="{call}"'.encode() in page.content
    assert b"<script>" not in page.content
    assert b"style=" not in page.content
