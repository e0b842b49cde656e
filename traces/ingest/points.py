"""What points of token metrics add: of cumulative ones the difference to the last, none where spans or logs tell it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from traces.events.token_metrics import Amount, series_of, told_twice
from traces.store import tellers
from traces.store.tellers import Stand
from traces.types import Point

YOUNG_NS = 3600 * 1_000_000_000  # a series that began within an hour is seen from its beginning
TOLD, TWICE, BEFORE = "told by spans, logs or events", "told by the agent's own metric", "counted from now on"


@dataclass(slots=True)
class Added:
    """`amounts` are to be counted; `left` says of how many points why they are not; `stands` is to be kept after."""

    amounts: list[Amount] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    stands: dict[bytes, Stand] = field(default_factory=dict)

    def leave(self, why: str) -> None:
        self.left[why] = self.left.get(why, 0) + 1


def added(project_id: int, received_ns: int, points: list[Point]) -> Added:
    """Reads what is known of these series and writes nothing: keep `stands` once the amounts are stored, so that a
    request sent again after a fault adds the same amounts under the same ids."""
    found = Added()
    if not points:
        return found
    cumulative = {series_of(point): point for point in points if point.temporality == "cumulative"}
    known = tellers.stands(project_id, cumulative) if cumulative else {}
    telling = tellers.telling(project_id, received_ns, {point.resource.service for point in points})
    twice = told_twice(points)
    for point in sorted(points, key=lambda point: point.time_ns):
        amount = Amount(point, point.start_ns, point.value)
        if point.temporality == "cumulative":
            series = series_of(point)
            amount_or_why = since_last(point, found.stands.get(series) or known.get(series), received_ns)
            found.stands[series] = Stand(point.start_ns, point.time_ns, float(point.value))
        else:
            amount_or_why = amount
        _take(found, amount_or_why, point, telling, point.index in twice)
    return found


def _take(found: Added, amount: "Amount | str | None", point: Point, telling: Iterable[str], is_twice: bool) -> None:
    if point.resource.service in telling:
        found.leave(TOLD)
    elif is_twice:
        found.leave(TWICE)
    elif isinstance(amount, str):
        found.leave(amount)
    elif amount is not None:
        found.amounts.append(amount)


def since_last(point: Point, last: Stand | None, received_ns: int) -> "Amount | str | None":
    """What a cumulative point has more than the last one; why it counts for nothing; None: it is the last one again.

    A series that began anew counts from its beginning. One that is seen for the first time counts whole when it is
    young, else from now on: what it added up before may have been counted elsewhere, and belongs to no time we know.
    """
    if last is None:
        if point.start_ns < received_ns - YOUNG_NS:
            return BEFORE
        return Amount(point, point.start_ns, point.value)
    if point.time_ns <= last.time_ns:
        return None
    if point.start_ns != last.start_ns or point.value < last.value:
        return Amount(point, point.start_ns, point.value)
    return Amount(point, last.time_ns, point.value - (int(last.value) if isinstance(point.value, int) else last.value))
