"""What costs has rolled up: calls by provider, model, service tier and who says what they cost."""

from traces.rollup.measures import Measure

CALLS = Measure("span", "rollup_call", "rollup_call_fill", "rollup_call_fold", app="costs")
