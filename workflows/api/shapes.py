"""Definitions and figures as the API writes them."""

from datetime import date
from decimal import Decimal
from typing import Any

from aiops.core.stats.intervals import Interval
from traces.api.shapes import usd
from workflows.analysis.maturity import Nowcast
from workflows.analysis.overview import Line
from workflows.analysis.roi import Figure
from workflows.models import Expense, SuccessMetric, Workflow
from workflows.store import terms

Json = dict[str, Any]
NANO = Decimal(10) ** 9


def shape(row: Workflow) -> Json:
    return {
        "key": row.key,
        "name": row.name,
        "kind": row.kind,
        "state": row.state,
        "purpose": row.purpose,
        "good_outcome": row.good_outcome,
        "owner": row.owner,
        "credit": row.credit,
        "merged_into": row.merged_into.key if row.merged_into else None,
        "metrics": [_metric(each, main=not place) for place, each in enumerate(terms.ordered(row.metrics.all()))],
        "expenses": [_expense(each) for each in row.expenses.all()],
    }


def _metric(row: SuccessMetric, *, main: bool) -> Json:
    plain = ("minutes_per_unit", "target", "baseline", "baseline_low", "baseline_high")
    return {
        "name": row.name,
        "main": main,
        "measures": row.measures,
        "direction": row.direction,
        "unit": row.unit,
        "value_per_unit_usd": usd(row.value_per_unit_nanousd),
        **{name: _decimal(getattr(row, name)) for name in plain},
        "baseline_source": row.baseline_source,
        "baseline_from": _day(row.baseline_from),
        "baseline_to": _day(row.baseline_to),
        "window_days": row.window_days,
        "silence": row.silence,
    }


def _expense(row: Expense) -> Json:
    days = {"first": _day(row.first), "last": _day(row.last)}
    return {"name": row.name, "kind": row.kind, "usd": usd(row.nanousd), "per": row.per} | days


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def earned(line: Line, young: Nowcast | None, sentence: str) -> Json:
    """Figures are null where they are not known or have no meaning; nothing is a zero that is not one."""
    now = line.now
    return {
        "runs": now.runs,
        "matured_runs": now.matured_runs,
        "young_runs": now.young_runs,
        "judged_runs": now.judged,
        "good_runs": now.good,
        "successes": plain(now.successes),
        "success_rate": figure(now.success_rate),
        "cost_usd": usd(now.cost_nanousd),
        "cost_besides_models_usd": usd(now.other_nanousd),
        "young_cost_usd": usd(now.young_nanousd),
        "unpriced_calls": now.unpriced_calls,
        "value_usd": money(now.value),
        "net_usd": money(now.net),
        "roi": figure(now.roi),
        "cost_per_success_usd": money(now.cost_per_success),
        "minutes_saved": figure(now.minutes_saved),
        "window_days": line.terms.window_days,
        "user_groups": now.user_groups,
        "nowcast": nowcast(young),
        "sentence": sentence,
    }


def figure(found: Figure | None) -> Json | None:
    if found is None:
        return None
    return {name: plain(getattr(found, name)) for name in ("value", "low", "high")}


def money(found: Figure | None) -> Json | None:
    if found is None:
        return None
    return {name: _usd(getattr(found, name)) for name in ("value", "low", "high")}


def _usd(nanousd: Decimal | None) -> str | None:
    return None if nanousd is None else f"{(nanousd / NANO).quantize(1 / NANO):f}"


def plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def nowcast(found: Nowcast | None) -> Json | None:
    """Of the runs that are too young to judge."""
    if found is None:
        return None
    said = {"runs": found.runs, "seen": found.seen, "naive_rate": found.naive}
    return said | {"rate": _ends(found.rate), "successes": _ends(found.good)}


def _ends(found: Interval) -> Json:
    return {"value": found.value, "low": found.low, "high": found.high}
