import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.traces.analysis.stored import number, stored
from traces.analysis.tree import NONE, Tree, build
from traces.types import StoredSpan


def shape(tree: Tree) -> list[tuple[int, int]]:
    """(span, parent) in display order; parent 0 for a root."""
    return [
        (number(span), number(tree.spans[parent]) if parent != NONE else 0)
        for span, parent in zip(tree.spans, tree.parents, strict=True)
    ]


@st.composite
def messy_traces(draw: st.DrawFn) -> list[StoredSpan]:
    """Few ids, so that orphans, circles, repeated ids and spans that are their own parent all happen."""
    keys = draw(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 12)), max_size=14, unique=True))
    return [
        stored(
            each, start, start + draw(st.integers(0, 12)), draw(st.none() | st.integers(1, 10)),
            superseded=draw(st.booleans()), status=draw(st.sampled_from(["ok", "error"])),
            input_tokens=draw(st.none() | st.integers(0, 9)), usage_counted=draw(st.booleans()),
            cost_nanousd=draw(st.none() | st.integers(0, 9)),
        )
        for each, start in keys
    ]  # fmt: skip


@given(messy_traces(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(spans: list[StoredSpan], chance: random.Random) -> None:
    shuffled = list(spans)
    chance.shuffle(shuffled)
    assert build(shuffled) == build(spans)


@given(messy_traces())
def test_every_span_stands_in_the_tree_exactly_once(spans: list[StoredSpan]) -> None:
    assert sorted(map(id, build(spans).spans)) == sorted(map(id, spans))


@given(messy_traces())
def test_parents_come_first_and_subtrees_are_one_slice(spans: list[StoredSpan]) -> None:
    tree = build(spans)
    for i, parent in enumerate(tree.parents):
        assert tree.depths[i] == (0 if parent == NONE else tree.depths[parent] + 1)
        assert parent == NONE or parent < i < i + tree.sizes[i] <= parent + tree.sizes[parent]


@given(messy_traces())
def test_siblings_stand_by_start(spans: list[StoredSpan]) -> None:
    tree = build(spans)
    for parent in {NONE, *tree.parents}:
        starts = [span.start_ns for i, span in enumerate(tree.spans) if tree.parents[i] == parent]
        assert all(before <= after for before, after in pairwise(starts))


@given(messy_traces())
def test_the_roots_sums_add_up_to_the_whole(spans: list[StoredSpan]) -> None:
    tree = build(spans)
    assert sum(tree.sizes[i] for i in tree.roots) == len(spans)
    assert sum(tree.errors[i] for i in tree.roots) == sum(span.status == "error" for span in spans)
    assert sum(tree.tokens[i] for i in tree.roots) == sum(s.input_tokens or 0 for s in spans if s.usage_counted)
    assert sum(tree.cost_nanousd[i] or 0 for i in tree.roots) == sum(
        s.cost_nanousd or 0 for s in spans if s.usage_counted
    )


@given(messy_traces())
def test_one_span_of_each_id_counts(spans: list[StoredSpan]) -> None:
    tree = build(spans)
    for span_id in {span.span_id for span in spans}:
        same = [i for i, span in enumerate(tree.spans) if span.span_id == span_id]
        assert sum(i not in tree.superseded for i in same) <= 1
        assert any(not tree.spans[i].superseded for i in same) == (tree.position(span_id) is not None)


def test_children_hang_below_their_parents_in_time_order() -> None:
    tree = build([stored(3, 50, 60, 1), stored(1), stored(4, 12, 20, 2), stored(2, 10, 40, 1)])
    assert shape(tree) == [(1, 0), (2, 1), (4, 2), (3, 1)]


def test_an_orphan_hangs_under_the_root_whose_window_holds_it() -> None:
    tree = build([stored(1, 0, 10), stored(2, 20, 40), stored(3, 25, 30, parent=99)])
    assert shape(tree) == [(1, 0), (2, 0), (3, 2)]
    assert tree.synthetic_parent == {2}


def test_an_orphan_outside_every_root_is_a_root_of_its_own() -> None:
    tree = build([stored(1, 0, 10), stored(3, 25, 30, parent=99)])
    assert shape(tree) == [(1, 0), (3, 0)]
    assert not tree.synthetic_parent
    assert tree.missing_parent == {1}


def test_a_circle_is_cut_at_its_earliest_span() -> None:
    tree = build([stored(1, 0, 10, parent=3), stored(2, 1, 9, parent=1), stored(3, 2, 8, parent=2)])
    assert shape(tree) == [(1, 0), (2, 1), (3, 2)]


def test_a_span_that_is_its_own_parent_hangs_under_the_root() -> None:
    tree = build([stored(1, 0, 10), stored(2, 1, 9, parent=2)])
    assert shape(tree) == [(1, 0), (2, 1)]
    assert tree.synthetic_parent == {1}


def test_a_repeated_id_stands_beside_the_one_that_counts_and_keeps_no_children() -> None:
    tree = build([stored(1), stored(2, 10, 20, 1), stored(2, 30, 40, 1), stored(3, 31, 35, 2)])
    assert shape(tree) == [(1, 0), (2, 1), (3, 2), (2, 1)]
    assert tree.superseded == {3}


def test_the_one_that_settling_superseded_does_not_count_though_it_is_earlier() -> None:
    tree = build([stored(1), stored(2, 10, 20, 1, superseded=True), stored(2, 30, 40, 1)])
    assert tree.superseded == {1}


def test_a_call_that_is_not_counted_adds_no_tokens_above_it() -> None:
    agent = stored(1, input_tokens=7, usage_counted=False)
    call = stored(2, 10, 20, 1, input_tokens=7, output_tokens=2, usage_counted=True)
    assert build([agent, call]).tokens == (9, 9)


def test_a_chain_of_200_000_spans_is_built() -> None:
    count = 200_000
    tree = build([stored(i, i, 2 * count - i, i - 1 or None) for i in range(1, count + 1)])
    assert (tree.depths[-1], tree.sizes[0]) == (count - 1, count)


def test_a_trace_without_spans_is_an_empty_tree() -> None:
    assert build([]).roots == ()
