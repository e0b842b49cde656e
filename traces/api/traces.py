"""GET /api/v1/traces, /api/v1/traces/{id} and /api/v1/traces/{id}/otlp: what a read key may see of its own project."""

from typing import cast

from django.http import HttpResponse, QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.errors import ApiError
from aiops.core.models import ApiKey
from traces import semconv
from traces.analysis.findings import Case, examine
from traces.analysis.time.of_tree import split_of
from traces.analysis.tree import build
from traces.api import schema, shapes
from traces.forms import TraceFilterForm
from traces.panels.download import otlp_file
from traces.store import reader, scores
from traces.types import Content, Judged, Score, TraceDetail, TraceFilter


class TraceList(APIView):
    required_scope = "read"

    @extend_schema(**schema.TRACE_LIST)
    def get(self, request: Request) -> Response:
        page = reader.list_traces(project_of(request), filter_of(request.query_params))
        return Response({"results": [shapes.trace_summary(row) for row in page.rows], "next": page.next})


class TraceDetails(APIView):
    required_scope = "read"

    @extend_schema(**schema.TRACE_DETAILS)
    def get(self, request: Request, trace_id: str) -> Response:
        refuse_parameters(request)
        project_id = project_of(request)
        found = find(project_id, trace_id)
        bodies = reader.bodies(project_id, found.row.trace_id)
        spans = []
        for stored in found.spans:
            body = bodies.get(stored.span_id)
            spans.append(shapes.span(stored, body, semconv.content(body) if body else Content()))
        tree = build(found.spans)
        judged = scores.of_trace(project_id, found.row.trace_id)
        examined = examine(Case.of_tree(tree, found.row.outcome or "", [judge(each) for each in judged]))
        more = {
            "scores": [shapes.score(score) for score in judged],
            "findings": [shapes.finding(each) for each in examined.findings],
            "cause": examined.cause,
        }
        return Response(shapes.trace_detail(found.row, spans, found.cut) | more | shapes.trace_time(split_of(tree)))


class TraceOtlp(APIView):
    required_scope = "read"

    @extend_schema(**schema.TRACE_OTLP)
    def get(self, request: Request, trace_id: str) -> HttpResponse:
        refuse_parameters(request)
        return otlp_file(project_of(request), find(project_of(request), trace_id))


def judge(score: Score) -> Judged:
    value = None if score.value is None else float(score.value)
    return Judged(score.span_id or b"", score.name, value, score.label or "", score.source)


def project_of(request: Request) -> int:
    """The project of the key that KeyAuthentication found."""
    return cast("ApiKey", request.auth).project_id


def filter_of(parameters: QueryDict) -> TraceFilter:
    """Raises ApiError 400 that names the first parameter that is unknown or has a wrong value."""
    form = TraceFilterForm(parameters, strict=True)
    if not form.is_valid():
        name, message = form.first_error()
        raise ApiError(400, "invalid", message, field=name[:100])
    return form.trace_filter()


def refuse_parameters(request: Request) -> None:
    for name in request.query_params:
        raise ApiError(400, "invalid", "There is no such parameter.", field=name[:100])


def find(project_id: int, trace_id: str) -> TraceDetail:
    """Raises ApiError 404, also for a trace of another project."""
    found = reader.trace(project_id, bytes.fromhex(trace_id))
    if found is None:
        raise ApiError(404, "not_found", "This project has no such trace.", field="trace_id")
    return found
