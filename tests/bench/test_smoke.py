"""The benchmark runs, and what it sends is all there."""

import pytest

from tests.bench import load, peers
from tests.bench.ingest import row, stored
from tests.bench.products import OURS
from tests.bench.stack import running

pytestmark = pytest.mark.faults


def test_what_the_benchmark_sends_is_stored_and_costs_a_bounded_number_of_bytes() -> None:
    runs = 50
    with running() as stack:
        sent = load.send(stack.url, stack.key, load.encode(runs, 200), load.spans_of(runs))
        assert row("smoke", sent, 0)["refused"] == 0
        assert stored(stack, load.spans_of(runs))["missing"] == 0


def test_the_comparison_waits_until_every_span_can_be_read_back() -> None:
    runs = 20
    bodies, warm_up = load.encode(runs, 200), load.encode(peers.WARM_UP_RUNS, 200, first=runs)
    with running() as stack:
        seen = peers.measured(OURS, stack, warm_up, bodies, load.spans_of(runs))
    assert (seen["spans"], seen["missing"], seen["refused"]) == (240, 0, 0)
