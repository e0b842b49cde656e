"""No value is too long for an index: one such span would otherwise sink its whole batch, for ever."""

import json
import random
import time

import pytest

from tests.traces.api.calling import Caller
from traces.rollup import recompute_ready
from traces.settle import settle_ready
from traces.store import reader
from traces.types import TraceFilter

SIGNS = [chr(code) for code in range(0x20000, 0x2A000)]  # four bytes each in UTF-8
LONG = "".join(random.Random(7).choices(SIGNS, k=20_000))
NAMES = [
    "gen_ai.request.model", "gen_ai.response.model", "gen_ai.provider.name", "gen_ai.conversation.id", "user.id",
    "enduser.id", "aiops.workflow", "aiops.run.id", "aiops.step", "service.version", "region", "environment", "tenant",
    "error.type", "gen_ai.response.finish_reasons", "gen_ai.operation.name", "openinference.span.kind",
]  # fmt: skip


@pytest.mark.parametrize("name", [*NAMES, "every one"])
def test_a_very_long_value_is_stored_settled_rolled_up_and_found(shop: Caller, name: str) -> None:
    start_ns = time.time_ns()
    names = NAMES if name == "every one" else [name, "gen_ai.usage.input_tokens"]
    values = [{"key": each, "value": {"stringValue": LONG}} for each in names]
    sent = {
        "traceId": "01" * 16,
        "spanId": "02" * 8,
        "name": LONG,
        "startTimeUnixNano": str(start_ns),
        "endTimeUnixNano": str(start_ns + 1),
        "attributes": values,
        "status": {"code": 2, "message": LONG},
    }
    scope_spans = [{"spans": [sent]}]
    body = {"resourceSpans": [{"resource": {"attributes": values}, "scopeSpans": scope_spans}]}
    assert shop.send(json.dumps(body).encode()).status_code == 200
    later_ns = start_ns + 3_600_000_000_000
    assert settle_ready(shop.project_id, later_ns) == 1
    recompute_ready(shop.project_id, later_ns, 0)
    [row] = reader.list_traces(shop.project_id, TraceFilter(0, later_ns, q=LONG[:10])).rows
    assert row.settled
