"""Times as people write them: 500ms, 20s, 15m, 4h, 1d."""

import re
from decimal import Decimal

from workflows.policies.errors import PolicyError

UNITS_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
MOST_MS = 400 * UNITS_MS["d"]
_WRITTEN = re.compile(r"(\d{1,11}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)")


def parse_ms(text: object, field: str) -> int:
    """Whole milliseconds, at least one. Raises PolicyError.

    >>> parse_ms("0.5s", "timeout"), parse_ms("4h", "within")
    (500, 14400000)
    """
    found = _WRITTEN.fullmatch(text.strip().lower()) if isinstance(text, str) else None
    if found is None:
        raise PolicyError(field, f"{text!r} is no time; write it like 500ms, 20s, 15m, 4h or 1d")
    milliseconds = int(Decimal(found[1]) * UNITS_MS[found[2]])
    if not 1 <= milliseconds <= MOST_MS:
        raise PolicyError(field, f"{text!r} is not between 1ms and 400d")
    return milliseconds


def written(milliseconds: int) -> str:
    """The shortest form that says it exactly: parse_ms(written(n)) == n.

    >>> written(500), written(90_000), written(3_600_000)
    ('500ms', '90s', '1h')
    """
    for unit in ("d", "h", "m", "s"):
        if milliseconds % UNITS_MS[unit] == 0 and milliseconds:
            return f"{milliseconds // UNITS_MS[unit]}{unit}"
    return f"{milliseconds}ms"
