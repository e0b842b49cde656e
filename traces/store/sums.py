"""The statements of roll-ups that are plain sums: written once, for the columns that each of them has."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from aiops.core import sql


@dataclass(frozen=True)
class Sums:
    """`keys` say what is told apart, `texts` which of them a sender may write freely.

    Of these a bucket keeps the values with the highest sum of `weight`.
    """

    table: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    texts: tuple[str, ...]
    weight: str


@cache
def fill(of: Sums, app: str, counted: str) -> str:
    """Adds rows made from facts; `counted` names the statement of the app that counts them."""
    return _added(of, sql.statement(app, counted))


@cache
def fold(of: Sums) -> str:
    """Adds the rows of an hour made from those of its minutes."""
    named = _listed(f"sum({name}) AS {name}" for name in of.sums)
    parts = {"table": of.table, "keys": _listed(of.keys), "named_sums": named}
    return _added(of, sql.composed("traces", "rollup_sums_minutes", parts))


def _added(of: Sums, counted: str) -> str:
    kept = (
        sql.composed("traces", "rollup_sums_kept", {"text": name}) if name in of.texts else name for name in of.keys
    )
    parts = {
        "table": of.table,
        "keys": _listed(of.keys),
        "sums": _listed(of.sums),
        "kept_keys": _listed(kept),
        "summed": _listed(f"sum({name})" for name in of.sums),
        "texts": _listed(f"('{name}', {name})" for name in of.texts),
        "weight": of.weight,
        "places": _listed(str(3 + place) for place in range(1 + len(of.keys))),
        "counted": counted,
    }
    return sql.composed("traces", "rollup_sums", parts)


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)
