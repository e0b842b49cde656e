"""/api/v1/erasures: forget a person, a session or a trace, and follow how far it is. Takes the scope admin."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core import audit
from aiops.core.errors import ApiError
from aiops.core.models import ApiKey
from aiops.core.network import client_ip
from traces import erase
from traces.api import schema_erasures as schema
from traces.forms import ErasureForm
from traces.models import Erasure
from traces.store import erasing

KINDS = {"user": "user", "session": "session", "trace_id": "trace"}  # what is posted, and what it is called


class Erasures(APIView):
    required_scope = "admin"

    @extend_schema(**schema.LIST)
    def get(self, request: Request) -> Response:
        return Response({"results": [shape(each) for each in erasing.of_project(_key(request).project)]})

    @extend_schema(**schema.ERASE)
    def post(self, request: Request) -> Response:
        key = _key(request)
        kind, value, dry_run = read(request.data)
        job = erase.start(key.project, kind, value, f"key {key.name}")
        if dry_run:
            record(request, "erasure.counted", job)
        else:
            confirm(request, job)
        job.refresh_from_db()
        return Response(shape(job), status=202)


class ErasureProgress(APIView):
    required_scope = "admin"

    @extend_schema(**schema.PROGRESS)
    def get(self, request: Request, erasure_id: str) -> Response:
        found = Erasure.objects.filter(project=_key(request).project, pk=int(erasure_id)).first()
        if found is None:
            raise ApiError(404, "not_found", "This project has no such erasure.")
        return Response(shape(found))


def confirm(request: Request, job: Erasure) -> None:
    """Lets it begin, unless it has. Raises ApiError."""
    try:
        if erase.confirm(job):
            record(request, "erasure.started", job)
    except erase.BusyError as error:
        raise ApiError(503, "busy", str(error), retry_after=3) from None


def read(sent: Any) -> tuple[str, str, bool]:
    """Kind, value and whether only to count. Raises ApiError."""
    if not isinstance(sent, dict):
        raise ApiError(400, "invalid", "Send one JSON object.")
    if unknown := sent.keys() - {*KINDS, "dry_run"}:
        raise ApiError(400, "invalid", "There is no such field.", field=str(min(unknown))[:100])
    given = [name for name in KINDS if sent.get(name) is not None]
    if len(given) != 1:
        raise ApiError(400, "invalid", "Name one of user, session and trace_id.", field=given[1] if given else "user")
    [name] = given
    if not isinstance(sent[name], str):
        raise ApiError(400, "invalid", "is text", field=name)
    if not isinstance(dry_run := sent.get("dry_run", False), bool):
        raise ApiError(400, "invalid", "is true or false", field="dry_run")
    form = ErasureForm({"kind": KINDS[name], "value": sent[name]})
    if not form.is_valid():
        [[problem, *_], *_] = form.errors.values()
        raise ApiError(400, "invalid", str(problem), field=name)
    return KINDS[name], form.cleaned_data["value"], dry_run


def shape(job: Erasure) -> dict[str, Any]:
    """What is told of a job; never whom or what it is about."""
    return {
        "id": job.pk,
        "kind": next(name for name, kind in KINDS.items() if kind == job.kind),
        "digest": job.digest,
        "state": job.state,
        "per_cent": job.per_cent,
        "found": job.reach,
        "erased": job.erased,
        "started_by": job.started_by,
        "created": job.created_at,
        "confirmed": job.confirmed_at,
        "ended": job.ended_at,
    }


def record(request: Request, action: str, job: Erasure) -> None:
    key = _key(request)
    by, ip = f"key {key.name} ({key.key_id})", client_ip(request)
    audit.record(action, job.name, project=key.project, by=by, ip=ip, erasure=job.pk)


def _key(request: Request) -> ApiKey:
    return cast("ApiKey", request.auth)
