"""What the OpenAPI document says of definitions and of what a workflow earned; shapes.py makes the answers."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s

from traces.api.schema import REFUSALS, query
from workflows.api.schema import WorkflowDefinition
from workflows.models import Expense, SuccessMetric, Workflow

NULL: dict[str, Any] = {"allow_null": True}
SAID: dict[str, Any] = {"required": False, "allow_null": True}
KEY = OpenApiParameter("key", str, "path", description="As traces name it; slashes stay slashes.")


class Figure(s.Serializer[Any]):
    """A figure, and the two between which the true one lies in 95 of 100 such periods; null ends: cannot be said."""

    value = s.FloatField()
    low = s.FloatField(**NULL)
    high = s.FloatField(**NULL)


class Money(s.Serializer[Any]):
    """The same in dollars, as decimal strings."""

    value = s.CharField()
    low = s.CharField(**NULL)
    high = s.CharField(**NULL)


class NowcastShape(s.Serializer[Any]):
    """What the runs that are too young to judge come to, going by how late outcomes come."""

    runs = s.IntegerField()
    seen = s.IntegerField(help_text="Good so far.")
    naive_rate = s.FloatField(help_text="As if not yet were never.")
    rate = Figure()
    successes = Figure()


class Earned(s.Serializer[Any]):
    workflow = s.CharField()
    runs = s.IntegerField()
    matured_runs = s.IntegerField(help_text="Old enough to be judged: every figure but the young ones is of these.")
    young_runs = s.IntegerField()
    judged_runs = s.IntegerField(help_text="Of which is known, or agreed, how they turned out.")
    good_runs = s.IntegerField()
    successes = s.FloatField(help_text="Good outcomes, in shares: one that several runs share counts once.")
    success_rate = Figure(**NULL)
    cost_usd = s.CharField(help_text="Of all matured runs, failed ones too.")
    cost_besides_models_usd = s.CharField(help_text="Of this, people and machines.")
    young_cost_usd = s.CharField()
    unpriced_calls = s.IntegerField(help_text="Calls whose cost nobody knows; in no sum.")
    value_usd = Money(**NULL)
    net_usd = Money(**NULL)
    roi = Figure(**NULL, help_text="Net by cost; null where nothing was spent or the value is not known.")
    cost_per_success_usd = Money(**NULL, help_text="Null without a success; few of them have a lower end alone.")
    minutes_saved = Figure(**NULL)
    window_days = s.IntegerField(help_text="After which all outcomes of a run are in.")
    user_groups = s.IntegerField(help_text="Groups of users over which intervals were made beside days; 0: days alone.")
    nowcast = NowcastShape(**NULL)
    sentence = s.CharField()

    def get_fields(self) -> dict[str, s.Field[Any, Any, Any, Any]]:
        """`from` is a word of Python."""
        return super().get_fields() | {"from": s.DateTimeField(), "to": s.DateTimeField()}


class MetricSaid(s.Serializer[Any]):
    name = s.CharField(max_length=100)
    main = s.BooleanField(required=False, help_text="It decides which run is good; else the oldest does.")
    measures = s.ChoiceField(SuccessMetric.Measures.values, required=False)
    direction = s.ChoiceField(SuccessMetric.Direction.values, required=False)
    unit = s.CharField(max_length=30, required=False)
    value_per_unit_usd = s.CharField(**SAID)
    minutes_per_unit = s.CharField(**SAID)
    target = s.CharField(**SAID)
    baseline = s.CharField(**SAID)
    baseline_low = s.CharField(**SAID)
    baseline_high = s.CharField(**SAID)
    baseline_source = s.CharField(max_length=200, required=False)
    baseline_from = s.DateField(**SAID)
    baseline_to = s.DateField(**SAID)
    window_days = s.IntegerField(min_value=1, max_value=400, required=False)
    silence = s.ChoiceField(SuccessMetric.Silence.values, required=False)


class ExpenseSaid(s.Serializer[Any]):
    name = s.CharField(max_length=100)
    kind = s.ChoiceField(Expense.Kind.values, required=False)
    usd = s.CharField(help_text="A decimal string or a number.")
    per = s.ChoiceField(Expense.Per.values, required=False)
    first = s.DateField()
    last = s.DateField(**SAID)


class DefinitionSaid(s.Serializer[Any]):
    """What is not said stays as it is; `metrics`, `expenses` and `merges` become those that are said."""

    name = s.CharField(max_length=200, required=False)
    kind = s.ChoiceField(Workflow.Kind.values, required=False)
    state = s.ChoiceField(Workflow.State.values, required=False)
    purpose = s.CharField(max_length=2000, required=False)
    good_outcome = s.CharField(max_length=200, required=False)
    owner = s.CharField(max_length=200, required=False)
    credit = s.ChoiceField(Workflow.Credit.values, required=False)
    merges = s.ListField(child=s.CharField(), required=False)
    metrics = MetricSaid(many=True, required=False)
    expenses = ExpenseSaid(many=True, required=False)


class Defined(WorkflowDefinition):
    changes = s.ListField(child=s.CharField(), help_text="In words; empty: it was so already.")


ROI: dict[str, Any] = {
    "operation_id": "workflow_roi",
    "summary": "What a workflow earned",
    "parameters": [
        KEY,
        query("from", {"type": "string"}, "Default: 28 whole days, up to and with yesterday."),
        query("to", {"type": "string"}, "The first moment no longer in it."),
        query("compare_from", {"type": "string"}, "Default: as long before."),
        query("compare_to", {"type": "string"}, "With compare_from."),
    ],
    "responses": {200: Earned} | REFUSALS,
}
READ: dict[str, Any] = {
    "operation_id": "read_workflow",
    "summary": "One definition",
    "parameters": [KEY],
    "responses": {200: WorkflowDefinition} | REFUSALS,
}
DEFINE: dict[str, Any] = {
    "operation_id": "define_workflow",
    "summary": "Define a workflow",
    "description": "Made when there is none. A key of the scope admin.",
    "parameters": [KEY],
    "request": DefinitionSaid,
    "responses": {200: Defined} | REFUSALS,
}
