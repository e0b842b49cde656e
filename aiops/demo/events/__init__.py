"""What the company sends beside traces: bodies for the doors of usage, scores and outcomes."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

Event = dict[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def bodies(events: Iterable[Event], events_per_body: int = 500) -> Iterator[bytes]:
    """JSON bodies of so many events each; the last may be smaller."""
    rest = iter(events)
    while some := list(islice(rest, events_per_body)):
        yield json.dumps({"events": some}).encode()


def moment(ns: int) -> str:
    """RFC 3339, to the microsecond."""
    return (EPOCH + timedelta(microseconds=ns // 1000)).isoformat()
