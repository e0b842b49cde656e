"""What workflows has rolled up: what runs cost and brought, and how long their outcomes were in coming."""

from traces.rollup.measures import Measure

WORTH = Measure("run", "rollup_worth", "rollup_worth_fill", "rollup_worth_fold", app="workflows")
DELAYS = Measure("run", "rollup_delay", "rollup_delay_fill", "rollup_delay_fold", app="workflows")
