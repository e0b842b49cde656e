"""Definitions as a file says them: what may stand there, checked by name. Pure.

workflows:
  - key: support-answer
    owner: Ann
    merges: [shop answer]
    metrics: [{name: resolved, value_per_unit_usd: "4.50", window_days: 7, silence: failure}]
    expenses: [{name: editors, usd: "1200", per: month, first: 2026-11-01}]
rules:
  - workflow: support-answer
    when: [{field: service, test: equals, value: shop}]
"""

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from aiops.core.events import Read, one_of
from workflows.analysis.rules import Condition, conditions_from

MAX_USD = Decimal(1_000_000)
MAX_WINDOW_DAYS = 400
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class FileError(ValueError):
    """What is wrong, and where in the file."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One workflow of the file. `fields` holds what it says and nothing else; metrics None: it says nothing of them."""

    key: str
    fields: Mapping[str, Any]
    merges: tuple[str, ...] | None = None
    metrics: Mapping[str, Mapping[str, Any]] | None = None
    expenses: Mapping[str, Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    workflows: tuple[Definition, ...] = ()
    rules: tuple[tuple[str, tuple[Condition, ...]], ...] | None = field(default=None)


def text(most: int, least: int = 0) -> Read:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not least <= len(value) <= most or "\0" in value:
            raise ValueError(f"must be a text of {least} to {most} characters")
        return value

    return read


def decimal(least: Decimal, most: Decimal, places: int) -> Read:
    """A number or a decimal string, rounded to so many places; null stays null."""

    def read(value: Any) -> Decimal | None:
        if value is None:
            return None
        try:
            found = Decimal(str(value)) if isinstance(value, (int, float, str)) and value is not True else None
        except InvalidOperation:
            found = None
        if found is None or not found.is_finite() or not least <= found <= most:
            raise ValueError(f"must be a number from {least:,} to {most:,}")
        return found.quantize(Decimal(1).scaleb(-places))

    return read


def nanousd(value: Any) -> int | None:
    found = decimal(Decimal(0), MAX_USD, 9)(value)
    return None if found is None else int(found.scaleb(9))


def days(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_WINDOW_DAYS:
        raise ValueError(f"must be a whole number from 1 to {MAX_WINDOW_DAYS}")
    return value


def day(value: Any) -> dt.date | None:
    """YAML has days of its own; JSON spells them."""
    if isinstance(value, str) and DAY.fullmatch(value):
        with suppress(ValueError):
            return dt.date.fromisoformat(value)
    if value is not None and (not isinstance(value, dt.date) or isinstance(value, dt.datetime)):
        raise ValueError("must be a day such as 2026-11-03")
    return value


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")  # noqa: TRY004  a wrong value, whatever its type
    return value


def required(read: Read) -> Read:
    """The same where null says nothing."""

    def checked(value: Any) -> Any:
        if value is None:
            raise ValueError("is required")
        return read(value)

    return checked


FIGURE = decimal(Decimal(-(10**12)), Decimal(10**12), 6)
WORKFLOW: dict[str, Read] = {
    "name": text(200, 1),
    "purpose": text(2000),
    "good_outcome": text(200),
    "owner": text(200),
    "kind": one_of("rag", "agent", "automation", "other"),
    "state": one_of("discovered", "confirmed", "retired"),
    "credit": one_of("last", "first", "equal"),
}
METRIC: dict[str, Read] = {
    "main": boolean,
    "measures": one_of("rate", "mean"),
    "direction": one_of("up", "down"),
    "unit": text(30),
    "value_per_unit_usd": nanousd,
    "minutes_per_unit": decimal(Decimal(0), Decimal(1_000_000), 2),
    "target": FIGURE,
    "baseline": FIGURE,
    "baseline_low": FIGURE,
    "baseline_high": FIGURE,
    "baseline_source": text(200),
    "baseline_from": day,
    "baseline_to": day,
    "window_days": days,
    "silence": one_of("unknown", "failure", "success"),
}
EXPENSE: dict[str, Read] = {
    "kind": one_of("people", "infrastructure", "other"),
    "usd": required(nanousd),
    "per": one_of("month", "run", "once"),
    "first": required(day),
    "last": day,
}
COLUMN = {"value_per_unit_usd": "value_per_unit_nanousd", "usd": "nanousd"}  # of the file -> of the model


def wanted(given: Any) -> Wanted:
    """Raises FileError, which names the place."""
    top = _mapping(given, "the file", {"workflows", "rules"})
    listed = _list(top.get("workflows"), "workflows")
    found = tuple(_definition(each, f"workflows[{n}]") for n, each in enumerate(listed))
    keys = [each.key for each in found]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise FileError(f"workflows: {', '.join(sorted(twice))} stands there twice")
    rules = None
    if "rules" in top:
        rules = tuple(_rule(each, f"rules[{n}]") for n, each in enumerate(_list(top["rules"], "rules")))
    return Wanted(found, rules)


def _definition(given: Any, place: str) -> Definition:
    said = _mapping(given, place, {"key", "merges", "metrics", "expenses", *WORKFLOW})
    key = _read(text(256, 1), said.get("key"), f"{place}.key")
    merges = said.get("merges")
    if merges is not None:
        merges = tuple(_read(text(256, 1), each, f"{place}.merges") for each in _list(merges, f"{place}.merges"))
    fields = {name: _read(read, said[name], f"{place}.{name}") for name, read in WORKFLOW.items() if name in said}
    metrics = None
    if "metrics" in said:
        metrics = _named(said["metrics"], f"{place}.metrics", METRIC)
        if sum(bool(each.get("main")) for each in metrics.values()) > 1:
            raise FileError(f"{place}.metrics: only one of them can be the main one")
    expenses = _expenses(said["expenses"], f"{place}.expenses") if "expenses" in said else None
    return Definition(str(key), fields, merges, metrics, expenses)


def _expenses(given: Any, place: str) -> dict[str, dict[str, Any]]:
    found = _named(given, place, EXPENSE)
    for name, fields in found.items():
        for column, key in (("nanousd", "usd"), ("first", "first")):
            if column not in fields:
                raise FileError(f"{place}: {name} needs {key}")
        if fields.get("last") is not None and fields["last"] < fields["first"]:
            raise FileError(f"{place}: {name} ends before it begins")
    return found


def _named(given: Any, place: str, known: Mapping[str, Read]) -> dict[str, dict[str, Any]]:
    """A list of mappings that each have a name of their own."""
    rows = [_row(each, f"{place}[{n}]", known) for n, each in enumerate(_list(given, place))]
    found = dict(rows)
    if len(found) < len(rows):
        raise FileError(f"{place}: a name stands there twice")
    return found


def _row(given: Any, place: str, known: Mapping[str, Read]) -> tuple[str, dict[str, Any]]:
    said = _mapping(given, place, {"name", *known})
    name = _read(text(100, 1), said.get("name"), f"{place}.name")
    fields = {
        COLUMN.get(key, key): _read(read, said[key], f"{place}.{key}") for key, read in known.items() if key in said
    }
    return str(name), fields


def _rule(given: Any, place: str) -> tuple[str, tuple[Condition, ...]]:
    said = _mapping(given, place, {"workflow", "when"})
    workflow = _read(text(256, 1), said.get("workflow"), f"{place}.workflow")
    return str(workflow), _read(conditions_from, said.get("when"), f"{place}.when")


def _mapping(given: Any, place: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise FileError(f"{place}: must be a mapping")
    for name in given:
        if name not in known:
            raise FileError(f"{place}: {name!s} is no field; there are {', '.join(sorted(known))}")
    return given


def _list(given: Any, place: str) -> list[Any]:
    if given is not None and not isinstance(given, list):
        raise FileError(f"{place}: must be a list")
    return given or []


def _read(read: Read, value: Any, place: str) -> Any:
    try:
        return read(value)
    except ValueError as error:
        raise FileError(f"{place}: {error}") from None
