"""What the OpenAPI document says of the calls for analyses; analysis.py makes the answers."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers as s

from traces.analysis.findings import CODES, NONE_FOUND
from traces.analysis.time.change import MIX
from traces.api.schema import REFUSALS, SHORT, TOO_SLOW, query, text, whole
from traces.types.time_kinds import TIME_KINDS

VERDICTS = ("drift", "normal", "not_enough_history")
DOCUMENT_VERDICTS = ("worse", "better", "chance", "few")
CODES_OR_NONE = (*CODES, NONE_FOUND)
PERIOD = [
    query("from", OpenApiTypes.DATETIME, "Runs that started then or later. Default: the last 28 whole days."),
    query("to", OpenApiTypes.DATETIME, "Runs that started before."),
    query("compare_from", OpenApiTypes.DATETIME, "Compared with. Default: as long a time just before."),
    query("compare_to", OpenApiTypes.DATETIME, "Compared with runs that started before."),
    query("workflow", SHORT, "Its workflow. Default: all."),
]

COHORT = [
    query("release", SHORT, "Its release. Here and below (none) is runs that name none."),
    query(
        "prompt",
        SHORT,
        "Its prompt version. By this, model, status and tag runs are read one by one, the newest 50,000.",
    ),
    query("model", SHORT, "The model of its trace with the most tokens."),
    query("status", OpenApiTypes.STR, "ok, error or unset."),
    query("tag", SHORT, "A promoted attribute, name=value."),
    query(
        "against",
        SHORT,
        "Instead of another time: slowest (5 % against the rest), release:NAME, prompt:VERSION or model:NAME.",
    ),
]
KINDS_OR_MIX = (*TIME_KINDS, MIX.kind)


class KindMean(s.Serializer[Any]):
    kind = s.ChoiceField(TIME_KINDS)
    critical_ms = s.FloatField(help_text="Mean per run; they add up to mean_ms.")
    self_ms = s.FloatField(allow_null=True, help_text="null: of sums over many runs self time is not kept.")


class PathMean(s.Serializer[Any]):
    path = s.ListField(child=s.CharField(allow_blank=True), help_text="Workflow, then span names, ids masked.")
    step = text()
    kind = s.ChoiceField(TIME_KINDS)
    critical_ms = s.FloatField(help_text="Mean per run.")


class EffectOfKind(s.Serializer[Any]):
    kind = s.ChoiceField(KINDS_OR_MIX)
    ms = s.FloatField(help_text="What it adds to the change of the mean; all together are the change.")
    low = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    verdict = s.ChoiceField(VERDICTS)


class EffectOfStep(EffectOfKind):
    workflow = text()
    step = text()


class TimeChange(s.Serializer[Any]):
    mean_ms = s.FloatField(allow_null=True)
    by_kind = EffectOfKind(many=True)
    by_step = EffectOfStep(many=True)
    sentence = text()


class TailChange(s.Serializer[Any]):
    """Of the workflow whose p95 changed most, where that is real."""

    workflow = text()
    before_ms = s.FloatField(help_text="p95: the mean of the runs from the 92.5th to the 97.5th percentile.")
    after_ms = s.FloatField()
    ms = s.FloatField(help_text="The change of p95.")
    low = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    verdict = s.ChoiceField(VERDICTS)
    by_kind = EffectOfKind(many=True)
    sentence = text()


class TimeAnswer(s.Serializer[Any]):
    to = s.DateTimeField()
    compare_from = s.DateTimeField()
    compare_to = s.DateTimeField()
    runs = s.IntegerField()
    compared_runs = s.IntegerField(help_text="On the other side.")
    notes = s.ListField(child=text(), help_text="Where not all runs could be read: which these are.")
    unsplit_runs = s.IntegerField(help_text="Too large to be split, or settled before there was a split.")
    mean_ms = s.FloatField(allow_null=True)
    by_kind = KindMean(many=True)
    paths = PathMean(many=True)
    change = TimeChange()
    p95 = TailChange(allow_null=True, help_text="null: where no workflow has runs on both sides.")

    def get_fields(self) -> dict[str, Any]:
        """With "from", which is no name in Python."""
        return {"from": s.DateTimeField(), **super().get_fields()}


TIME: dict[str, Any] = {
    "operation_id": "analyse_time",
    "summary": "Where did the time go",
    "parameters": [*PERIOD, *COHORT],
    "responses": {200: TimeAnswer} | REFUSALS,
}


class Percentiles(s.Serializer[Any]):
    p50_ms = s.FloatField(allow_null=True)
    p95_ms = s.FloatField(allow_null=True)
    p99_ms = s.FloatField(allow_null=True)


class WorkflowLatency(Percentiles):
    workflow = text()
    runs = s.IntegerField()
    failed = s.IntegerField()
    runs_per_hour = s.FloatField()


class StepLatency(Percentiles):
    workflow = text()
    step = text()
    kind = s.CharField(help_text="Span kind.")
    spans = s.IntegerField()
    failed = s.IntegerField()
    mean_ms = s.FloatField()


class ServiceLatency(Percentiles):
    service = text()
    spans = s.IntegerField()
    failed = s.IntegerField()
    spans_per_hour = s.FloatField()


class QueueWaits(Percentiles):
    name = s.CharField(help_text="Service and name of the work that was taken from the queue.")
    taken = s.IntegerField()
    taken_per_hour = s.FloatField()
    mean_depth = s.FloatField(help_text="How much waited on average: the sum of all waits over the length of the time.")


class LatencyAnswer(s.Serializer[Any]):
    to = s.DateTimeField()
    workflows = WorkflowLatency(many=True)
    steps = StepLatency(many=True)
    queues = QueueWaits(many=True)
    services = ServiceLatency(many=True, help_text="Of all workflows; empty where one is asked for.")

    def get_fields(self) -> dict[str, Any]:
        """With "from", which is no name in Python."""
        return {"from": s.DateTimeField(), **super().get_fields()}


LATENCY: dict[str, Any] = {
    "operation_id": "analyse_latency",
    "summary": "Latency, throughput, failures and queue waits",
    "parameters": PERIOD,
    "responses": {200: LatencyAnswer} | REFUSALS,
}


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
    code = s.ChoiceField(CODES_OR_NONE)
    count = s.IntegerField(help_text="Traces that have it.")
    causes = s.IntegerField(help_text="Of which it is the cause.")


class AlikeFailures(s.Serializer[Any]):
    step = s.CharField(help_text="In which they ended.")
    message = s.CharField(help_text="What the error says; numbers, ids and words that differ are taken out.")
    failures = whole()
    causes = s.ListField(child=s.ChoiceField(CODES_OR_NONE), help_text="The most frequent first.")
    traces = s.ListField(child=s.CharField(), help_text="The newest, at most 3.")


class Rate(s.Serializer[Any]):
    value = s.FloatField()
    low = s.FloatField(help_text="95 % interval.")
    high = s.FloatField()


class DocumentUse(s.Serializer[Any]):
    name = s.CharField(help_text="Its id, else where it is from.")
    runs = s.IntegerField(help_text="Compared runs that were given it.")
    failures = s.IntegerField(help_text="Of them.")
    score = s.FloatField(allow_null=True, help_text="The mean of what searches told.")
    failure_rate = Rate()
    failure_rate_without = Rate(allow_null=True, help_text="Of runs that were given others; null: there is none.")
    verdict = s.ChoiceField(DOCUMENT_VERDICTS, help_text="Tested together, Benjamini-Hochberg 5 %.")


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
    alike = AlikeFailures(many=True, help_text="Failures grouped by last step and message, the largest groups first.")
    documents = DocumentUse(many=True, help_text="The most used, at most 20.")
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
