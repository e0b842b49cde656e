from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.traces.analysis.stored import stored
from tests.traces.analysis.test_tree import messy_traces
from traces.analysis.layout import Cell, lanes, minimap
from traces.analysis.tree import NONE, build
from traces.types import StoredSpan


@given(messy_traces())
def test_no_two_spans_of_a_lane_overlap(spans: list[StoredSpan]) -> None:
    tree = build(spans)
    placed = lanes(tree)
    for a, b in combinations(range(len(placed)), 2):
        first, second = sorted((a, b), key=lambda i: tree.spans[i].start_ns)
        ends = max(tree.spans[first].end_ns, tree.spans[first].start_ns + 1)
        assert placed[a] != placed[b] or ends <= tree.spans[second].start_ns


@given(messy_traces())
def test_every_span_lies_below_its_parent(spans: list[StoredSpan]) -> None:
    tree = build(spans)
    placed = lanes(tree)
    assert all(parent == NONE or placed[parent] < placed[i] for i, parent in enumerate(tree.parents))


@given(messy_traces())
def test_no_lane_is_empty(spans: list[StoredSpan]) -> None:
    placed = lanes(build(spans))
    assert set(placed) == set(range(max(placed, default=-1) + 1))


def test_a_crowd_beyond_reach_still_overlaps_nowhere() -> None:
    crowd = [stored(i, 0, 100, 1) for i in range(2, 200)]
    assert sorted(lanes(build([stored(1), *crowd]))) == list(range(199))


def test_spans_in_a_row_share_a_lane_and_parallel_ones_do_not() -> None:
    tree = build([stored(1), stored(2, 0, 50, 1), stored(3, 50, 90, 1), stored(4, 60, 70, 1), stored(5, 61, 69, 4)])
    assert lanes(tree) == (0, 1, 1, 2, 3)


@given(messy_traces(), st.integers(1, 5), st.integers(1, 20))
def test_the_minimap_stays_inside_its_cells(spans: list[StoredSpan], lines: int, columns: int) -> None:
    cells = minimap(build(spans), lines, columns)
    assert len(cells) <= lines * columns
    assert all(0 <= c.y < lines and 0 <= c.x < c.x + c.width <= columns for c in cells)
    assert bool(cells) == bool(spans)


def test_a_small_trace_has_a_line_for_each_span() -> None:
    tree = build([stored(1, kind="agent"), stored(2, 25, 50, 1, kind="llm")])
    assert minimap(tree, lines=38, columns=100) == (Cell(0, 0, 100, "agent"), Cell(25, 1, 25, "llm"))
