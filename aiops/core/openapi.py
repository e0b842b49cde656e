"""How the OpenAPI document is made: which calls stand in it, and the parts that no serializer can say."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator

Endpoint = tuple[str, str, str, Any]
Json = dict[str, Any]


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A key as a bearer token, or in a header of its own."""

    target_class = "aiops.core.drf.KeyAuthentication"
    name = ["key", "keyHeader"]

    def get_security_definition(self, auto_schema: Any) -> list[Json]:  # noqa: ARG002
        return [{"type": "http", "scheme": "bearer"}, {"type": "apiKey", "in": "header", "name": "x-api-key"}]


@cache
def document() -> Json:
    """The whole document; made once a process, since it depends on the code alone."""
    made: Json = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


def only_documented(endpoints: Sequence[Endpoint], **_: Any) -> list[Endpoint]:
    """The doors and the API; pages are for people."""
    return [each for each in endpoints if each[0].startswith(("/v1/", "/api/v1/"))]


def add_probes(result: Json, **_: Any) -> Json:
    """/healthz and /readyz, which are plain views and open to everyone."""
    result["paths"]["/healthz"] = {"get": probe("healthz", "Does this process live?", {})}
    away = answer("The database does not answer, or migrations are missing; `reason` says which.")
    result["paths"]["/readyz"] = {"get": probe("readyz", "Can it serve?", {"503": away})}
    return result


def probe(name: str, summary: str, also: Json) -> Json:
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["health"],
        "security": [],
        "responses": {"200": answer("Yes.")} | also,
    }


def answer(description: str) -> Json:
    properties = {"status": {"type": "string"}, "reason": {"type": "string"}}
    schema = {"type": "object", "properties": properties, "required": ["status"]}
    return {"description": description, "content": {"application/json": {"schema": schema}}}
