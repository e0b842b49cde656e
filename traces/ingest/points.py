"""What points of token metrics add: of cumulative ones the difference to the last, none where spans or logs tell it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from traces.events.token_metrics import Amount, series_of, told_twice
from traces.ingest.redact import stored_forms
from traces.store import erased, tellers
from traces.store.tellers import Stand
from traces.store.times import ns_of
from traces.types import Point

NAMING = re.compile("user|session|conversation|installation|account")  # in an attribute that names somebody
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
            last, names = found.stands.get(series) or known.get(series), names_of(project_id, point)
            begun_ns = received_ns - YOUNG_NS if last else _counts_from(project_id, names, received_ns)
            amount_or_why = since_last(point, last, begun_ns)
            found.stands[series] = Stand(point.start_ns, point.time_ns, float(point.value), names)
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


def _counts_from(project_id: int, names: Iterable[bytes], received_ns: int) -> int:
    """A series that is seen for the first time counts if it began after this. One that began before its person was
    erased may have been counted then."""
    return max(received_ns - YOUNG_NS, ns_of(erased.before(project_id, names)))


def names_of(project_id: int, point: Point) -> tuple[bytes, ...]:
    """Digests of the people and sessions that the point names, or may."""
    pairs = [*point.attributes.items(), *point.resource.attributes.items()]
    told = {value for name, value in pairs if isinstance(value, str) and NAMING.search(name)}
    names = {form for value in told for form in stored_forms(value)}
    return tuple(sorted(erased.digest(project_id, kind, name) for kind in ("user", "session") for name in names))


def since_last(point: Point, last: Stand | None, begun_ns: int) -> "Amount | str | None":
    """What a cumulative point has more than the last one; why it counts for nothing; None: it is the last one again.

    A series that began anew counts from its beginning. One that is seen for the first time counts whole when it is
    young (began after `begun_ns`), else from now on: what it added up before may have been counted elsewhere, and
    belongs to no time we know.
    """
    if last is None:
        if point.start_ns < begun_ns:
            return BEFORE
        return Amount(point, point.start_ns, point.value)
    if point.time_ns <= last.time_ns:
        return None
    if point.start_ns != last.start_ns or point.value < last.value:
        return Amount(point, point.start_ns, point.value)
    return Amount(point, last.time_ns, point.value - (int(last.value) if isinstance(point.value, int) else last.value))
