"""Points of token metrics counted naively: of a cumulative series what each point has more than the last one."""

from dataclasses import dataclass
from hashlib import blake2b

import orjson

from tests.facts.rows import METRIC, Fact

YOUNG_NS = 3600 * 10**9


@dataclass(frozen=True)
class Reading:
    """One point of a meter, which is a service of its own."""

    meter: str
    user: str
    cumulative: bool
    start_ns: int
    time_ns: int
    value: int

    @property
    def attributes(self) -> dict[str, str]:
        return {"model": "unheard-of", "user.id": self.user}

    def fact(self, value: int) -> Fact:
        """The call that stands for all calls of the interval."""
        told = _digest(16, "claude_code.", self.attributes, {"service.name": self.meter}, self.time_ns)
        return Fact(
            trace=told, span=_digest(8, told, 0), source=METRIC, start_ns=self.time_ns, workflow=self.meter, call=True,
            status="unset", tokens=(value, 0), model="unheard-of", user=self.user,
        )  # fmt: skip


class Meters:
    """How far each series has come."""

    def __init__(self) -> None:
        self.stands: dict[tuple[str, str], Reading] = {}

    def reads(self, reading: Reading, received_ns: int, erased_ns: int) -> list[Fact]:
        """What it adds, if anything. `erased_ns`: when its user was erased, 0 if never."""
        if not reading.cumulative:
            return [reading.fact(reading.value)] if reading.value else []
        series = (reading.meter, reading.user)
        last = self.stands.get(series)
        if last is None or reading.time_ns > last.time_ns:
            self.stands[series] = reading
        value = _added(reading, last, max(received_ns - YOUNG_NS, erased_ns))
        return [reading.fact(value)] if value else []

    def forgets(self, user: str) -> None:
        self.stands = {series: stand for series, stand in self.stands.items() if stand.user != user}


def _added(reading: Reading, last: Reading | None, begun_ns: int) -> int:
    if last is None:
        return reading.value if reading.start_ns >= begun_ns else 0
    if reading.time_ns <= last.time_ns:
        return 0
    if reading.start_ns != last.start_ns or reading.value < last.value:
        return reading.value
    return reading.value - last.value


def _digest(size: int, *parts: object) -> str:
    text = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    return blake2b(text, digest_size=size, person=b"aiops.log").hexdigest()
