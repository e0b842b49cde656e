"""Managed workflows from anywhere: start a run, follow it, cancel it, approve what it waits for."""

from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

import orjson
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.drf import DoorParser
from aiops.core.errors import ApiError
from aiops.core.models import ApiKey
from workflows.api import schema_runs
from workflows.api.run_shape import shape
from workflows.engine import answering, control
from workflows.engine.control import RefusedError
from workflows.models import Run, Wait

MOST_DELAY_S = 366 * 86_400
STATUS = {
    "unknown_workflow": HTTPStatus.NOT_FOUND,
    "unknown_run": HTTPStatus.NOT_FOUND,
    "unknown_wait": HTTPStatus.NOT_FOUND,
    "idempotency_conflict": HTTPStatus.CONFLICT,
    "answered": HTTPStatus.CONFLICT,
    "nothing_to_approve": HTTPStatus.CONFLICT,
}


class ObjectParser(DoorParser):
    """`request.data` is a JSON object; no body at all is an empty one."""

    def read(self, body: bytes) -> dict[str, Any]:
        found = json_of(body)
        if not isinstance(found, dict):
            raise ApiError(400, "invalid", "The body must be an object.")
        return found


def json_of(body: bytes) -> Any:
    """No body at all is an empty object. Raises ApiError."""
    try:
        return orjson.loads(body) if body else {}
    except orjson.JSONDecodeError as error:
        raise ApiError(400, "unreadable", f"The body is no JSON: {error}.") from None


class RunView(APIView):
    """What all calls of runs share: the scope, the body, and refusals of the engine as refusals of the API."""

    required_scope = "run"
    parser_classes = (ObjectParser,)

    @property
    def holder(self) -> ApiKey:
        return cast("ApiKey", self.request.auth)

    @property
    def by(self) -> str:
        return f"key {self.holder.name} ({self.holder.key_id})"

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(refusal(exc) if isinstance(exc, RefusedError) else exc)

    def find(self, run_id: UUID) -> Run:
        found = Run.objects.select_related("version").filter(project=self.holder.project, pk=run_id).first()
        if found is None:
            raise ApiError(404, "unknown_run", "This project has no such run.")
        return found


def refusal(error: RefusedError) -> ApiError:
    status = STATUS.get(error.code, HTTPStatus.BAD_REQUEST)
    return ApiError(status, error.code, error.message, error.field or None)


class Runs(RunView):
    @extend_schema(**schema_runs.START)
    def post(self, request: Request, key: str) -> Response:
        said = _known(_body(request), "input", "dry_run", "deadline", "delay_seconds")
        made = control.start(
            self.holder.project_id,
            key,
            said.get("input", {}),
            idempotency_key=_key(request),
            dry_run=_of(said, "dry_run", bool, False),
            deadline=_of(said, "deadline", str, ""),
            delay_s=_delay(said),
            by=self.by,
        )
        status = HTTPStatus.CREATED if made.created else HTTPStatus.OK
        return Response(shape(self.find(made.run_id)), status=status)


class OneRun(RunView):
    @extend_schema(**schema_runs.READ)
    def get(self, _: Request, run_id: UUID) -> Response:
        return Response(shape(self.find(run_id)))


class Cancel(RunView):
    @extend_schema(**schema_runs.CANCEL)
    def post(self, _: Request, run_id: UUID) -> Response:
        control.cancel(self.holder.project_id, run_id, self.by)
        return Response(shape(self.find(run_id)))


class Approve(RunView):
    @extend_schema(**schema_runs.APPROVE)
    def post(self, request: Request, run_id: UUID) -> Response:
        said = _known(_body(request), "approved", "note", "value", "choice", "wait")
        wait = self._wait(self.find(run_id), said.get("wait"))
        answer = answering.answer_of(wait, said)
        if not control.answer(self.holder.project_id, wait.pk, answer, self.by):
            raise ApiError(409, "answered", "Somebody answered before, or it is over; the first answer holds.")
        return Response(shape(self.find(run_id)))

    @staticmethod
    def _wait(run: Run, wanted: Any) -> Wait:
        """The one that is named, else the only one that is open. Raises ApiError."""
        rows = Wait.objects.filter(project_id=run.project_id, run=run, kind=Wait.Kind.APPROVAL)
        if wanted is not None:
            found = rows.filter(pk=wanted).first() if isinstance(wanted, int) and 0 < wanted < 2**63 else None
            if found is None:
                raise ApiError(404, "unknown_wait", "The run has no such wait.", "wait")
            return found
        open_ = list(rows.filter(state=Wait.State.OPEN)[:2])
        if not open_:
            raise ApiError(409, "nothing_to_approve", "The run waits for no person now.")
        if len(open_) > 1:
            raise ApiError(400, "invalid", "The run waits for several answers; say which.", "wait")
        return open_[0]


def _body(request: Request) -> dict[str, Any]:
    return request.data if isinstance(request.data, dict) else {}


def _known(said: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in said:
        if name not in names:
            raise ApiError(400, "invalid", f"There is no such field; there are {', '.join(names)}.", str(name)[:100])
    return said


def _of(said: dict[str, Any], name: str, kind: type, default: Any) -> Any:
    found = said.get(name, default)
    if not isinstance(found, kind):
        raise ApiError(400, "invalid", f"Must be a {'boolean' if kind is bool else 'text'}.", name)
    return found


def _delay(said: dict[str, Any]) -> float:
    found = said.get("delay_seconds", 0)
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not 0 <= found <= MOST_DELAY_S:
        raise ApiError(400, "invalid", f"Must be a number from 0 to {MOST_DELAY_S:,}.", "delay_seconds")
    return float(found)


def _key(request: Request) -> str:
    return request.headers.get("Idempotency-Key", "")
