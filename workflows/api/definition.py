"""GET and PUT /api/v1/workflows/{key}: one definition, as the page shows it and a file says it."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core import audit
from aiops.core.errors import ApiError
from aiops.core.models import ApiKey
from aiops.core.network import client_ip
from workflows.analysis.files import FileError, wanted
from workflows.api import schema_roi
from workflows.api.roi import find
from workflows.api.shapes import shape
from workflows.store import changing


class Definition(APIView):
    @property
    def required_scope(self) -> str:
        """Who may read sees it, who administers changes it."""
        return "admin" if self.request.method == "PUT" else "read"

    @extend_schema(**schema_roi.READ)
    def get(self, request: Request, key: str) -> Response:
        return Response(shape(find(cast("ApiKey", request.auth).project, key)))

    @extend_schema(**schema_roi.DEFINE)
    def put(self, request: Request, key: str) -> Response:
        """What is not said stays as it is; `metrics`, `expenses` and `merges` become those that are said."""
        holder = cast("ApiKey", request.auth)
        try:
            found = wanted({"workflows": [_body(request.data, key)]})
            changes = changing.apply(holder.project_id, found)
        except (FileError, ValueError) as error:
            place, _, reason = str(error).removeprefix("workflows[0]").lstrip(".:").strip().partition(": ")
            raise ApiError(400, "invalid", reason or place, place if reason else "key") from None
        if changes:
            by, ip = f"key {holder.name} ({holder.key_id})", client_ip(request)
            audit.record("workflow.defined", key, project=holder.project, by=by, ip=ip, changes=changes[:50])
        return Response(shape(find(holder.project, key)) | {"changes": changes})


def _body(sent: Any, key: str) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise ApiError(400, "invalid", "Must be an object.")
    if sent.get("key", key) != key:
        raise ApiError(400, "invalid", "Differs from the one in the address.", "key")
    return {**sent, "key": key}
