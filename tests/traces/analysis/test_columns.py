import json
from typing import Any

from hypothesis import given

from tests.traces.analysis.stored import stored
from tests.traces.analysis.test_tree import messy_traces
from traces.analysis.columns import columns
from traces.analysis.tree import build
from traces.types import StoredSpan


def read(table: dict[str, list[Any]], position: int) -> Any:
    return table["of"][table["at"][position]]


@given(messy_traces())
def test_columns_hold_every_span_and_survive_json(spans: list[StoredSpan]) -> None:
    tree = build(spans)
    data = json.loads(json.dumps(columns(tree)))
    assert data["count"] == len(spans)
    for i, span in enumerate(tree.spans):
        assert data["ids"][i * 16 : i * 16 + 16] == span.span_id.hex()
        assert data["offset"][i] == span.start_ns - tree.start_ns
        assert read(data["name"], i) == span.name
        assert data["status"][i] == ("e" if span.status == "error" else "o")


def test_what_few_spans_have_is_listed_by_position() -> None:
    data = columns(build([stored(1), stored(2, 1, 9, 1, input_tokens=7, cost_nanousd=0, usage_counted=True)]))
    assert data["input"] == ([1], [7])
    assert data["cost"] == ([1], [0])  # free is a price, unlike unknown
    assert data["output"] == ([], [])
    assert data["counted"] == [1]


def test_the_origin_of_a_good_trace_is_none() -> None:
    assert columns(build([stored(1)]))["origin"] == -1
