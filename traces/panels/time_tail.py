"""Why the slow runs became slower: the change of p95 in one sentence and its parts by time kind; of all workflows the
one whose p95 changed most, and how the others did."""

from dataclasses import dataclass
from datetime import date

from aiops.core import formats
from traces.analysis.time.change import Effect
from traces.analysis.time.tail import LEAST_RUNS, Tail, rises
from traces.panels.time_judged import Judged
from traces.panels.time_sentence import parts, rounded_shift
from traces.panels.time_sides import Sides
from traces.panels.time_words import TITLES


@dataclass(frozen=True, slots=True)
class TailRow(Judged):
    """One kind of one workflow, or one workflow as a whole: then `kind` is ""."""

    title: str
    kind: str
    effect: Effect
    before_ns: int | None = None
    now_ns: int | None = None
    workflow: str = ""

    @property
    def since(self) -> date | None:
        return self.effect.since


@dataclass(frozen=True, slots=True)
class TailPanel:
    """`others` are all workflows where more than one was asked for."""

    answer: str
    whole: TailRow  # the workflow that `rows` split
    rows: tuple[TailRow, ...]
    others: tuple[TailRow, ...]


def panel(sides: Sides) -> TailPanel | None:
    """None where no workflow has runs on both sides."""
    found = rises(sides.bands_before, sides.bands) if sides.bands_before else ()
    if not found:
        return None
    shown = max(found, key=lambda each: (each.shift.verdict == "drift", abs(each.shift.ns) if each.real else 0))
    return TailPanel(
        sentence(shown, sides.there),
        _whole(shown),
        tuple(TailRow(TITLES[each.part.kind], each.part.kind, each) for each in shown.kinds),
        tuple(map(_whole, found)) if len(found) > 1 else (),
    )


def _whole(tail: Tail) -> TailRow:
    return TailRow(
        tail.workflow or "None named", "", tail.shift, round(tail.before_ns), round(tail.after_ns), tail.workflow
    )


def sentence(tail: Tail, there: str) -> str:
    """As in "p95 of support-answer is 12 s, 1.9 s longer than in the 28 days before: 1.6 s is queue wait ..."."""
    whose = f"p95 of {tail.workflow or 'runs without a workflow'}"
    before, after = (formats.duration(round(each)) for each in (tail.before_ns, tail.after_ns))
    if tail.shift.verdict == "not_enough_history":
        return f"{whose} is {after}, {before} {there}; a verdict needs 14 days and {LEAST_RUNS} runs on both sides."
    if tail.shift.verdict == "normal":
        return f"{whose} is {after}, {before} {there}: the difference is within day-to-day variation."
    moved = f"{whose} is {after}, {_moved(rounded_shift(tail.real, tail.shift.ns))} than {there}"
    if not tail.real:
        return f"{moved}; no single kind of time stands out from day-to-day variation."
    words, rest = parts(tail.real, tail.shift.ns, one_workflow=True)
    return f"{moved}: {words}{rest}"


def _moved(ns: int) -> str:
    return f"{formats.duration(abs(ns))} {'longer' if ns >= 0 else 'shorter'}"
