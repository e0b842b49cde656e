"""What nobody looks at any more: old fires of schedules, changes of breakers, uncertain spend, days and months."""

from aiops.core import sql

KEPT_DAYS = 400  # a year, and the month before to compare it with
DROPPED_AT_ONCE = 10_000
STATEMENTS = ("fires_expire", "breaker_expire", "holds_expire", "periods_expire")


def expire() -> None:
    """Forgets it, in small transactions."""
    for statement in STATEMENTS:
        while sql.execute("workflows", statement, {"days": KEPT_DAYS, "most": DROPPED_AT_ONCE}) == DROPPED_AT_ONCE:
            pass
