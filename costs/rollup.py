"""What costs has rolled up: calls by workflow, provider, model, tiers, price and who says what they cost; traces by
user, session and tag."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from costs.store import days, prices, waste
from traces.rollup.measures import Measure, histograms_of, measure_of
from traces.store.sums import Sums


def _bounds(project_id: int) -> dict[str, Any]:
    return {"context_bounds": prices.context_bounds(project_id)}


CALLS = measure_of("span", Sums(
    table="rollup_call",
    keys=("workflow", "provider", "model", "service_tier", "cost_source", "price_id", "context_over", "api_key"),
    sums=(
        "calls", "useful_calls", "refused_calls", "input_tokens", "output_tokens", "cache_read_tokens",
        "cache_write_tokens", "cache_write_1h_tokens", "reasoning_tokens", "input_audio_tokens", "output_audio_tokens",
        "cost_nanousd", "compared_calls", "compared_nanousd", "reported_nanousd",
    ),
    texts=("workflow", "provider", "model", "service_tier"),
    weight="calls",
), app="costs", more=_bounds)  # fmt: skip
PAYERS = Measure("run", "rollup_payer", "rollup_payer_fill", "rollup_payer_fold", app="costs")
RUN_COSTS = histograms_of("run", "rollup_run_cost_fill", ("run_cost_nanousd",), app="costs")


def forget_days(project_id: int, hours: Sequence[datetime], _kind: str) -> None:
    """Step after some hours were computed anew: days made of them are made anew when they are next needed."""
    days.forget(project_id, hours)
    waste.forget(project_id, hours)
