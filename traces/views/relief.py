"""For a list without a match: which single condition to give up so that there is one."""

import time
from dataclasses import dataclass, replace

from aiops.core.errors import ApiError
from traces.store import reader
from traces.views.asked import Asked

PATIENCE_SECONDS = 0.1  # after which nothing more is tried


@dataclass(frozen=True)
class Relief:
    """`at_ns` is the start of the newest match, where it is the time that must give way."""

    label: str
    url: str
    at_ns: int | None = None


def reliefs(asked: Asked) -> list[Relief]:
    """Each one leads to at least one trace. Those that take too long to find are not offered."""
    offers = [(chip.name, f"{chip.title} {chip.value}") for chip in asked.chips]
    offers += [("q", f"the search for “{asked.filter.q}”")] if asked.filter.q else []
    stop_at = time.monotonic() + PATIENCE_SECONDS
    try:
        found = [
            Relief(f"Without {label}", asked.without(name))
            for name, label in offers
            if time.monotonic() < stop_at and _any(asked, name)
        ]
        if time.monotonic() >= stop_at:
            return found
        newest = reader.list_traces(
            asked.project.pk, replace(asked.filter, from_ns=0, to_ns=2**62, limit=1, cursor="", sort="-start")
        ).rows
    except ApiError:
        return []
    return found + [Relief("The day of the newest match", asked.on_day(row.start_ns), row.start_ns) for row in newest]


def _any(asked: Asked, name: str) -> bool:
    return bool(reader.list_traces(asked.project.pk, replace(asked.relaxed(name), sort="-start")).rows)
