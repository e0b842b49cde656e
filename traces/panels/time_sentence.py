"""The answer to "where did the time go" in one sentence: only parts whose change is real are named, with the day on
which they began; the rest is one sum."""

from collections.abc import Sequence
from datetime import date

from aiops.core import formats
from aiops.core.figures.parts import rounded
from traces.analysis.time.change import Change, Effect
from traces.panels.time_words import TITLES

MOST_NAMED = 3
CALM = 0.95, 1.05  # of the mean before: "about as long as"


def sentence(change: Change, named: Sequence[Effect], *, runs: str, before: str, one_workflow: bool) -> str:
    """`runs`: whose runs, "Runs of support-answer"; `before`: "in the 28 days before".

    The parts are rounded together with the rest, so that what is said adds up to the change that is said.
    """
    after = formats.duration(round(change.after_ns))
    if change.shift.verdict == "not_enough_history":
        return (
            f"{runs} took {after} on average, {formats.duration(round(change.before_ns))} {before}; "
            "a verdict needs 14 days with runs in both periods."
        )
    shift = change.after_ns - change.before_ns
    if not named:
        return f"{runs} took {after} on average, {_calm(change, before)}"
    shown = named[:MOST_NAMED]
    step = 10_000_000 if max(abs(shift), abs(shown[0].ns)) >= 1e9 else 1_000_000
    ns = [round(each.ns) for each in shown]
    *parts, rest = (each * step for each in rounded([*ns, round(shift) - sum(ns)], step))
    words = [_part(each, part, one_workflow) for each, part in zip(shown, parts, strict=True)]
    return (
        f"{runs} took {after} on average, {_longer(sum(parts) + rest)} than {before}: {', '.join(words)}"
        f"{_rest(rest, len(named) - len(shown))}"
    )


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
    kind = TITLES[each.part.kind].lower()
    step = each.part.step or "no span"
    of = "" if one_workflow or not each.part.workflow else f" of {each.part.workflow}"
    since = f" since {_day(each.since)}" if each.since else ""
    return f"{_signed(ns)} is {kind} in {step}{of}{since}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _signed(ns: int) -> str:
    return formats.duration(ns) if ns >= 0 else f"{formats.duration(ns)} (shorter)"


def _rest(ns: int, others: int) -> str:
    if others:
        return f"; {formats.duration(ns)} is {others} more part{'s' * (others != 1)} and normal variation."
    return f"; the rest, {formats.duration(ns)}, is within normal variation." if ns else "."
