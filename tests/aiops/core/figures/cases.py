"""Charts of known figures, hour by hour from noon of 22 November."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiops.core import formats
from aiops.core.figures.chart import Bucket, Chart, Series
from aiops.core.figures.units import Value, counted

BERLIN = ZoneInfo("Europe/Berlin")
HOUR_NS = 3600 * 10**9
NOON = formats.nanoseconds(datetime(2026, 11, 22, 12, tzinfo=BERLIN))
LATER = NOON + 100 * HOUR_NS


def hours(number: int, href: str = "") -> tuple[Bucket, ...]:
    return tuple(Bucket(NOON + n * HOUR_NS, NOON + (n + 1) * HOUR_NS, href) for n in range(number))


def chart(*series: tuple[Value, ...] | Series, **fields: Any) -> Chart:
    """Series given as figures alone are called "Good", then "Bad"."""
    named = tuple(
        each if isinstance(each, Series) else Series(("Good", "Bad")[n], each) for n, each in enumerate(series)
    )
    number = len(named[0].values) if named else 0
    common: dict[str, Any] = {
        "key": "spans",
        "title": "Spans",
        "unit": counted("spans"),
        "zone": BERLIN,
        "now_ns": LATER,
    }
    return Chart(**({"buckets": hours(number), "series": named} | common | fields))
