"""What costs shows on pages of others: the arithmetic behind a span's cost, open alerts, why cost changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from aiops.core import formats
from aiops.core.answers import Answer, Asked
from aiops.core.figures import levels
from aiops.core.figures.charts import draw
from aiops.core.forms import AnalysisForm
from aiops.core.models import Project
from aiops.core.news import News
from aiops.core.news import register as register_news
from aiops.core.panels import NavItem, Panel, register, register_nav
from aiops.core.periods import Stretch, in_url
from costs import charts
from costs.analysis import spend
from costs.analysis.words import Shown, shown
from costs.models import Alert
from costs.pricing.bill import bill
from costs.pricing.needs import Comparison
from costs.pricing.rates import Tokens, from_json
from costs.store import book, changes, days
from costs.store import spend as store
from traces.analysis.labels import usage_note
from traces.types import StoredSpan

MOST_NEWS = 50


def usage(span: StoredSpan, **_: Any) -> dict[str, Any] | None:
    """The usage table of a span: tokens by class, price, cost, and the price row with its dates. None: no usage.

    `left_out` says why the span is not in the sums of its trace; "" for one that is.
    """
    if span.input_tokens is None and span.output_tokens is None:
        return None
    price = book.rows_by_id([span.price_id]).get(span.price_id) if span.price_id else None
    return {
        "span": span,
        "left_out": "" if span.usage_counted and not span.superseded else usage_note(span),
        "price": price,
        "reported": reported(span),
        "bill": bill(from_json(price.rates), Tokens.of(span)) if price else None,
    }


def reported(span: StoredSpan) -> Comparison | None:
    """Our cost beside the sender's, where both are known."""
    ours, theirs = span.cost_nanousd, span.cost_reported_nanousd
    if span.cost_source != "price" or ours is None or theirs is None:
        return None
    return Comparison(1, ours, theirs)


def open_alerts(project: Project) -> dict[str, Any] | None:
    """Those that are open and that nobody has taken on; None: no such."""
    found = Alert.objects.filter(project=project, resolved_at=None, acknowledged_at=None)[:3]
    return {"alerts": found, "project": project} if found else None


def news(project: Project, since: datetime, until: datetime) -> Iterator[News]:
    """Alerts that opened or ended meanwhile."""
    rows = Alert.objects.filter(project=project)
    for each in rows.filter(opened_at__gte=since, opened_at__lt=until)[:MOST_NEWS]:
        yield News(each.opened_at, each.sentence, _alert(project, each), "warn", "warn")
    for each in rows.filter(resolved_at__gte=since, resolved_at__lt=until).order_by("-resolved_at")[:MOST_NEWS]:
        yield News(each.resolved_at or until, f"Over: {each.sentence}", _alert(project, each), "ok", "ok")


def _alert(project: Project, alert: Alert) -> str:
    return reverse("costs:alert", args=[project.slug, alert.pk])


def change(asked: Asked) -> dict[str, Any]:
    """Why the cost changed, as costs:change says it."""
    before, after = asked.form.windows()
    found = changes.change(asked.project.pk, before, after, asked.form.zone)
    told, unpriced = shown(found), sum(calls for calls, _ in found.change.unpriced)
    links = ((asked.url("costs:change"), "Why cost changed"), (asked.url("costs:cost"), "All of the cost"))
    known = bool(found.change.before or found.change.after)
    answer = Answer(
        told.sentence.text,
        links,
        levels=levels.place(_groups(told)) if known else None,
        caption=f"{told.write(told.before)} in {before.label()} became {told.write(told.after)} in {after.label()}",
    )
    return {"answer": answer, "told": told, "known": known, "unpriced": unpriced, "parts": links[0][0]}


def _groups(told: Shown) -> list[levels.Level]:
    """Each from where the last one ended, then the whole change from zero."""
    found, start = [], 0
    for group, amount in told.groups.items():
        real = any(part.real for part in told.parts if part.effect.group == group)
        css = "f-accent" if real else "f-mute"
        found.append(levels.Level(group.capitalize(), amount, told.write(amount, signed=True), css, start=start))
        start += amount
    return [*found, levels.Level("Change", told.change, told.write(told.change, signed=True), "f-total", whole=True)]


def over_time(project: Project, form: AnalysisForm, by: str, **_: Any) -> dict[str, Any] | None:
    """Cost and tokens by workflow or model, as costs:cost draws them. None: no model was called."""
    before, after = form.windows()
    spans = days.spans_of(after)
    now = _by(project, spans, by)
    if not any(each.total("calls") for each in now):
        return None
    draw_one = partial(
        charts.spend_over_time,
        before=_by(project, days.spans_of(before), by) if form.comparison() else [],
        spans=spans,
        zone=form.zone,
        now_ns=formats.nanoseconds(form.now),
        link=partial(_list, project, form),
    )
    made = [draw_one(spend.largest(now, name, spend.SHOWN), measure=name) for name in ("tokens", "cost")]
    return {"drawings": [draw(replace(each.chart, key=f"spend-{each.chart.title.lower()}")) for each in made]}


def _by(project: Project, spans: Sequence[Stretch], by: str) -> list[spend.Slice]:
    return store.by(project.pk, spans, store.cells(project.pk, spans, ""), by, "")


def _list(project: Project, form: AnalysisForm, from_ns: int, to_ns: int) -> str:
    return f"{reverse('traces:list', args=[project.slug])}?{urlencode(in_url(from_ns, to_ns, form.zone))}"


def fill_slots() -> None:
    """Called when the application is ready."""
    register("span", Panel("usage", "Usage and cost", "costs/_usage.html", usage, order=20))
    register("value", Panel("alerts", "Open alerts", "costs/_open_alerts.html", open_alerts))
    register("answers", Panel("cost", "Why did cost change?", "costs/_home.html", change, order=30))
    register("overview", Panel("cost", "Tokens and cost", "", over_time))
    register("home", Panel("alerts", "Open alerts", "costs/_open_alerts.html", open_alerts))
    register_news(news)
    register_nav(NavItem("Answers", "Cost", "price", "costs:cost", order=140))
    register_nav(NavItem("Answers", "Why cost changed", "cost", "costs:change", order=150))
    register_nav(NavItem("Answers", "Budgets and alerts", "flag", "costs:alerts", order=160))
    register_nav(NavItem("Set-up", "Prices", "price", "costs:prices", order=80))
