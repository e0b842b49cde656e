"""A JSON answer as text for a terminal: its sentence, its figures, its tables. Nothing is left out silently.

Cost rose $412 (+31 %): ...

before_usd   $1,329.10
after_usd    $1,741.22

effects
  name          group      usd        verdict
  input_tokens  behaviour  $120.00    drift
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from aiops.core.formats import dollars

ROWS = 12
UNKNOWN = "not known"


def text(answer: Mapping[str, Any], rows: int = ROWS) -> str:
    """`rows` of each table are shown; below it stands how many there are besides."""
    sentence = answer.get("sentence") or _within(answer)
    plain = {name: value for name, value in answer.items() if name != "sentence" and not isinstance(value, list)}
    parts = [sentence] if sentence else []
    parts.append(_pairs(_flat(plain)))
    parts += [_table(name, value, rows) for name, value in _lists(answer) if value]
    return "\n\n".join(part for part in parts if part)


def _within(answer: Mapping[str, Any]) -> str:
    """The sentence of a part, where the whole has none, as "time" has in its change."""
    parts = (value for value in answer.values() if isinstance(value, dict))
    return next((str(part["sentence"]) for part in parts if part.get("sentence")), "")


def _flat(answer: Mapping[str, Any], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in answer.items():
        if isinstance(value, dict) and not _is_figure(value):
            found |= _flat(value, f"{before}{name}.")
        elif not isinstance(value, list) and name != "sentence":
            found[f"{before}{name}"] = cell(name, value)
    return found


def _lists(answer: Mapping[str, Any], before: str = "") -> list[tuple[str, Sequence[Any]]]:
    found: list[tuple[str, Sequence[Any]]] = []
    for name, value in answer.items():
        if isinstance(value, list):
            found.append((f"{before}{name}", value))
        elif isinstance(value, dict):
            found += _lists(value, f"{before}{name}.")
    return found


def _is_figure(value: Mapping[str, Any]) -> bool:
    return set(value) == {"value", "low", "high"}


def cell(name: str, value: Any) -> str:
    """One value as text: dollars where its name says so, an interval as "5 (3 to 8)"."""
    if value is None:
        return UNKNOWN
    if isinstance(value, dict) and _is_figure(value):
        ends = [None if value[end] is None else cell(name, value[end]) for end in ("low", "high")]
        return cell(name, value["value"]) + (f" ({ends[0] or '?'} to {ends[1] or '?'})" if any(ends) else "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("usd") and (amount := _nano(value)) is not None:
        return dollars(amount)
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _nano(value: Any) -> int | None:
    try:
        return int(Decimal(str(value)).scaleb(9))
    except (InvalidOperation, ValueError):
        return None


def _pairs(pairs: Mapping[str, str]) -> str:
    width = max(map(len, pairs), default=0)
    return "\n".join(f"{name.ljust(width)}  {value}" for name, value in pairs.items())


def _table(name: str, items: Sequence[Any], rows: int) -> str:
    if not all(isinstance(each, dict) for each in items):
        return f"{name}: {', '.join(map(str, items[:rows]))}"
    lines = [_line(each) for each in items[:rows]]
    columns = list(dict.fromkeys(column for line in lines for column in line))
    table = [columns, *([line.get(column, "") for column in columns] for line in lines)]
    widths = [max(len(row[at]) for row in table) for at in range(len(columns))]
    told = [name, *("  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in table)]
    more = [f"  and {len(items) - rows} more: --rows N or --json"] if len(items) > rows else []
    return "\n".join(told + more)


def _line(item: Mapping[str, Any]) -> dict[str, str]:
    """A row in the order of its item. Lists in it: words side by side, of anything larger how many there are."""
    found: dict[str, str] = {}
    for name, value in item.items():
        if isinstance(value, list):
            words = not any(isinstance(each, dict) for each in value) and len(value) <= 6
            found[name] = " > ".join(map(str, value)) if words else f"{len(value)} of them"
        else:
            found |= _flat({name: value})
    return found
