"""What the OpenAPI document says of runs of managed workflows."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers as s

from traces.api.schema import REFUSALS, Error
from workflows.models import Run, Wait


class RunWait(s.Serializer[Any]):
    id = s.IntegerField()
    step = s.CharField()
    kind = s.ChoiceField(Wait.Kind.values)
    asks = s.ChoiceField(
        ["approve", "value", "outcome"],
        allow_null=True,
        help_text="Of an approval: yes or no, the step's answer itself, or what became of something that was lost.",
    )
    who = s.CharField(allow_blank=True)
    question = s.CharField(allow_blank=True)
    expires_at = s.DateTimeField(allow_null=True)


class ManagedRun(s.Serializer[Any]):
    id = s.UUIDField()
    workflow = s.CharField()
    state = s.ChoiceField(Run.State.values)
    trace_id = s.CharField(help_text="32 lower-case hex digits: the run's trace.")
    output = s.JSONField(allow_null=True)
    error = s.DictField(allow_null=True, help_text='{"code", "message", ...} of a run that ended badly or stopped.')
    cost_usd = s.CharField(help_text="What its model calls cost so far.")
    uncertain_usd = s.CharField(help_text="Reserved by attempts whose end nobody knows; some of it may be spent.")
    version = s.IntegerField(help_text="Of the workflow.")
    dry_run = s.BooleanField()
    created_at = s.DateTimeField()
    started_at = s.DateTimeField(allow_null=True)
    ended_at = s.DateTimeField(allow_null=True)
    waits = RunWait(many=True, help_text="What it waits for now.")


class StartRun(s.Serializer[Any]):
    input = s.DictField(required=False, help_text="A field for each parameter of the workflow; at most 1 MiB of JSON.")
    dry_run = s.BooleanField(required=False, help_text="Effects are recorded, not done.")
    deadline = s.CharField(required=False, help_text='Such as "30s" or "5m"; default: the workflow\'s own.')
    delay_seconds = s.FloatField(required=False, min_value=0, help_text="When it may begin.")


class Answered(s.Serializer[Any]):
    approved = s.BooleanField(required=False, help_text="Where the wait asks to approve.")
    value = s.JSONField(required=False, help_text="Where it asks for the step's answer.")
    choice = s.ChoiceField(["retry", "done", "fail"], required=False, help_text="Where it asks for an outcome.")
    note = s.CharField(required=False, max_length=2000)
    wait = s.IntegerField(required=False, help_text="Which one, where a run waits for several.")


CONFLICT = OpenApiResponse(Error, "Known with something else, or answered before.")
NONE = OpenApiResponse(Error, "There is no such workflow or run.")
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Yours, at most 200 characters. The same key with the same body answers the run that it made; with "
    "another body it is refused with 409.",
)
START: dict[str, Any] = {
    "operation_id": "start_run",
    "summary": "Start a run of a managed workflow",
    "description": "201 with the new run, once it is stored; 200 with the run that this Idempotency-Key made before.",
    "parameters": [IDEMPOTENCY],
    "request": StartRun,
    "responses": {200: ManagedRun, 201: ManagedRun, 409: CONFLICT, **REFUSALS, 404: NONE},
}
READ: dict[str, Any] = {
    "operation_id": "read_run",
    "summary": "A run, its state, and what it waits for",
    "responses": {200: ManagedRun, **REFUSALS, 404: NONE},
}
CANCEL: dict[str, Any] = {
    "operation_id": "cancel_run",
    "summary": "Cancel a run",
    "description": "At once where nobody works on it, else as soon as its worker hears. What ended stays as it is.",
    "request": None,
    "responses": {200: ManagedRun, **REFUSALS, 404: NONE},
}
APPROVE: dict[str, Any] = {
    "operation_id": "approve_run",
    "summary": "Answer what a run waits for",
    "description": "The first answer holds; whoever comes second is told so with 409.",
    "request": Answered,
    "responses": {200: ManagedRun, 409: CONFLICT, **REFUSALS, 404: NONE},
}
