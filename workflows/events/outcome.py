"""One outcome event: which fields it has, how each is read, and the row that is stored. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from hashlib import blake2b
from typing import Any

import orjson

from aiops.core.events import (
    MAX_USD,
    Event,
    FieldError,
    Fields,
    Read,
    hex_id,
    mapping,
    number,
    one_of,
    text,
    time,
    whole,
)

REFERENCES = ("run_id", "trace_id", "session", "key")
STATUSES = ("success", "failure", "withdrawn")
MAX_VERSION = 2**62
MAX_VALUE = 1_000_000_000_000
MAX_MINUTES = 525_600  # a year
MAX_ATTRIBUTES_BYTES = 16 * 1024
KEPT_DAYS = 400  # as long as runs are: older outcomes find none
AHEAD = timedelta(days=1)
HAS_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # an escape in JSON, not a backslash before u0000


def exact(most: float, places: int, *, as_text: bool = True) -> Read:
    """A number from 0 to `most`, rounded to so many places; text that spells one only where `as_text`."""
    read, smallest = number(0, most), Decimal(1).scaleb(-places)

    def rounded(value: Any) -> Decimal:
        if isinstance(value, str) and not as_text:
            raise ValueError(f"must be a number from 0 to {most:,.0f}, not a text")
        found: Decimal = read(value).quantize(smallest, ROUND_HALF_EVEN)
        return found

    return rounded


def currency(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 3 or not (value.isascii() and value.isalpha()):
        raise ValueError("must be the three letters of a currency, such as EUR")
    return value.upper()


FIELDS = Fields(
    {
        "outcome_id": text(),
        "source": text(),
        "version": whole(0, MAX_VERSION),
        "workflow": text(),
        "run_id": text(),
        "trace_id": hex_id(16),
        "session": text(),
        "key": text(),
        "occurred_at": time,
        "status": one_of(*STATUSES),
        "metric": text(100),
        "value": exact(MAX_VALUE, 9),
        "value_usd": exact(MAX_USD, 9),
        "currency": currency,
        "minutes_saved": exact(MAX_MINUTES, 6, as_text=False),
        "human_minutes": exact(MAX_MINUTES, 6, as_text=False),
        "attributes": mapping(),
    },
    required=("outcome_id", "workflow", "occurred_at", "status"),
)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A row of the outcome table, as its door knows it."""

    source: str
    outcome_id: str
    version: int
    workflow: str
    ref_kind: str
    ref: str
    occurred_at: datetime
    status: str
    metric: str | None
    value: Decimal | None
    value_nanousd: int | None
    currency: str | None
    minutes_saved: Decimal | None
    human_minutes: Decimal | None
    attributes: dict[str, Any] | None
    body_hash: int
    index: int = 0  # position in the request

    @property
    def key(self) -> tuple[str, str, int]:
        return self.source, self.outcome_id, self.version


def as_row(event: Event, now: datetime, index: int = 0) -> OutcomeRow:
    """The row of an event that FIELDS read. Raises FieldError."""
    ref_kind = reference(event)
    check_time(event["occurred_at"], now)
    if "currency" in event and "value" not in event:
        raise FieldError("value", "is required with currency, which it is in")
    return OutcomeRow(
        source=event.get("source", ""),
        outcome_id=event["outcome_id"],
        version=event.get("version", 1),
        workflow=event["workflow"],
        ref_kind=ref_kind,
        ref=event[ref_kind],
        occurred_at=event["occurred_at"],
        status=event["status"],
        metric=event.get("metric"),
        value=event.get("value"),
        value_nanousd=told_value(event),
        currency=event.get("currency"),
        minutes_saved=event.get("minutes_saved"),
        human_minutes=event.get("human_minutes"),
        attributes=attributes(event),
        body_hash=body_hash(event),
        index=index,
    )


def reference(event: Event) -> str:
    """Which of the four ways it names its run by. Raises FieldError unless it is exactly one."""
    given = [name for name in REFERENCES if name in event]
    if len(given) != 1:
        told = f"; given are {' and '.join(given)}" if given else ""
        reason = f"exactly one of run_id, trace_id, session and key is required{told}"
        raise FieldError(given[1] if given else "run_id", reason)
    return given[0]


def check_time(at: datetime, now: datetime) -> None:
    if at > now + AHEAD:
        raise FieldError("occurred_at", "lies more than a day in the future; check the sender's clock")
    if at < now - timedelta(days=KEPT_DAYS):
        raise FieldError("occurred_at", f"lies more than {KEPT_DAYS} days back, and runs are kept no longer")


def told_value(event: Event) -> int | None:
    """Nano-dollars that the sender said; None where it said none, or only in a currency that we have no rate for."""
    if "value_usd" in event:
        return nanousd(event["value_usd"])
    return nanousd(event["value"]) if event.get("currency") == "USD" and event["value"] <= MAX_USD else None


def nanousd(usd: Decimal) -> int:
    return int(usd.scaleb(9))


def attributes(event: Event) -> dict[str, Any] | None:
    """What PostgreSQL can hold as jsonb. Raises FieldError."""
    found: dict[str, Any] | None = event.get("attributes")
    if found is None:
        return None
    try:
        data = orjson.dumps(found)
    except TypeError as error:
        raise FieldError("attributes", f"cannot be kept: {error}") from None
    if len(data) > MAX_ATTRIBUTES_BYTES:
        raise FieldError("attributes", f"must be at most {MAX_ATTRIBUTES_BYTES:,} bytes of JSON")
    if HAS_NUL.search(data):
        raise FieldError("attributes", "must not hold NUL")
    return found


def body_hash(event: Event) -> int:
    """64 bits by which a repeat is told from another body of the same version."""
    data = orjson.dumps(event, default=plain, option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)


def plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    raise TypeError(type(value).__name__)
