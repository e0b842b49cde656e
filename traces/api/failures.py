"""GET /api/v1/analysis/failures: what separates failing runs from good ones, as the page has it."""

from datetime import UTC, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.errors import ApiError
from aiops.core.formats import nanoseconds
from aiops.core.forms import MomentField
from aiops.core.periods import Period, from_preset
from traces.api import schema_analysis as schema
from traces.api.traces import project_of
from traces.forms import FailuresForm
from traces.panels import failures as panel
from traces.store import cohort

MOST_DAYS = 400


class Failures(APIView):
    required_scope = "read"

    @extend_schema(**schema.FAILURES)
    def get(self, request: Request) -> Response:
        from traces.analysis.cohort import compare

        form = FailuresForm(request.query_params, strict=True)
        if not form.is_valid():
            name, messages = next(iter(form.errors.items()))
            raise ApiError(400, "invalid", str(messages[0]), field=name[:100])
        period = _period(request)
        asked: dict[str, Any] = form.cleaned_data
        project_id = project_of(request)
        ends = (period.from_ns, period.to_ns)
        bars = cohort.bars(project_id, asked["success"], asked["workflow"], *ends, ends)
        found = cohort.runs(project_id, asked["workflow"], *ends, bars)
        contrast, traces = compare(found)
        return Response(panel.as_json(found, contrast, traces))


def _period(request: Request) -> Period:
    """`from` and `to`, else the last 28 whole days. Raises ApiError 400."""
    ends = []
    for name in ("from", "to"):
        try:
            ends.append(MomentField(UTC).clean(request.query_params.get(name, "")))
        except ValidationError as error:
            raise ApiError(400, "invalid", " ".join(error.messages), field=name) from error
    start, end = ends
    if (start is None) != (end is None):
        raise ApiError(400, "invalid", "A time range needs both its start and its end.", "from" if end else "to")
    if start is None or end is None:
        return from_preset("28d", timezone.now(), UTC, whole_days=True)
    if nanoseconds(start) >= nanoseconds(end):
        raise ApiError(400, "invalid", "The end must lie after the start.", "to")
    if end - start > timedelta(days=MOST_DAYS):
        raise ApiError(400, "invalid", f"At most {MOST_DAYS} days.", "to")
    return Period(start, end)
