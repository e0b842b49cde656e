"""Lists of traces and the values people can filter by. Ids first, then rows by id."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import orjson

from aiops.core import sql
from traces.store import cursor, plans
from traces.store.filters import Where, piece, trace_id_in, where
from traces.store.limits import allow_whole_tables, bounded
from traces.store.times import ns_of, when
from traces.types import TraceFilter, TracePage, TraceRow

FEW = 5_000  # matching traces up to which the filter indexes find them soonest: a row takes some microseconds
CANDIDATES = 5_000  # traces of which the row is read to test them
FIRST = 100  # the same in time order, where so many are at hand at once
FACET_WALK = 20_000
ROWS_AT_ONCE = 2_000
FACETS = ("workflow", "model", "provider", "user", "session", "kind", "tags")
EVER_NS = 2**62
Key = tuple[uuid.UUID, int]


def list_traces(project_id: int, f: TraceFilter, timeout_ms: int | None = None) -> TracePage:
    """One page, in the filter's sort; ties go by trace id. A trace without a price counts as cheaper than any other.

    Raises cursor.BadCursorError, and ApiError 422 when the database gives up.
    """
    f = _at_any_time(f)
    conditions = where(project_id, f)
    params = conditions.params | {"limit": f.limit + 1}
    with bounded(timeout_ms, whole_tables=False):
        keys = _page(f, conditions, params)
        found = rows_by_id(project_id, [trace_id for trace_id, _ in keys[: f.limit]])
    if len(keys) <= f.limit:
        return TracePage(found, None)
    last_id, last_key = keys[f.limit - 1]
    return TracePage(found, cursor.Cursor(f.sort, last_key, last_id.bytes).text())


def every(project_id: int, f: TraceFilter, most: int) -> Iterator[TraceRow]:
    """The first `most` traces in the filter's sort. They are found at once, before the first is handed out.

    Raises ApiError 422 when the database gives up.
    """
    f = _at_any_time(f)
    conditions = where(project_id, f)
    with bounded(whole_tables=not conditions.covered):
        keys = _sorted(f, plans.best(conditions), conditions.params | {"limit": most})
    for at in range(0, len(keys), ROWS_AT_ONCE):
        with bounded():
            part = rows_by_id(project_id, [trace_id for trace_id, _ in keys[at : at + ROWS_AT_ONCE]])
        yield from part


def _at_any_time(f: TraceFilter) -> TraceFilter:
    return replace(f, from_ns=0, to_ns=EVER_NS) if trace_id_in(f.q) else f


def _page(f: TraceFilter, conditions: Where, params: dict[str, Any]) -> list[Key]:
    """One key more than fits the page, where there is one.

    Few traces are found by the filter indexes. Many are sifted: the index over time gives candidates in order. Where
    many are no match after all, because a search and the order go against each other, everything is looked at.
    """
    way = plans.best(conditions)
    if way.finds(FEW):
        return _sorted(f, way, params)
    for most in _candidates(f, conditions):
        keys, whole = _sifted(f, conditions, params | {"most": most})
        if whole or len(keys) > f.limit:
            return keys
    if way.expected is None:
        allow_whole_tables()
    return _sorted(f, way, params)


def _candidates(f: TraceFilter, conditions: Where) -> list[int]:
    """How many to test, and how many next: in time order some are at hand before all have been looked at."""
    if conditions.covered:
        return [f.limit + 1]
    return [f.limit + FIRST, CANDIDATES] if f.sort.endswith("start") else [CANDIDATES]


def _sifted(f: TraceFilter, conditions: Where, params: dict[str, Any]) -> tuple[list[Key], bool]:
    """The page's keys among the first `most` candidates, and whether there are no more candidates."""
    after, given = _after(f)
    parts = {"after": after, "cover": conditions.cover, "test": "" if conditions.covered else conditions.test}
    parts |= {"direction": _direction(f), "sort_key": _sort_key(f)}
    *found, (_, _, tested) = sql.tuples("traces", "traces_sift", params | given, **parts)
    return _keys([(trace_id, key) for trace_id, key, _ in found]), tested < params["most"]


def _sorted(f: TraceFilter, way: plans.Way, params: dict[str, Any]) -> list[Key]:
    after, given = _after(f)
    fence = piece("fence") if f.sort.endswith("start") else ""
    parts = {"after": after, "direction": _direction(f), "sort_key": _sort_key(f), "fence": fence}
    return _keys(sql.tuples("traces", "traces_sorted", params | given, **parts, **way.parts))


def _sort_key(f: TraceFilter) -> str:
    return piece("key_" + f.sort.removeprefix("-"))


def _direction(f: TraceFilter) -> str:
    return "DESC" if f.sort.startswith("-") else "ASC"


def _after(f: TraceFilter) -> tuple[str, dict[str, Any]]:
    """The condition that begins behind the cursor, and its parameters."""
    if not f.cursor:
        return "", {}
    last = cursor.parse(f.cursor, f.sort)
    key = when(last.key) if f.sort.endswith("start") else last.key
    given = {"after_key": key, "after_id": uuid.UUID(bytes=last.trace_id)}
    return piece("before" if f.sort.startswith("-") else "after"), given


def _keys(found: Sequence[tuple[Any, ...]]) -> list[Key]:
    return [(trace_id, ns_of(key) if isinstance(key, datetime) else int(key)) for trace_id, key in found]


def rows_by_id(project_id: int, trace_ids: Sequence[uuid.UUID]) -> tuple[TraceRow, ...]:
    """The summaries in the order of the ids; ids that are not this project's are left out."""
    found = sql.tuples("traces", "traces_by_id", {"project_id": project_id, "trace_ids": list(trace_ids)})
    by_id = {row[0]: _row(row) for row in found}
    return tuple(by_id[trace_id] for trace_id in trace_ids if trace_id in by_id)


def _row(row: tuple[Any, ...]) -> TraceRow:
    trace_id, *middle, tags, settled, has_root, outcome, value = row
    values: list[Any] = [tuple(each) if isinstance(each, list) else each for each in middle]
    values = [trace_id.bytes, *values, orjson.loads(tags) if tags else {}, settled, has_root, outcome]
    values.append(None if value is None else int(value))
    return TraceRow(*values)


def facet_values(  # noqa: PLR0913, PLR0917 - a period, a facet and how much of it
    project_id: int, from_ns: int, to_ns: int, facet: str, prefix: str = "", limit: int = 20
) -> list[tuple[str, int]]:
    """Values to filter by with their number of traces, most frequent first, among the newest 20,000 of the period.

    Of "tags" the names, of "tag.NAME" the values of one.
    """
    kind, _, tag = facet.partition(".")
    if facet not in FACETS and not (kind == "tag" and tag):
        raise ValueError(f"{facet} is none of {', '.join(FACETS)}")
    params = {
        "project_id": project_id,
        "from_time": when(from_ns),
        "to_time": when(to_ns),
        "prefix": prefix.lower(),
        "tag": tag,
        "limit": limit,
        "walk": FACET_WALK,
    }
    with bounded():
        found = sql.tuples("traces", "traces_facet", params, value=piece(f"value_{kind}"))
    return cast("list[tuple[str, int]]", found)
