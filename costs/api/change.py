"""GET /api/v1/analysis/cost-change: the figures of the page "Why the cost changed"."""

from decimal import Decimal
from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aiops.core.drf import asked
from aiops.core.forms import AnalysisForm
from aiops.core.models import ApiKey
from aiops.core.periods import Period
from costs.analysis.answer import Answer
from costs.analysis.changes import ChangePoint
from costs.analysis.drift import Effect, WorkflowChange
from costs.analysis.words import event, shown
from costs.api import schema_change
from costs.store import changes


class CostChange(APIView):
    required_scope = "read"

    @extend_schema(**schema_change.CHANGE)
    def get(self, request: Request) -> Response:
        form = asked(request, AnalysisForm, AnalysisForm.OF_API)
        before, after = form.windows()
        project_id, workflow = cast("ApiKey", request.auth).project_id, form.cleaned_data["workflow"]
        return Response(shape(changes.change(project_id, before, after, form.zone, workflow), before, after))


def shape(found: Answer, before: Period, after: Period) -> dict[str, Any]:
    change = found.change
    return {
        "from": after.start.isoformat(),
        "to": after.end.isoformat(),
        "compare_from": before.start.isoformat(),
        "compare_to": before.end.isoformat(),
        "before_usd": usd(change.before),
        "after_usd": usd(change.after),
        "change_usd": usd(change.change),
        "effects": [effect(each) for each in change.effects],
        "by_workflow": [workflow(each) for each in change.workflows],
        "unpriced": {"calls": sum(calls for calls, _ in change.unpriced), "tokens": sum(n for _, n in change.unpriced)},
        "change_points": [point(each) for each in found.points],
        "sentence": shown(found).sentence.text,
    }


def effect(each: Effect) -> dict[str, Any]:
    ends = {"low": usd(each.low), "high": usd(each.high)}
    return {"name": each.name, "group": each.group, "usd": usd(each.nanousd), **ends, "verdict": each.verdict}


def workflow(each: WorkflowChange) -> dict[str, Any]:
    sums = {"before_usd": usd(each.before), "after_usd": usd(each.after), "change_usd": usd(each.change)}
    return {"workflow": each.workflow, **sums, "effects": [effect(one) for one in each.effects]}


def point(each: ChangePoint) -> dict[str, Any]:
    matched = [
        {"kind": one.kind, "name": one.label, "date": one.day.isoformat(), "what": event(one)} for one in each.matched
    ]
    where = {"date": each.day.isoformat(), "workflow": each.workflow, "effect": each.effect}
    return {**where, "usd": usd(each.nanousd), "matched": matched}


def usd(nanousd: int | None) -> str | None:
    return None if nanousd is None else f"{Decimal(nanousd).scaleb(-9):f}"
