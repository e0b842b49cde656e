"""GET /api/v1/workflows: what is done here, and what counts as success."""

from typing import cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.errors import ApiError
from aiops.core.models import ApiKey
from workflows.api import schema
from workflows.api.shapes import shape
from workflows.models import Workflow

PARAMETERS = frozenset({"limit", "cursor", "state"})
MAX_LIMIT = 500


class WorkflowList(APIView):
    required_scope = "read"

    @extend_schema(**schema.WORKFLOWS)
    def get(self, request: Request) -> Response:
        project = cast("ApiKey", request.auth).project
        limit = _limit(request)
        rows = list(_asked(request, Workflow.objects.filter(project=project))[: limit + 1])
        more = rows[limit - 1].key if len(rows) > limit else None
        return Response({"results": [shape(row) for row in rows[:limit]], "next": more})


def _asked(request: Request, rows: QuerySet[Workflow]) -> QuerySet[Workflow]:
    """By key; the cursor is the last key of the page before."""
    for name in request.query_params:
        if name not in PARAMETERS:
            raise ApiError(400, "invalid", "There is no such parameter.", name)
    if state := request.query_params.get("state"):
        if state not in Workflow.State.values:
            raise ApiError(400, "invalid", f"Must be one of {', '.join(Workflow.State.values)}.", "state")
        rows = rows.filter(state=state)
    cursor = request.query_params.get("cursor", "")
    if len(cursor) > 256 or "\0" in cursor:
        raise ApiError(400, "invalid", "This is no cursor of ours.", "cursor")
    return (
        rows.filter(key__gt=cursor)
        .select_related("merged_into")
        .prefetch_related("metrics", "expenses")
        .order_by("key")
    )


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", "50")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MAX_LIMIT:
        raise ApiError(400, "invalid", f"Must be a whole number from 1 to {MAX_LIMIT}.", "limit")
    return int(text)
