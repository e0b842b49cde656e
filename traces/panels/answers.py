"""The home page's answers about time and failures, as their own pages give them."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from aiops.core import formats
from aiops.core.answers import Answer, Asked
from aiops.core.errors import ApiError
from aiops.core.figures import levels, parts
from aiops.core.periods import in_url
from traces import charts
from traces.analysis.time import flame
from traces.panels import failures, time_cohort, time_sides
from traces.panels.failures_asked import Question
from traces.panels.time_words import TITLES
from traces.store.time_cohort import Cohort
from traces.types import parse_success
from traces.types.time_sums import TimeDays

MOST_KINDS = 5


def time(asked: Asked) -> Answer:
    form = asked.form
    cohort = Cohort(asked.project.pk, form.period())
    sides = time_sides.read(cohort, form.comparison(), form.comparison_label(), None)
    sentence, _ = time_cohort.answer(sides, time_cohort.Wanted(None, lambda **_: ""))
    runs = sides.now.run_count()
    return Answer(
        sentence,
        links=(
            (asked.url("traces:time"), "All of the time"),
            (asked.url("traces:list", sort="-duration"), "The slowest runs"),
        )[: 2 if runs else 1],
        levels=levels.place(kinds(sides.now, sides.before)) if runs else None,
        caption="Mean time of a run on its critical path" + (", and its change" if sides.before else ""),
    )


def kinds(now: TimeDays, before: TimeDays | None) -> list[levels.Level]:
    """The largest time kinds of a mean run, and all others as one."""
    means = flame.means(now)
    was = flame.means(before) if before and before.run_count() else None
    named = sorted(means, key=lambda kind: -means[kind])[:MOST_KINDS]
    rest = [kind for kind in {**means, **(was or {})} if kind not in named]
    groups = [(TITLES[kind], kind, [kind]) for kind in named] + ([("All else", "other", rest)] if rest else [])
    sums = [round(sum(means.get(kind, 0) for kind in of)) for _, _, of in groups]
    unit = parts.times(sums)
    found = []
    for (title, css, of), ns, text in zip(groups, sums, unit.texts, strict=True):
        change = "" if was is None else _signed(ns - sum(was.get(kind, 0) for kind in of), unit)
        found.append(levels.Level(title, ns, f"{text}{formats.NBSP}{unit.unit}", f"kfill k-{css}", change))
    return found


def _signed(ns: float, unit: parts.InOneUnit) -> str:
    """In the unit of the figure that it is the change of."""
    steps = round(ns / unit.step)
    sign = formats.MINUS if steps < 0 else "+" if steps else ""
    return f"{sign}{abs(steps):,}{formats.NBSP}{unit.unit}"


def failing(asked: Asked) -> Answer:
    """Of the very days of the home page; the failures page has those until now, so its link says which."""
    from traces.analysis.cohort import compare

    question = Question(asked.project, asked.form, parse_success("no_error"), "")
    zone = asked.form.zone
    kept = {name: value for name, value in asked.times.items() if name.startswith("compare")} | question.times
    found = question.bars()
    before, label = question.before(found), asked.form.comparison_label()
    try:
        runs = question.runs(found)
        contrast, _ = compare(runs, zone)
        sentence = failures.short(runs, contrast)
    except ApiError:
        sentence = failures.how_many(found) + "."

    def link(start_ns: int, end_ns: int, **filters: str) -> str:
        return asked.url("traces:list", **in_url(start_ns, end_ns, zone), **filters)

    return Answer(
        sentence,
        links=((_address("traces:failures", asked, kept), "All failures"),),
        drawing=charts.failed_alone(charts.failures_over_time(found, before, label, zone, link)),
        caption="Failed runs" + (f"; the line: {label}" if before else ""),
    )


def _address(name: str, asked: Asked, query: dict[str, str]) -> str:
    return f"{reverse(name, args=[asked.project.slug])}?{urlencode(query)}"


def panel(make: Any) -> Any:
    """Of an answer, what `core.panels` fills its slot with."""
    return lambda asked: {"answer": make(asked)}
