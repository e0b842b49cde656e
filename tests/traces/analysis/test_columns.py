import json
from typing import Any

from hypothesis import given

from tests.traces.analysis.stored import stored
from tests.traces.analysis.test_tree import messy_traces
from traces.analysis.columns import columns
from traces.analysis.time.of_tree import split_of
from traces.analysis.tree import Tree, build
from traces.types import StoredSpan


def made(tree: Tree) -> dict[str, Any]:
    return columns(tree, split_of(tree))


def read(table: dict[str, list[Any]], position: int) -> Any:
    return table["of"][table["at"][position]]


@given(messy_traces())
def test_columns_hold_every_span_and_survive_json(spans: list[StoredSpan]) -> None:
    tree = build(spans)
    data = json.loads(json.dumps(columns(tree, split_of(tree))))
    assert data["count"] == len(spans)
    for i, span in enumerate(tree.spans):
        assert data["ids"][i * 16 : i * 16 + 16] == span.span_id.hex()
        assert data["offset"][i] == span.start_ns - tree.start_ns
        assert read(data["name"], i) == span.name
        assert data["status"][i] == ("e" if span.status == "error" else "o")


def test_what_few_spans_have_is_listed_by_position() -> None:
    data = made(build([stored(1), stored(2, 1, 9, 1, input_tokens=7, cost_nanousd=0, usage_counted=True)]))
    assert data["input"] == ([1], [7])
    assert data["cost"] == ([1], [0])  # free is a price, unlike unknown
    assert data["output"] == ([], [])
    assert data["counted"] == [1]


def test_the_origin_of_a_good_trace_is_none() -> None:
    assert made(build([stored(1)]))["origin"] == -1


def test_the_critical_path_is_lengths_in_order_with_a_letter_for_each_kind() -> None:
    data = made(build([stored(1, 0, 100), stored(2, 10, 60, 1, kind="llm", first_token_ns=20)]))
    assert data["path"] == {"at": [0, 1, 1, 0], "length": [10, 20, 30, 40], "kind": "jcdj"}


def test_a_span_whose_clock_was_off_stands_where_it_belongs() -> None:
    data = made(build([stored(1, 0, 100, kind="http"), stored(2, 500, 540, 1, service="api")]))
    assert (data["offset"], data["shift"]) == ([0, 30], ([1], [-470]))
