"""What the OpenAPI document says of a change of cost; change.py makes the answer, a test keeps them the same."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers as s

from costs.analysis.bridge import GROUPS, NAMES
from costs.analysis.waste import TITLES as WASTE_KINDS
from costs.store.spend import DIMENSIONS
from traces.api.schema import Error

VERDICTS = ("drift", "normal", "not_enough_history")


class CostEffect(s.Serializer[Any]):
    name = s.ChoiceField(list(NAMES))
    group = s.ChoiceField(list(GROUPS))
    usd = s.CharField(help_text="Its part of the change; the parts add up to change_usd exactly.")
    low = s.CharField(allow_null=True, help_text="95 % interval; null where too few days tell it.")
    high = s.CharField(allow_null=True)
    verdict = s.ChoiceField(list(VERDICTS), help_text="drift: a real change; normal: within day-to-day variation.")


class WorkflowCost(s.Serializer[Any]):
    workflow = s.CharField()
    before_usd = s.CharField()
    after_usd = s.CharField()
    change_usd = s.CharField()
    effects = CostEffect(many=True, help_text="They add up to its change_usd.")


class Unpriced(s.Serializer[Any]):
    calls = s.IntegerField(help_text="In both times; they are in no sum.")
    tokens = s.IntegerField()


class Matched(s.Serializer[Any]):
    kind = s.CharField(help_text="prompt, model, release or price.")
    name = s.CharField()
    date = s.CharField()
    what = s.CharField(help_text='In words, such as "prompt v7".')


class ChangePoint(s.Serializer[Any]):
    date = s.CharField(help_text="From this day on.")
    workflow = s.CharField()
    effect = s.ChoiceField(list(NAMES))
    usd = s.CharField()
    matched = Matched(many=True, help_text="What changed within a day of it, nearest first.")


class CostChangeAnswer(s.Serializer[Any]):
    before_usd = s.CharField()
    after_usd = s.CharField()
    change_usd = s.CharField()
    effects = CostEffect(many=True)
    by_workflow = WorkflowCost(many=True)
    unpriced = Unpriced()
    change_points = ChangePoint(many=True)
    sentence = s.CharField()
    compare_from = s.CharField()
    compare_to = s.CharField()
    to = s.CharField()

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"from": s.CharField()}


def _time(name: str, text: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=text)


class CostLine(s.Serializer[Any]):
    value = s.CharField(help_text="Of the dimension; empty where calls name none.")
    cost_usd = s.CharField(allow_null=True, help_text="Null: no call of it has a price.")
    before_usd = s.CharField(allow_null=True, help_text="In the time before; null where it was not there.")
    calls = s.IntegerField()
    unpriced_calls = s.IntegerField()
    runs = s.IntegerField(help_text="Where the dimension has runs: workflow, release, prompt.")
    input_tokens = s.IntegerField()
    output_tokens = s.IntegerField()


class CostOfDay(s.Serializer[Any]):
    date = s.CharField()
    cost_usd = s.CharField()


class MonthEnd(s.Serializer[Any]):
    spent_usd = s.CharField()
    value = s.CharField(help_text="Expected at the end of the running month.")
    low = s.CharField(allow_null=True, help_text="95 % interval; null below 14 whole days of history.")
    high = s.CharField(allow_null=True)


class Waste(s.Serializer[Any]):
    kind = s.ChoiceField(list(WASTE_KINDS))
    calls = s.IntegerField(help_text="Runs where the kind is no_outcome.")
    monthly_usd = s.CharField(help_text="Saved in a month of such days. Kinds overlap: do not add them up.")
    low = s.CharField(allow_null=True, help_text="95 % interval over days; null below 14 of them.")
    high = s.CharField(allow_null=True)
    days = s.IntegerField(help_text="Days it is told from.")
    at_most = s.BooleanField(help_text="What could be saved, not what would.")


class CostAnswer(s.Serializer[Any]):
    by = s.CharField(help_text="One of " + ", ".join(DIMENSIONS) + ", or tag:NAME.")
    cost_usd = s.CharField()
    before_usd = s.CharField()
    unpriced_calls = s.IntegerField()
    results = CostLine(many=True)
    days = CostOfDay(many=True)
    waste = Waste(many=True, help_text="What need not have been spent, the dearest first.")
    month_end = MonthEnd(allow_null=True)
    to = s.CharField()

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {"from": s.CharField()}


TIMES = [
    _time("from", "Start, such as 2026-10-26 or RFC 3339."),
    _time("to", "End, not included."),
    _time("compare_from", "Start of the time it is compared with."),
    _time("compare_to", "Its end, not included."),
    OpenApiParameter("workflow", str, description="This one alone."),
]
CHANGE: dict[str, Any] = {
    "operation_id": "cost_change",
    "summary": "Why the cost changed",
    "description": "Splits the change between two times into effects that add up to it. Without times: the last 28 "
    "whole days against the 28 before. Days are those of the project's time zone.",
    "tags": ["Analyses"],
    "parameters": TIMES,
    "responses": {200: CostChangeAnswer, 400: OpenApiResponse(Error, description="A parameter is wrong.")},
}
COST: dict[str, Any] = {
    "operation_id": "cost",
    "summary": "What was spent, and on what",
    "description": "By one dimension, against the time before. Without times: the last 28 whole days.",
    "tags": ["Analyses"],
    "parameters": [*TIMES, OpenApiParameter("by", str, enum=list(DIMENSIONS))],
    "responses": {200: CostAnswer, 400: OpenApiResponse(Error, description="A parameter is wrong.")},
}
