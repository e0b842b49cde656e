"""What came in and what was refused: the facts of the Ingest health page."""

from collections import Counter
from typing import Any

from aiops.core import sql
from traces.store.limits import bounded
from traces.store.times import ns_of, when
from traces.types import BAD_EVENTS, EVENTS, ClientCount, IngestBar, IngestCounts, Quarantined, Refused

NS = 1_000_000_000
CLIENTS = 50  # shown, those that sent most first
REFUSALS = ("rejected.", "request.")
STORED = frozenset({"accepted", *EVENTS})


def ingest_counts(project_id: int, from_ns: int, to_ns: int, bars: int = 60) -> IngestCounts:
    """What arrived in from_ns <= time < to_ns by code, by client and over time; times are whole minutes."""
    width_s = max(60, -(-(to_ns - from_ns) // (bars * NS * 60)) * 60)
    params = {
        "project_id": project_id,
        "from_time": when(from_ns - from_ns % (60 * NS)),
        "to_time": when(to_ns),
        "width_s": width_s,
        "events": list(BAD_EVENTS),
    }
    with bounded():
        counted = sql.tuples("traces", "ingest_codes", params)
        placed = sql.tuples("traces", "ingest_over_time", params)
    by_code: Counter[str] = Counter()
    for code, _, n, _ in counted:
        by_code[code] += n
    return IngestCounts(by_code, _clients(counted), _bars(from_ns - from_ns % (60 * NS), to_ns, width_s * NS, placed))


def refused(project_id: int, from_ns: int, to_ns: int, limit: int) -> list[Refused]:
    """What arrived in from_ns <= time < to_ns in vain, the latest first; times are whole minutes."""
    params = {"project_id": project_id, "from_time": when(from_ns - from_ns % (60 * NS)), "to_time": when(to_ns)}
    with bounded():
        counted = sql.tuples("traces", "ingest_codes", params)
    found = [Refused(code, client, n, ns_of(last)) for code, client, n, last in counted if code.startswith(REFUSALS)]
    return sorted(found, key=lambda each: (-each.last_ns, -each.n, each.code))[:limit]


def _clients(counted: list[tuple[Any, ...]]) -> tuple[ClientCount, ...]:
    accepted: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    last_ns: dict[str, int] = {}
    for code, client, n, last in counted:
        accepted[client] += n if code in STORED else 0
        rejected[client] += n if code.startswith("rejected") else 0
        last_ns[client] = max(last_ns.get(client, 0), ns_of(last))
    every = [ClientCount(name, accepted[name], rejected[name], at) for name, at in last_ns.items()]
    return tuple(sorted(every, key=lambda each: (-each.accepted - each.rejected, each.client))[:CLIENTS])


def _bars(from_ns: int, to_ns: int, width_ns: int, placed: list[tuple[Any, ...]]) -> tuple[IngestBar, ...]:
    counts = {place: (accepted, rejected) for place, accepted, rejected in placed}
    edges = range(from_ns, to_ns, width_ns)
    return tuple(IngestBar(at, min(at + width_ns, to_ns), *counts.get(place, (0, 0))) for place, at in enumerate(edges))


def quarantined(project_id: int, limit: int = 100) -> list[Quarantined]:
    """The newest spans and events that could be read but not stored."""
    found = sql.tuples("traces", "quarantined", {"project_id": project_id, "limit": limit})
    return [Quarantined(ns_of(received), *rest) for received, *rest in found]
