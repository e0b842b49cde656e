"""GET /api/v1/workflows/{key}/roi: what a workflow earned, how sure that is, and how much is too young to judge."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.drf import asked
from aiops.core.errors import ApiError
from aiops.core.forms import AnalysisForm
from aiops.core.models import ApiKey, Project
from workflows.analysis import sentences, sentences_one
from workflows.api import schema_roi, shapes
from workflows.models import Workflow
from workflows.store import one

PARAMETERS = ("from", "to", "compare_from", "compare_to")


class Roi(APIView):
    required_scope = "read"

    @extend_schema(**schema_roi.ROI)
    def get(self, request: Request, key: str) -> Response:
        project = cast("ApiKey", request.auth).project
        row = find(project, key)
        form = asked(request, AnalysisForm, PARAMETERS)
        found = one.read(row, form.period(), form.comparison(), form.now)
        words = f"the {form.period().before_label()}" if form.comparison_key() == "previous" else "the time before"
        sentence = sentences.text(sentences_one.of_one(found.line, words))
        period = {name: at.isoformat() for name, at in (("from", form.period().start), ("to", form.period().end))}
        return Response({"workflow": row.key} | period | shapes.earned(found.line, found.nowcast, sentence))


def find(project: Project, key: str) -> Workflow:
    """One that stands for itself, by its key; of a merged one that which it is part of. Raises ApiError 404."""
    known = Workflow.objects.filter(project=project).select_related("project", "merged_into")
    row = None if "\0" in key else known.filter(key=key).first()
    if row is None:
        raise ApiError(404, "not_found", "This project has no such workflow.", field="key")
    return row.merged_into or row
