"""What costs shows on pages of traces: the arithmetic behind a span's cost."""

from typing import Any

from aiops.core.models import Project
from aiops.core.panels import NavItem, Panel, register, register_nav
from costs.models import Alert
from costs.pricing.bill import bill
from costs.pricing.needs import Comparison
from costs.pricing.rates import Tokens, from_json
from costs.store import book
from traces.analysis.labels import usage_note
from traces.types import StoredSpan


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


def fill_slots() -> None:
    """Called when the application is ready."""
    register("span", Panel("usage", "Usage and cost", "costs/_usage.html", usage, order=20))
    register("value", Panel("alerts", "Open alerts", "costs/_open_alerts.html", open_alerts))
    register_nav(NavItem("Answers", "Cost", "price", "costs:cost", order=140))
    register_nav(NavItem("Answers", "Why cost changed", "cost", "costs:change", order=150))
    register_nav(NavItem("Answers", "Budgets and alerts", "flag", "costs:alerts", order=160))
    register_nav(NavItem("Set-up", "Prices", "price", "costs:prices", order=80))
