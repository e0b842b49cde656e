"""The answer to "where did the time go" in one sentence: only parts whose change is real are named, with the day on
which they began; the rest is one sum."""

from collections.abc import Sequence
from datetime import date

from aiops.core import formats
from aiops.core.figures.parts import rounded
from traces.analysis.time.change import Change, Effect
from traces.panels.time_words import TITLES

MOST_NAMED = 3
WORTH_NAMING = 0.1  # of the whole difference
CALM = 0.95, 1.05  # of the mean before: "about as long as"


def sentence(change: Change, *, runs: str, before: str, one_workflow: bool, described: bool = False) -> str:
    """`runs`: whose runs, "Runs of support-answer"; `before`: "in the 28 days before", "in release 1.9". `described`:
    sides that differ by how they were chosen, so that the parts are worth naming without a verdict.

    The parts are rounded together with the rest, so that what is said adds up to the change that is said.
    """
    after = formats.duration(round(change.after_ns))
    if change.shift.verdict == "not_enough_history" and described:
        return _described(change, f"{runs} took {after} on average", before, one_workflow=one_workflow)
    if change.shift.verdict == "not_enough_history":
        return (
            f"{runs} took {after} on average, {formats.duration(round(change.before_ns))} {before}; "
            "a verdict needs 14 days with runs on both sides."
        )
    shift, named = change.after_ns - change.before_ns, change.real
    if not named:
        return f"{runs} took {after} on average, {_calm(change, before)}"
    words, rest = parts(named, shift, one_workflow=one_workflow)
    return f"{runs} took {after} on average, {_longer(rounded_shift(named, shift))} than {before}: {words}{rest}"


def _described(change: Change, took: str, before: str, *, one_workflow: bool) -> str:
    """What the difference is made of, where a verdict on each part is not to be had."""
    worth = [each for each in change.effects if abs(each.ns) >= WORTH_NAMING * abs(change.shift.ns)]
    words, rest = parts(worth, change.shift.ns, one_workflow=one_workflow, rest_is="less than that each")
    return f"{took}, {_longer(rounded_shift(worth, change.shift.ns))} than {before}: {words}{rest}"


def parts(
    named: Sequence[Effect], shift: float, *, one_workflow: bool, rest_is: str = "within normal variation"
) -> tuple[str, str]:
    """The parts of a change in words, and what is left of it; rounded together, so that they add up."""
    shown = named[:MOST_NAMED]
    each_ns, rest = _rounded(named, shift)
    words = [_part(each, part, one_workflow) for each, part in zip(shown, each_ns, strict=True)]
    return ", ".join(words), _rest(rest, len(named) - len(shown), rest_is)


def rounded_shift(named: Sequence[Effect], shift: float) -> int:
    each_ns, rest = _rounded(named, shift)
    return sum(each_ns) + rest


def _rounded(named: Sequence[Effect], shift: float) -> tuple[list[int], int]:
    ns = [round(each.ns) for each in named[:MOST_NAMED]]
    step = 10_000_000 if max(map(abs, [round(shift), *ns])) >= 1e9 else 1_000_000
    *found, rest = (each * step for each in rounded([*ns, round(shift) - sum(ns)], step))
    return found, rest


def _calm(change: Change, before: str) -> str:
    shift = change.after_ns - change.before_ns
    low, high = CALM
    if change.shift.verdict == "drift":
        return f"{_longer(round(shift))} than {before}; no single step stands out from day-to-day variation."
    if low * change.before_ns <= change.after_ns <= high * change.before_ns:
        return f"about as long as {before}: nothing changed by more than it does from day to day."
    return (
        f"{formats.duration(round(change.before_ns))} {before}: the difference is within day-to-day variation, "
        "and no step changed by more than that."
    )


def _longer(ns: float) -> str:
    text = formats.duration(abs(round(ns)))
    return f"{text} {'longer' if ns >= 0 else 'less'}"


def _part(each: Effect, ns: int, one_workflow: bool) -> str:
    kind = TITLES.get(each.part.kind, "the mix of workflows").lower()
    step = f" in {each.part.step}" if each.part.step else ""
    of = "" if one_workflow or not each.part.workflow else f" of {each.part.workflow}"
    since = f" since {_day(each.since)}" if each.since else ""
    return f"{_signed(ns)} is {kind}{step}{of}{since}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _signed(ns: int) -> str:
    return formats.duration(ns) if ns >= 0 else f"{formats.duration(ns)} (shorter)"


def _rest(ns: int, others: int, rest_is: str) -> str:
    if others:
        return f"; {formats.duration(ns)} is {others} more part{'s' * (others != 1)} and what is {rest_is}."
    return f"; the rest, {formats.duration(ns)}, is {rest_is}." if ns else "."
