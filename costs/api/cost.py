"""GET /api/v1/analysis/cost: the figures of the cost explorer."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.drf import asked
from aiops.core.models import ApiKey, Project
from costs.analysis import spend
from costs.analysis.waste import Waste, waste
from costs.api import schema_change
from costs.api.change import usd
from costs.forms import CostForm
from costs.store import days, month
from costs.store import spend as store
from costs.store import waste as waste_store

MONTH_END = {"spent_usd": "spent", "value": "value", "low": "low", "high": "high"}


class Cost(APIView):
    required_scope = "read"

    @extend_schema(**schema_change.COST)
    def get(self, request: Request) -> Response:
        return Response(answer(cast("ApiKey", request.auth).project, asked(request, CostForm, CostForm.OF_API)))


def answer(project: Project, form: CostForm) -> dict[str, Any]:
    dimension, workflow, (before, after) = form.chosen("by"), form.cleaned_data["workflow"], form.windows()
    now, then = (_read(project.pk, days.spans_of(period), dimension, workflow) for period in (after, before))
    coming = month.forecast(project.pk, form.now, form.zone, workflow)
    spans = days.spans_of(after)
    dates = [start.date().isoformat() for start, _ in spans]
    by_day = [sum(each.by_day("cost")[at] for each in now) for at in range(len(dates))]
    return {
        "from": after.start.isoformat(),
        "to": after.end.isoformat(),
        "by": dimension,
        "cost_usd": usd(sum(each.total("cost") for each in now)),
        "before_usd": usd(sum(each.total("cost") for each in then)),
        "unpriced_calls": sum(each.total("unpriced") for each in now),
        "results": [_line(line) for line in spend.lines(now, then, "cost", len(now))],
        "days": [{"date": date, "cost_usd": usd(cost)} for date, cost in zip(dates, by_day, strict=True)],
        "waste": [_waste(each) for each in waste(waste_store.read(project.pk, spans, form.now, workflow))],
        "month_end": coming and {name: usd(getattr(coming, field)) for name, field in MONTH_END.items()},
    }


def _read(project_id: int, spans: list[days.Span], dimension: str, workflow: str) -> list[spend.Slice]:
    return store.by(project_id, spans, store.cells(project_id, spans, workflow), dimension, workflow)


def _line(line: spend.Line) -> dict[str, Any]:
    money = {"cost_usd": usd(line.cost), "before_usd": usd(line.before)}
    counts = {"calls": line.calls, "unpriced_calls": line.unpriced, "runs": line.runs}
    return {"value": line.value, **money, **counts, "input_tokens": line.input, "output_tokens": line.output}


def _waste(each: Waste) -> dict[str, Any]:
    amounts = {"monthly_usd": usd(each.monthly), "low": usd(each.low), "high": usd(each.high)}
    return {"kind": each.kind, "calls": each.calls, **amounts, "days": each.days, "at_most": each.at_most}
