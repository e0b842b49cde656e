from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from traces.store.lanes import Lane


class Work:
    """Notes its groups; the first waits for `open`, so that others gather behind it. Numbers from 100 on fail."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.begun, self.open = Event(), Event()

    def __call__(self, group: Sequence[int]) -> list[int]:
        self.groups.append(list(group))
        self.begun.set()
        assert self.open.wait(10)
        if any(number >= 100 for number in group):
            raise KeyError
        return [number * 2 for number in group]


def lane(work: Work, most: int = 10) -> Lane[int, int]:
    return Lane(work, size=lambda number: number, most=most, errors=(KeyError,))


def gathered(numbers: list[int], most: int = 10) -> tuple[list[list[int]], list[int | None]]:
    """The groups and the answers, the first number alone and the others come while it is worked on."""
    work = Work()
    taken = lane(work, most)
    with ThreadPoolExecutor(len(numbers)) as pool:
        futures = [pool.submit(taken.take, numbers[0])]
        assert work.begun.wait(10)
        for behind, number in enumerate(numbers[1:], start=1):
            futures.append(pool.submit(taken.take, number))
            while len(taken._waiting) < behind:
                pass
        work.open.set()
        return work.groups, [future.result(10) for future in futures]


def test_who_comes_while_one_is_at_it_is_taken_along_by_the_next() -> None:
    assert gathered([1, 2, 3, 4]) == ([[1], [2, 3, 4]], [2, 4, 6, 8])


def test_a_group_ends_where_the_next_would_be_too_much() -> None:
    assert gathered([1, 6, 3, 2, 5], most=10) == ([[1], [6, 3], [2, 5]], [2, 12, 6, 4, 10])


def test_one_that_is_too_much_by_itself_goes_alone() -> None:
    assert gathered([1, 50, 2], most=10) == ([[1], [50], [2]], [2, 100, 4])


def test_of_a_group_that_fails_nobody_has_an_answer_and_the_next_goes_on() -> None:
    assert gathered([1, 100, 7, 2], most=107) == ([[1], [100, 7], [2]], [2, None, None, 4])


def test_an_error_of_another_kind_is_raised_and_leaves_the_lane_free() -> None:
    def broken(group: Sequence[int]) -> list[int]:
        if group == [1]:
            raise ZeroDivisionError
        return list(group)

    free = Lane(broken, size=lambda _: 1, most=10, errors=(KeyError,))
    with pytest.raises(ZeroDivisionError):
        free.take(1)
    assert free.take(2) == 2
