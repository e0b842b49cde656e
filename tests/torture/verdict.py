"""Compares what was acknowledged with what the API gives back, and its money with that of a calm twin project."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.request import Request, urlopen

from aiops.demo import otlp
from aiops.demo.runs import Run
from tests.bench.stack import Stack


@dataclass(frozen=True)
class Verdict:
    """All but `acknowledged` ought to be zero. `cents` is the difference of cost to the calm twin, in dollars."""

    acknowledged: int
    lost: int
    doubled: int
    cents: Decimal

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.cents)


def judge(stack: Stack, runs: dict[str, Run]) -> Verdict:
    """Reads every acknowledged trace back; sends the same once, in peace, to another project; compares."""
    calm_key = stack.manage("create_key", "calm", "--scope", "ingest", "--scope", "read").split()[-1]
    for body in otlp.bodies(runs.values(), 480):
        request = Request(f"{stack.url}/v1/traces", body, headers(calm_key))
        urlopen(request, timeout=60).close()
    stormy, calm = ({each["trace_id"]: each for each in traces_at(stack.url, key)} for key in (stack.key, calm_key))
    return Verdict(
        acknowledged=sum(len(run.spans) for run in runs.values()),
        lost=sum(max(0, len(run.spans) - count(stormy.get(key))) for key, run in runs.items()),
        doubled=sum(max(0, count(stormy.get(key)) - len(run.spans)) for key, run in runs.items()),
        cents=sum((abs(cost(stormy.get(key)) - cost(calm.get(key))) for key in runs), Decimal(0)),
    )


def traces_at(url: str, key: str) -> Iterator[dict[str, Any]]:
    """Every trace of the key's project, page by page."""
    cursor = ""
    while True:
        path = f"/api/v1/traces?limit=200&from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&cursor={cursor}"
        with urlopen(Request(url + path, headers=headers(key)), timeout=60) as answer:
            page = json.load(answer)
        yield from page["results"]
        cursor = page["next"]
        if not cursor:
            return


def headers(key: str) -> dict[str, str]:
    return {"Content-Type": "application/x-protobuf", "x-api-key": key}


def count(trace: dict[str, Any] | None) -> int:
    return trace["span_count"] if trace else 0


def cost(trace: dict[str, Any] | None) -> Decimal:
    return Decimal(trace["cost_usd"] or 0) if trace else Decimal(0)


def sums_hold(stack: Stack) -> bool:
    """Whether the roll-ups agree with a recount over all facts, to the nano-dollar."""
    facts = (
        "SELECT project_id, count(*), coalesce(sum(cost_nanousd) FILTER (WHERE usage_counted), 0) FROM span GROUP BY 1"
    )
    rolled = "SELECT project_id, sum(spans), sum(cost_nanousd) FROM rollup_span GROUP BY 1"
    return set(stack.sql(facts)) == set(stack.sql(rolled))
