"""A whole trace as a file, for the page and for the API."""

import orjson
from django.http import HttpResponse

from traces.otlp.export import trace_json
from traces.store import reader
from traces.types import TraceDetail


def otlp_file(project_id: int, found: TraceDetail) -> HttpResponse:
    """The trace as a file to download; POST /v1/traces and `manage.py import` take it back."""
    document = trace_json(found.spans, reader.bodies(project_id, found.row.trace_id))
    name = f"trace-{found.row.trace_id.hex()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(orjson.dumps(document), content_type="application/json", headers=headers)
