"""GET /api/v1/analysis/failures: what separates failing runs from good ones, as the page has it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.drf import asked
from traces.api import schema_analysis as schema
from traces.api.traces import project_of
from traces.forms import FailuresForm
from traces.panels import failures as panel
from traces.panels import failures_more
from traces.store import cohort


class Failures(APIView):
    required_scope = "read"

    @extend_schema(**schema.FAILURES)
    def get(self, request: Request) -> Response:
        from traces.analysis.cohort import compare

        form = asked(request, FailuresForm, FailuresForm.OF_API)
        success, workflow = form.cleaned_data["success"], form.cleaned_data["workflow"]
        project_id, ends = project_of(request), (form.period().from_ns, form.period().to_ns)
        bars = cohort.bars(project_id, success, workflow, ends)
        found = cohort.runs(project_id, workflow, *ends, bars)
        contrast, traces = compare(found, form.zone)
        return Response(panel.as_json(found, contrast, traces) | failures_more.as_json(found))
