"""The statements of roll-ups that are plain sums, or histograms: written once, for what each of them has."""

from collections.abc import Iterable
from dataclasses import dataclass

from aiops.core import sql

MOST_NAMES = 3  # of one value of a roll-up, in histograms


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

    def fill(self, counted: str) -> str:
        """Adds rows made from facts, which the statement `counted` counts."""
        return _added(self, counted)

    def fold(self) -> str:
        """Adds the rows of an hour made from those of its minutes."""
        named = _listed(f"sum({name}) AS {name}" for name in self.sums)
        parts = {"table": self.table, "keys": _listed(self.keys), "named_sums": named}
        return _added(self, sql.composed("traces", "rollup_sums_minutes", parts))


@dataclass(frozen=True)
class Histograms:
    """Some measures of rollup_histogram, which holds those of all apps; `names` are kept where other roll-ups keep one
    value: three of a workflow whose three statuses have names of their own."""

    names: int = 1

    def fill(self, counted: str) -> str:
        return sql.composed("traces", "rollup_histograms", {"names": str(self.names), "counted": counted})

    def fold(self) -> str:
        """It does not tell measures apart by how many names each keeps, and keeps the most."""
        return Histograms(MOST_NAMES).fill(sql.statement("traces", "rollup_histograms_minutes"))


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
