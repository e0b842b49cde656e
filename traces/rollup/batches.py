"""Which marked hours are recomputed together, and in which order. Pure.

The hours of a day go together, for their facts lie together: one statement reads them once, where one for each hour
would read the day again and again when its spans did not arrive in order of time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from traces.rollup.measures import Kind

Marked = tuple[Kind, datetime, timedelta]  # kind, hour, age of its oldest mark
GAP = 3  # so many buckets that need no recompute are rather read along than skipped


@dataclass(frozen=True)
class Batch:
    """Hours that were marked; `is_open` while they stand as minutes."""

    kind: Kind
    is_open: bool
    hours: tuple[datetime, ...]


def due(marked: Iterable[Marked], open_since: datetime, patience: timedelta) -> list[Batch]:
    """Open hours first and the newest of them, for those people look at; then days by their longest waiting mark.

    A day before `open_since` is left out until one of its marks has waited for `patience`: it costs more to mend.
    """
    groups: dict[tuple[bool, datetime, Kind], list[tuple[datetime, timedelta]]] = {}
    for kind, hour, waited in marked:
        day = hour.replace(hour=0)
        groups.setdefault((hour >= open_since, day, kind), []).append((hour, waited))
    fresh = [key for key in groups if key[0]]
    waits = {key: max(waited for _, waited in group) for key, group in groups.items()}
    folded = [key for key in groups if not key[0] and waits[key] >= patience]
    ordered = sorted(fresh, reverse=True) + sorted(folded, key=lambda key: waits[key], reverse=True)
    return [Batch(key[2], key[0], tuple(sorted(hour for hour, _ in groups[key]))) for key in ordered]


def joined(batches: Sequence[Batch], most: int) -> tuple[Batch, list[Batch]]:
    """The first batch with the next ones of its kind, `most` in all, as one; and the others."""
    first = batches[0]
    taken = [batch for batch in batches if (batch.kind, batch.is_open) == (first.kind, first.is_open)][:most]
    hours = sorted(hour for batch in taken for hour in batch.hours)
    return Batch(first.kind, first.is_open, tuple(hours)), [batch for batch in batches if batch not in taken]


def stretches(buckets: Sequence[datetime], width: timedelta) -> list[list[datetime]]:
    """Ascending buckets, cut where more than GAP are missing in between."""
    cut: list[list[datetime]] = []
    for bucket in buckets:
        if cut and bucket - cut[-1][-1] <= (GAP + 1) * width:
            cut[-1].append(bucket)
        else:
            cut.append([bucket])
    return cut
