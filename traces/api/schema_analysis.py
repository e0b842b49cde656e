"""What the OpenAPI document says of the analyses of traces."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers as s

from traces.analysis.findings import CODES, NONE_FOUND
from traces.api.schema import REFUSALS, SHORT, TOO_SLOW, query, text, whole


class DimensionValue(s.Serializer[Any]):
    dimension = text()
    value = text()


class Compared(s.Serializer[Any]):
    failures = whole()
    successes = whole()


class FailureItem(s.Serializer[Any]):
    where = s.ListField(child=DimensionValue(), help_text="Two values for a pair.")
    failures = whole()
    successes = s.IntegerField(help_text="Of those compared.")
    excess_failures = s.FloatField(help_text="More than at the rate of the runs without it.")
    low = s.FloatField(help_text="95 % interval of the excess.")
    high = s.FloatField()
    risk_ratio = s.FloatField()
    p_adjusted = s.FloatField(help_text="Benjamini-Hochberg over all tested; kept at 0.05.")
    travels_with = s.ListField(child=s.ListField(child=DimensionValue()))
    traces = s.ListField(child=s.CharField(), help_text="Its newest failing traces, at most 20.")


class FindingCount(s.Serializer[Any]):
    code = s.ChoiceField((*CODES, NONE_FOUND))
    count = s.IntegerField(help_text="Traces that have it.")
    causes = s.IntegerField(help_text="Of which it is the cause.")


class FailuresAnswer(s.Serializer[Any]):
    success = text()
    failures = whole()
    successes = whole()
    compared = Compared(help_text="How many were read: all failures up to 20,000, a sample of the good ones.")
    tested = whole()
    kept = whole()
    left_out = s.ListField(child=s.CharField(), help_text="Dimensions that tell every run apart.")
    one_holds = s.FloatField(
        allow_null=True, help_text="The share of failures that one user or session holds, where that is over 0.1."
    )
    items = FailureItem(many=True)
    findings = FindingCount(many=True)
    sentence = text()


FAILURES: dict[str, Any] = {
    "operation_id": "analyse_failures",
    "summary": "What separates failing runs from good ones",
    "parameters": [
        query("from", OpenApiTypes.DATETIME, "With `to`. Default: the last 28 whole days."),
        query("to", OpenApiTypes.DATETIME, "With `from`; at most 400 days later."),
        query("workflow", SHORT, "Of this workflow alone."),
        query("success", SHORT, "no_error (default), outcome, fast, cheap, or score:NAME>=x."),
    ],
    "responses": {200: FailuresAnswer} | REFUSALS | TOO_SLOW,
}
