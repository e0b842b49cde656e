"""What is said of a figure's days: what was planted, on its day, and nothing of noise alone."""

from datetime import date, timedelta

import numpy as np
import pytest

from costs.analysis.watch_words import sentence
from costs.analysis.watching import Series, Unusual, unusual

DAYS = [date(2026, 9, 28) + timedelta(days=at) for at in range(56)]
LAST = DAYS[-1]


def series(
    seed: int, subject: str = "w", metric: str = "cost_per_run", mean: float = 0.03e9, units: int = 100
) -> Series:
    """A figure with 4 % day noise, autocorrelation .4 and a weak weekly pattern."""
    rng, noise = np.random.default_rng(seed), np.zeros(56)
    steps = rng.normal(0, 0.04, 56)
    for day in range(56):
        noise[day] = (0.4 * noise[day - 1] if day else 0.0) + 0.917 * steps[day]
    weekly = np.resize([1, 1.01, 1.02, 1.01, 1, 0.96, 0.95], 56)
    return Series(metric, subject, (mean * weekly * np.exp(noise)).tolist(), [units] * 56)


def changed(one: Series, start: int, factor: float) -> Series:
    values = [each * factor if at >= start and each is not None else each for at, each in enumerate(one.values)]
    return Series(one.metric, one.subject, values, one.units)


def said(*some: Series, least: int = 10) -> list[tuple[str, str, date]]:
    return [(each.kind, each.subject, each.day) for each in unusual(some, DAYS, least)]


def test_noise_alone_says_nothing() -> None:
    assert [said(*(series(seed * 10 + at, f"w{at}") for at in range(10))) for seed in range(3)] == [[], [], []]


def test_one_failure_after_weeks_of_none_is_no_news() -> None:
    assert said(Series("error_rate", "w", [0.0] * 55 + [1 / 20], [20] * 56)) == []


def test_rare_failures_by_chance_say_nothing() -> None:
    rng = np.random.default_rng(2)
    rare = [Series("error_rate", f"w{at}", (rng.binomial(20, 0.004, 56) / 20).tolist(), [20] * 56) for at in range(40)]
    assert any(one.values[-1] for one in rare)
    assert said(*rare) == []


def test_a_day_that_is_half_as_dear_again_is_said_alone() -> None:
    calm = [series(at, f"w{at}") for at in range(5)]
    assert said(*calm, changed(series(7, "dear"), 55, 1.5)) == [("day", "dear", LAST)]


def test_a_level_that_stays_is_said_with_the_day_it_began() -> None:
    [(kind, subject, day)] = [each for each in said(changed(series(8, "dear"), 44, 1.3)) if each[0] == "level"]
    assert (kind, subject) == ("level", "dear")
    assert abs(day - DAYS[44]) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("metric", "factor", "tells"),
    [
        ("cost_per_run", 0.5, False),  # cheaper is no alarm
        ("tokens_per_call", 2.0, True),
        ("cache_share", 0.4, True),
        ("cache_share", 1.6, False),
        ("error_rate", 3.0, True),
        ("latency", 2.0, True),
        ("queue_age", 3.0, True),
        ("latency_p95", 2.0, True),
        ("queue_age_p95", 0.3, False),
        ("latency_p99", 2.0, False),  # 100 traces a day are too few
    ],
)
def test_only_what_is_worse_is_said(metric: str, factor: float, tells: bool) -> None:
    mean = {"cache_share": 0.4, "error_rate": 0.05, "tokens_per_call": 3000.0}.get(metric, 1e9)
    assert bool(said(changed(series(9, metric=metric, mean=mean), 55, factor))) is tells


def test_outcomes_are_looked_at_when_they_have_come() -> None:
    late = series(10, metric="outcome_rate", mean=0.6)
    assert said(changed(late, 50, 0.3)) == []  # too young to judge
    values = [each * 0.3 if at == 47 and each is not None else each for at, each in enumerate(late.values)]
    assert said(Series("outcome_rate", "w", values, late.units)) == [("day", "w", DAYS[47])]


@pytest.mark.parametrize(
    "one",
    [
        changed(series(11, units=19), 55, 3.0),  # too few runs
        Series("cost_per_run", "w", [None] * 45 + [1e8] * 10 + [9e8], [100] * 56),  # too little history
        Series("error_rate", "w", [0.0] * 55 + [0.01], [100] * 56),  # too little to matter
        Series("cost_per_run", "w", [None] * 56, [0] * 56),
    ],
)
def test_what_cannot_be_judged_is_not(one: Series) -> None:
    assert said(one) == []


def test_a_figure_that_never_moved_and_now_does_is_said() -> None:
    assert said(Series("error_rate", "w", [0.0] * 55 + [0.2], [100] * 56)) == [("day", "w", LAST)]


def test_less_than_what_was_asked_for_is_not_said() -> None:
    dear = changed(series(7, "dear"), 55, 1.5)
    assert said(dear, least=100) == []


def test_the_sentences() -> None:
    day = Unusual("day", "cost_per_run", "answer", LAST, 0.041e9, 0.03e9, 0.028e9, 0.032e9)
    level = Unusual("level", "error_rate", "", date(2026, 11, 14), 0.12, 0.03)
    assert [sentence(each).replace("\u00a0", " ") for each in (day, level)] == [
        "Cost per run of answer was $0.0410 on 22 Nov, where $0.0280 to $0.0320 was to be expected.",
        "Share of runs that failed of all workflows together has been 12 % since 14 Nov; it was 3 % before.",
    ]
