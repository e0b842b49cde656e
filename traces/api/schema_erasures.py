"""What the OpenAPI document says of erasing; erasures.py makes the answers, a test keeps them the same."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers as s

from traces.api.schema import Error
from traces.models import Erasure

ROWS = (
    "Rows by name: traces, spans, scores, outcomes, quarantined (refused spans), series (of token metrics), bodies. "
    "Outcomes that other runs share stay, credited to those alone, so fewer may go than are found."
)


class NewErasure(s.Serializer[Any]):
    user = s.CharField(max_length=1_000, required=False, help_text="Exactly as spans carry it. One of the three.")
    session = s.CharField(max_length=1_000, required=False)
    trace_id = s.RegexField("^[0-9a-fA-F]{32}$", required=False)
    dry_run = s.BooleanField(required=False, help_text="Only find and count; posted again without it, it erases.")


class ErasureJob(s.Serializer[Any]):
    id = s.IntegerField()
    kind = s.ChoiceField(["user", "session", "trace_id"])
    digest = s.CharField(help_text="Stands for the erased name, which is kept nowhere once it is over.")
    state = s.ChoiceField(Erasure.State.values)
    per_cent = s.IntegerField()
    found = s.DictField(child=s.IntegerField(), help_text=ROWS)
    erased = s.DictField(child=s.IntegerField(), help_text="The same of what is gone.")
    started_by = s.CharField()
    created = s.DateTimeField()
    confirmed = s.DateTimeField(allow_null=True, help_text="What happened before goes, and is refused.")
    ended = s.DateTimeField(allow_null=True)


class ErasureJobs(s.Serializer[Any]):
    results = ErasureJob(many=True)


LIST: dict[str, Any] = {
    "operation_id": "list_erasures",
    "summary": "The last erasures",
    "responses": {200: ErasureJobs},
}
ERASE: dict[str, Any] = {
    "summary": "Erase a person, a session or a trace",
    "description": "Every trace with a span of theirs goes whole, in the background, with its scores, outcomes and "
    "refused spans; roll-ups are made anew without them. What comes later of a trace is refused as `erased`, of a "
    "person or session what happened before. The same one posted again while it is at work is that one.",
    "request": NewErasure,
    "responses": {202: ErasureJob, 400: OpenApiResponse(Error), 503: OpenApiResponse(Error)},
}
PROGRESS: dict[str, Any] = {
    "summary": "How far an erasure is",
    "responses": {200: ErasureJob, 404: OpenApiResponse(Error)},
}
