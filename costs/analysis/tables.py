"""The tables of a change of cost as texts, ready to be shown. Pure; `link` answers where a part's traces are."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from aiops.core import csv, formats
from costs.analysis.answer import Answer
from costs.analysis.bridge import GROUPS
from costs.analysis.changes import ChangePoint, Event
from costs.analysis.words import Part, Shown, event, title, unit_for, write

HEADER = ("part", "group", "usd", "low_usd", "high_usd", "verdict", "what_happened")


@dataclass(frozen=True, slots=True)
class PartLine:
    part: Part
    amount: str
    exact: str
    low: str
    high: str
    share: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    amount: str
    share: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, slots=True)
class PointLine:
    point: ChangePoint
    day: str
    title: str
    amount: str
    matched: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Amount:
    amount: str
    real: bool


@dataclass(frozen=True, slots=True)
class WorkflowLine:
    workflow: str
    before: str
    after: str
    change: str
    cells: tuple[Amount, ...]


def groups(told: Shown, link: Callable[[str], str]) -> tuple[Group, ...]:
    by_name = {part.name: part for part in told.parts}
    return tuple(
        Group(
            title=group.capitalize(),
            amount=told.write(told.groups[group], signed=True),
            share=_share(told, told.groups[group]),
            parts=tuple(_part(told, by_name[name], link(name)) for name in names),
        )
        for group, names in GROUPS.items()
    )


def _part(told: Shown, part: Part, href: str) -> PartLine:
    return PartLine(
        part=part,
        amount=told.write(part.nanousd, signed=True),
        exact=formats.exact_money(part.effect.nanousd),
        low="" if part.low is None else told.write(part.low, signed=True),
        high="" if part.high is None else told.write(part.high, signed=True),
        share=_share(told, part.nanousd),
        href=href,
    )


def _share(told: Shown, nanousd: int) -> str:
    """Of the cost before: "+9.0 %"; "" of nothing."""
    if not told.before:
        return ""
    text = f"{abs(100 * nanousd / told.before):.1f}"
    sign = "" if text == "0.0" else "+" if nanousd > 0 else formats.MINUS
    return f"{sign}{text}{formats.NBSP}%"


def points(found: Answer, link: Callable[[ChangePoint], str]) -> tuple[PointLine, ...]:
    unit = unit_for(found.change.before, found.change.after)
    return tuple(
        PointLine(
            point=each,
            day=f"{each.day.day} {each.day:%b}",
            title=title(each.effect, each.nanousd).lower(),
            amount=write(_nearest(each.nanousd, unit), unit, signed=True),
            matched=tuple(matched(one) for one in each.matched),
            href=link(each),
        )
        for each in found.points
    )


def _nearest(nanousd: int, unit: int) -> int:
    return round(nanousd / unit) * unit


def matched(one: Event) -> str:
    return f"{one.kind} {one.before} became {one.label}" if one.before else event(one)


def workflows(told: Shown) -> tuple[tuple[WorkflowLine, ...], tuple[str, ...]]:
    """A line for each workflow, and the last one: the sums."""
    lines = tuple(
        WorkflowLine(
            workflow=row.workflow,
            before=told.write(row.before),
            after=told.write(row.after),
            change=told.write(row.change, signed=True),
            cells=tuple(
                Amount(told.write(amount, signed=True), real) for amount, real in zip(row.groups, row.real, strict=True)
            ),
        )
        for row in told.rows
    )
    sums = (told.write(amount, signed=True) for amount in told.groups.values())
    return lines, (told.write(told.before), told.write(told.after), told.write(told.change, signed=True), *sums)


def as_csv(told: Shown) -> str:
    """The parts as a file, unrounded."""
    return "".join(csv.lines(HEADER, [_line(part) for part in told.parts]))


def _line(part: Part) -> tuple[csv.Cell, ...]:
    effect = part.effect
    amounts = (_usd(effect.nanousd), _usd(effect.low), _usd(effect.high))
    return effect.name, effect.group, *amounts, effect.verdict, part.happened


def _usd(nanousd: int | None) -> csv.Cell:
    return None if nanousd is None else Decimal(nanousd).scaleb(-9)
