"""The company's history in one pass: bodies of spans as they are made, and the events about them gathered meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from aiops.demo.events import Event
from aiops.demo.office import told, wire
from aiops.demo.office.life import Company
from aiops.demo.office.making import run
from aiops.demo.runs import Run

SPANS_PER_BODY = 1_500


@dataclass
class Whole:
    """`bodies` first: the events are those of the runs that were made so far."""

    company: Company
    scores: list[Event] = field(default_factory=list)
    usage: list[Event] = field(default_factory=list)
    _outcomes: list[tuple[int, Event]] = field(default_factory=list)

    def bodies(self) -> Iterator[tuple[bytes, int]]:
        """Each with the number of its spans."""
        return wire.bodies(self.runs(), SPANS_PER_BODY)

    def runs(self) -> Iterator[Run]:
        fate, until_ns = self.company.fate, self.company.anchor_ns
        for case in self.company.cases():
            made = run(case)
            self._outcomes += told.outcomes(case, made, fate, until_ns)
            self.scores += told.scores(case, made, until_ns)
            self.usage += told.usage(made)
            yield made

    @property
    def outcomes(self) -> list[Event]:
        """In the order in which they are sent."""
        return [event for _, event in sorted(self._outcomes, key=lambda each: each[0])]
