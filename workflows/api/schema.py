"""What the OpenAPI document says of outcomes and workflows."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s

from traces.api.schema import REFUSALS, query
from traces.api.schema_events import door
from workflows.events.outcome import MAX_MINUTES, STATUSES
from workflows.models import Expense, SuccessMetric, Workflow

ONE_OF = "Exactly one of run_id, trace_id, session and key is required."
MINUTES: dict[str, Any] = {"required": False, "allow_null": True, "min_value": 0, "max_value": MAX_MINUTES}


class OutcomeEvent(s.Serializer[Any]):
    outcome_id = s.CharField(max_length=200, help_text="Yours. With the same source and version it counts once.")
    source = s.CharField(max_length=200, required=False, help_text="The system that saw it.")  # type: ignore[assignment]
    version = s.IntegerField(
        min_value=0, required=False, help_text="Default 1. The highest version of an outcome holds, in any order."
    )
    workflow = s.CharField(max_length=200)
    run_id = s.CharField(max_length=200, required=False, help_text=ONE_OF)
    trace_id = s.CharField(required=False, help_text=f"32 hex digits. {ONE_OF}")
    session = s.CharField(max_length=200, required=False, help_text=ONE_OF)
    key = s.CharField(max_length=200, required=False, help_text=f"A run's aiops.business_key. {ONE_OF}")
    occurred_at = s.DateTimeField()
    status = s.ChoiceField(STATUSES)
    metric = s.CharField(max_length=100, required=False, help_text="A success metric of the workflow.")
    value = s.FloatField(
        required=False, allow_null=True, min_value=0, help_text="In units of the metric, or of `currency`."
    )
    value_usd = s.CharField(required=False, allow_null=True, help_text="A decimal string or a number.")
    currency = s.CharField(
        max_length=3, required=False, help_text="Of `value`. Where we have no rate, the money stays unknown."
    )
    minutes_saved = s.FloatField(**MINUTES)
    human_minutes = s.FloatField(**MINUTES)
    attributes = s.DictField(required=False)


class OutcomeBatch(s.Serializer[Any]):
    events = OutcomeEvent(many=True)


OUTCOMES = door(
    OutcomeBatch,
    "Post outcomes",
    "What the business saw after a run. It is credited to runs within seconds, also to one that comes later.",
)


class Metric(s.Serializer[Any]):
    name = s.CharField()
    main = s.BooleanField(help_text="Whether it decides which run is good.")
    measures = s.ChoiceField(SuccessMetric.Measures.values, help_text="What target and baseline are of.")
    direction = s.ChoiceField(SuccessMetric.Direction.values)
    unit = s.CharField(allow_blank=True)
    value_per_unit_usd = s.CharField(allow_null=True)
    minutes_per_unit = s.CharField(allow_null=True, help_text="A person's, without AI.")
    target = s.CharField(allow_null=True)
    baseline = s.CharField(allow_null=True)
    baseline_low = s.CharField(allow_null=True, help_text="How sure it is: it lies between the two.")
    baseline_high = s.CharField(allow_null=True)
    baseline_source = s.CharField(allow_blank=True)
    baseline_from = s.DateField(allow_null=True)
    baseline_to = s.DateField(allow_null=True)
    window_days = s.IntegerField(help_text="How long after a run its outcome may come.")
    silence = s.ChoiceField(SuccessMetric.Silence.values, help_text="What no outcome within the window means.")


class ExpenseShape(s.Serializer[Any]):
    name = s.CharField()
    kind = s.ChoiceField(Expense.Kind.values)
    usd = s.CharField()
    per = s.ChoiceField(Expense.Per.values, help_text="So much a month, a run, or once on its first day.")
    first = s.DateField()
    last = s.DateField(allow_null=True)


class WorkflowDefinition(s.Serializer[Any]):
    key = s.CharField(help_text="As traces name it.")
    name = s.CharField()
    kind = s.ChoiceField(Workflow.Kind.values)
    state = s.ChoiceField(Workflow.State.values, help_text="discovered: found in traces, and nobody said more of it.")
    purpose = s.CharField(allow_blank=True)
    good_outcome = s.CharField(allow_blank=True, help_text="In plain words.")
    owner = s.CharField(allow_blank=True)
    credit = s.ChoiceField(Workflow.Credit.values, help_text="Which runs share an outcome.")
    merged_into = s.CharField(allow_null=True, help_text="The key of the workflow that it is part of.")
    metrics = Metric(many=True)
    expenses = ExpenseShape(many=True)


class WorkflowPage(s.Serializer[Any]):
    results = WorkflowDefinition(many=True)
    next = s.CharField(allow_null=True, help_text="The cursor of the next page; null on the last one.")


WORKFLOWS: dict[str, Any] = {
    "operation_id": "list_workflows",
    "summary": "Workflows and what counts as success",
    "parameters": [
        OpenApiParameter("state", str, enum=Workflow.State.values, description="Only those."),
        query("limit", {"type": "integer", "minimum": 1, "maximum": 500}, "Default 50."),
        query("cursor", {"type": "string", "maxLength": 256}, "`next` of the page before."),
    ],
    "responses": {200: WorkflowPage} | REFUSALS,
}
