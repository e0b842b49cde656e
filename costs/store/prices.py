"""A project's own prices: added, retired, never changed, for calls point at them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils import timezone

from aiops.core import sql
from aiops.core.models import Project
from costs.models import Price
from costs.store import book

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MOST = 2_000  # in force at a time; each is tried on every new model
SECONDS_KEPT = 30
_bounds: dict[int, tuple[float, list[int]]] = {}  # by project, and when they were read


class OverlapError(Exception):
    """Another own price is for the same models, tier and time."""

    def __init__(self, price: Price) -> None:
        super().__init__(f"Your price “{price}” is for the same models and tier at the same time.")
        self.price = price


class TooManyError(Exception):
    """The project has as many own prices as it may."""


@dataclass(frozen=True, slots=True)
class NewPrice:
    """The fields of Price that a person sets."""

    provider: str
    model: str
    match: dict[str, str]
    tier: str
    valid_from: datetime | None
    valid_until: datetime | None
    rates: dict[str, Any]
    source: str


def own(project: Project) -> list[Price]:
    """Those in force or to come, by model; the newest first."""
    return list(Price.objects.filter(project=project, retired_at=None).order_by("provider", "model", "tier", "-id"))


def retired(project: Project) -> list[Price]:
    """The last hundred that were retired."""
    return list(Price.objects.filter(project=project, retired_at__isnull=False).order_by("-retired_at")[:100])


@transaction.atomic
def add(project: Project, new: NewPrice, replaces: Price | None = None) -> Price:
    """The new price, `replaces` retired in the same moment. Raises OverlapError and TooManyError."""
    Project.objects.select_for_update().get(pk=project.pk)  # one at a time, else two could overlap
    standing = Price.objects.filter(project=project, retired_at=None)
    if replaces is not None:
        retire(replaces)
    elif standing.count() >= MOST:
        raise TooManyError(f"A project has at most {MOST:,} prices of its own: retire some.")
    if (other := overlapping(new, standing)) is not None:
        raise OverlapError(other)
    price = Price.objects.create(project=project, **{name: getattr(new, name) for name in NewPrice.__slots__})
    transaction.on_commit(book.forget)
    return price


def overlapping(new: NewPrice, among: Iterable[Price]) -> Price | None:
    """One that says the same of the same calls."""
    start, end = new.valid_from or FIRST, new.valid_until or LAST
    return next(
        (
            each
            for each in among
            if (each.provider, each.match, each.tier) == (new.provider, new.match, new.tier)
            and start < (each.valid_until or LAST)
            and (each.valid_from or FIRST) < end
        ),
        None,
    )


def retire(price: Price) -> bool:
    """From now on it prices no call; whether it did until now."""
    done = Price.objects.filter(pk=price.pk, retired_at=None).update(retired_at=timezone.now())
    transaction.on_commit(book.forget)
    return bool(done)


def context_bounds(project_id: int) -> list[int]:
    """Every number of input tokens above which some price charges another rate, ascending."""
    kept = _bounds.get(project_id)
    if kept is None or monotonic() - kept[0] > SECONDS_KEPT:
        found = sql.tuples("costs", "context_bounds", {"project_id": project_id})
        kept = _bounds[project_id] = (monotonic(), [bound for (bound,) in found])
    return kept[1]


def same(price: Price, new: NewPrice) -> bool:
    """Whether the stored price says just what the new one does."""
    return all(getattr(price, name) == getattr(new, name) for name in NewPrice.__slots__)
