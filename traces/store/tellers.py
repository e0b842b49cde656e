"""Which services tell their tokens by spans, logs or events, and how far cumulative series have come."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aiops.core import sql
from traces.store.rows import MAX_LABEL_BYTES, cut
from traces.store.times import NS_PER_SECOND, when

TELLS_FOR_NS = 6 * 3600 * NS_PER_SECOND
COARSE_NS = 600 * NS_PER_SECOND
MAX_KNOWN = 10_000

_noted: dict[tuple[int, str, str], int] = {}  # when each was last written by this process; threads may race for it


class Stand(NamedTuple):
    """The last point of a cumulative series."""

    start_ns: int
    time_ns: int
    value: float
    names: tuple[bytes, ...] = ()  # digests of the people and sessions it names, as traces.store.erased makes them


def note(project_id: int, now_ns: int, told: Iterable[tuple[str, str]]) -> None:
    """These (service, source) told tokens; written at most every ten minutes each."""
    stale = [each for each in told if now_ns - _noted.get((project_id, *each), 0) > COARSE_NS]
    if not stale:
        return
    params = {
        "project_id": project_id,
        "now": when(now_ns),
        "services": [cut(service, MAX_LABEL_BYTES) for service, _ in stale],
        "sources": [source for _, source in stale],
    }
    sql.execute("traces", "note_usage_told", params)
    if len(_noted) > MAX_KNOWN:
        _noted.clear()
    _noted.update({(project_id, *each): now_ns for each in stale})


def telling(project_id: int, now_ns: int, services: Iterable[str]) -> set[str]:
    """Those of these services whose tokens are told otherwise than by metrics."""
    asked = {cut(service, MAX_LABEL_BYTES): service for service in services}
    params = {"project_id": project_id, "services": list(asked), "since": when(now_ns - TELLS_FOR_NS)}
    return {asked[service] for (service,) in sql.tuples("traces", "usage_tellers", params)}


def stands(project_id: int, series: Iterable[bytes]) -> dict[bytes, Stand]:
    rows = sql.tuples("traces", "metric_points", {"project_id": project_id, "series": list(series)})
    return {bytes(each): Stand(*stand) for each, *stand in rows}


def keep(project_id: int, now_ns: int, stands: Mapping[bytes, Stand]) -> None:
    if not stands:
        return
    params = {
        "project_id": project_id,
        "now": when(now_ns),
        "series": list(stands),
        "starts": [stand.start_ns for stand in stands.values()],
        "times": [stand.time_ns for stand in stands.values()],
        "values": [stand.value for stand in stands.values()],
        "names": [",".join(name.hex() for name in stand.names) for stand in stands.values()],
    }
    sql.execute("traces", "keep_metric_points", params)
