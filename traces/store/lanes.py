"""Group commit: of those who come to store something at the same time one does it for all, in one transaction.

A transaction costs as much as fifty spans, whatever it holds. So while one is under way the others gather, and the next
takes all of them. Nobody ever waits for others to come.
"""

from collections.abc import Callable, Sequence
from threading import Condition
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class _Place(Generic[Item, Answer]):
    """One who waits in the lane. `answer` counts once `done`; None: the group failed as a whole."""

    __slots__ = ("answer", "done", "item")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.done = False
        self.answer: Answer | None = None


class Lane(Generic[Item, Answer]):
    """`work` takes a group and gives an answer for each, in order, or raises one of `errors`: then it did nothing.

    Of a group the sizes together are at most `most`, unless one alone is larger.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Sequence[Answer]],
        size: Callable[[Item], int],
        most: int,
        errors: tuple[type[Exception], ...],
    ) -> None:
        self.work, self.size, self.most, self.errors = work, size, most, errors
        self._waiting: list[_Place[Item, Answer]] = []
        self._busy = False
        self._changed = Condition()

    def take(self, item: Item) -> Answer | None:
        """What the group's work says of this item; None where the group failed: try it alone."""
        place: _Place[Item, Answer] = _Place(item)
        with self._changed:
            self._waiting.append(place)
        while not place.done:
            if group := self._turn(place):
                self._serve(group)
        return place.answer

    def _turn(self, place: _Place[Item, Answer]) -> list[_Place[Item, Answer]]:
        """Waits until somebody has done this one, or until it is time to do the next group."""
        with self._changed:
            while self._busy and not place.done:
                self._changed.wait()
            if place.done:
                return []
            self._busy = True
            return self._next_group()

    def _next_group(self) -> list[_Place[Item, Answer]]:
        """From the front of the line, as many as fit."""
        total = 0
        for count, place in enumerate(self._waiting):
            total += self.size(place.item)
            if count and total > self.most:
                group, self._waiting = self._waiting[:count], self._waiting[count:]
                return group
        group, self._waiting = self._waiting, []
        return group

    def _serve(self, group: Sequence[_Place[Item, Answer]]) -> None:
        try:
            answers = self.work([place.item for place in group])
            for place, answer in zip(group, answers, strict=True):
                place.answer = answer
        except self.errors:
            pass
        finally:
            with self._changed:
                for place in group:
                    place.done = True
                self._busy = False
                self._changed.notify_all()
