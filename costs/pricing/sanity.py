"""Is a rate that a person typed a hundred times away from what such tokens cost?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from costs.pricing.rates import NANOUSD, Rates, from_json

FAR = 100


@dataclass(frozen=True, slots=True)
class Oddity:
    """A rate far from every known one. All in dollars per million tokens."""

    token_class: str
    usd: Decimal
    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        known = f"{self.low:f}" if self.low == self.high else f"{self.low:f} to {self.high:f}"
        return (
            f"{self.token_class.replace('_', ' ')}: ${self.usd:f} per million tokens, where the catalogue has ${known}"
        )


def oddities(stored: Mapping[str, Any], known: Iterable[Rates]) -> list[Oddity]:
    """The rates that are FAR below the cheapest or above the dearest of the known ones, free ones left aside."""
    known = list(known)
    return [odd for name, rate in from_json(stored).by_class.items() if (odd := _oddity(name, rate.base, known))]


def _oddity(name: str, rate: int, known: Iterable[Rates]) -> Oddity | None:
    found = [other.base for each in known if (other := each.rate_of(name)) and other.base]
    if not found or (min(found) < rate * FAR and rate < max(found) * FAR):
        return None
    return Oddity(name, _usd(rate), _usd(min(found)), _usd(max(found)))


def _usd(nanousd: int) -> Decimal:
    return (Decimal(nanousd) / NANOUSD).normalize()
