import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.policies.batching import Batch, cut, due, may_wait

MICRO = Batch("micro", 4, 2000)


@pytest.mark.parametrize(
    ("waiting", "oldest_ms", "expected"), [(0, 9999, False), (1, 100, False), (1, 2000, True), (4, 0, True)]
)
def test_a_batch_goes_when_it_is_full_or_its_first_item_has_waited(
    waiting: int, oldest_ms: int, expected: bool
) -> None:
    assert due(MICRO, waiting, oldest_ms) is expected


def test_who_has_no_time_waits_for_nobody() -> None:
    assert (may_wait(MICRO, 10_000, 5_000), may_wait(MICRO, 6_000, 5_000)) == (True, False)


def test_cut() -> None:
    assert [list(piece) for piece in cut([5, 5, 5, 30, 1, 1, 1], 3, 12)] == [[0, 1], [2], [3], [4, 5, 6]]


@given(st.lists(st.integers(0, 50), max_size=40), st.integers(1, 8), st.integers(1, 60))
def test_every_item_is_in_one_piece_and_pieces_are_bounded(sizes: list[int], items: int, size: int) -> None:
    pieces = cut(sizes, items, size)
    assert [place for piece in pieces for place in piece] == list(range(len(sizes)))
    for piece in pieces:
        assert len(piece) == 1 or (len(piece) <= items and sum(sizes[place] for place in piece) <= size)
