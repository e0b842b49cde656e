"""A whole trace as a file, for the page and for the API."""

from typing import Any

import orjson
from django.http import HttpResponse

from traces.otlp.export import trace_json
from traces.store import reader
from traces.types import TraceDetail

CUT_HEADER = "Aiops-Cut"


def otlp_file(project_id: int, found: TraceDetail) -> HttpResponse:
    """The trace as a file to download; POST /v1/traces and `manage.py import` take it back.

    Of a trace larger than is read at once these are the first spans: the file's name, a header and the member `cut` say
    so. OTLP's readers leave members out that they do not know; an attribute would make other spans of those sent back.
    """
    document: dict[str, Any] = trace_json(found.spans, reader.bodies(project_id, found.row.trace_id))
    name, headers = f"trace-{found.row.trace_id.hex()}", {"X-Content-Type-Options": "nosniff"}
    if found.cut:
        here, of = len(found.spans), found.row.span_count
        document = {"cut": {"spans": here, "of": of}} | document
        name, headers[CUT_HEADER] = f"{name}-first-{here}", f"{here}/{of}"
    headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return HttpResponse(orjson.dumps(document), content_type="application/json", headers=headers)
