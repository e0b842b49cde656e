"""Companies of which it is known what they earn: the pages say it, exactly where they count, within their intervals
where they estimate. EARNING_SEEDS=20 tries as many companies."""

import os
from collections import Counter
from decimal import Decimal

import pytest
from django.utils import timezone

from aiops.core.models import Project
from aiops.core.periods import from_preset, zone_of
from aiops.demo.earning import Story
from tests import people
from tests.workflows import companies
from workflows.analysis.maturity import is_matured
from workflows.analysis.overview import Line, Overview
from workflows.analysis.roi import Figure
from workflows.store import earned

SEEDS = int(os.environ.get("EARNING_SEEDS", "2"))
DAY_NS = 86_400 * 10**9
Held = Counter[tuple[str, bool]]  # (figure, whether its interval has the truth) over all seeds


def read(project: Project) -> Overview:
    now = timezone.now()
    period = from_preset("28d", now, zone_of(project), whole_days=True)
    return earned.all_of(project.pk, period, period.previous(), now)


def judged(stories: list[Story], line: Line) -> list[Story]:
    """Those of its runs in the period whose window is over."""
    days = {each.day for each in line.now.days if each.matured}
    epoch = min(days).fromordinal(719_163)
    of_it = [each for each in stories if each.offer.key == line.workflow.key]
    return [each for each in of_it if epoch.fromordinal(719_163 + each.run.spans[0].start_ns // DAY_NS) in days]


@pytest.mark.django_db
def test_known_companies_are_reproduced_and_intervals_hold_the_truth() -> None:
    """Of intervals 95 of 100 are meant to: of 8 at least 5 do but once in 3,000 suites, of 80 (20 companies) 69."""
    held: Held = Counter()
    for seed in range(SEEDS):
        _reproduced(seed, held)
    least = {2: 5, 20: 69}.get(SEEDS, 0)
    for name in ("rate", "cost of one", "net", "roi"):
        print(f"{name}: {held[name, True]} of {held[name, True] + held[name, False]}")  # noqa: T201
        assert held[name, True] >= least, name


def _reproduced(seed: int, held: Held) -> None:
    project = people.project(f"company-{seed}")
    stories = companies.load(project, seed)
    found = read(project)
    assert len(found.lines) == 4
    for line in found.lines:
        truth = judged(stories, line)
        offer, now = truth[0].offer, line.now
        good = sum(each.good for each in truth)
        assert (now.matured_runs, now.good, now.successes) == (len(truth), good, Decimal(good))
        assert now.cost_nanousd == sum(each.cost_nanousd for each in truth)
        assert now.value is not None
        assert now.value.value == good * offer.worth_nanousd
        assert all(is_matured(each.day, timezone.now().date(), offer.window_days) == each.matured for each in now.days)
        _count(held, "rate", now.success_rate, offer.rate)
        _count(held, "cost of one", now.cost_per_success, offer.cost_per_success_nanousd)
        _count(held, "net", now.net, offer.net_a_run_nanousd * now.matured_runs)
        _count(held, "roi", now.roi, offer.roi)
    losing = {each.offer.key for each in stories if each.offer.roi < 0}
    assert {line.workflow.key for line in found.losing} == losing


def _count(held: Held, name: str, figure: Figure | None, truth: float) -> None:
    assert figure is not None
    assert figure.low is not None
    assert figure.high is not None
    held[name, float(figure.low) <= truth <= float(figure.high)] += 1
