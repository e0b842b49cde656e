"""From the service tier that a span names to the tier that a price is for."""

STANDARD = frozenset({"auto", "default", "on_demand", "regular", "standard", "standard_only", "unspecified"})
ALIASES = {"batch_api": "batch", "batches": "batch"}


def tier_of(said: str | None) -> str:
    """The tier in the words of prices; "" is the standard one, under whatever name a provider gives it.

    >>> tier_of("ON_DEMAND"), tier_of("Priority"), tier_of(None)
    ('', 'priority', '')
    """
    tier = (said or "").strip().lower().replace("-", "_")
    return "" if tier in STANDARD else ALIASES.get(tier, tier)
