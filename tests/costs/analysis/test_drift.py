"""How often noise is called a change, and how often a change is found: the table of docs/why/2026-11-drift-or-noise.md.

The suite repeats little; DRIFT_REPEATS=2000 makes the table, which -s prints.
"""

import os
from datetime import timedelta

import numpy as np
import pytest

from costs.analysis.cells import COST, FIGURES, INPUT, RUNS, Cell, Key, arrange
from costs.analysis.drift import judge
from tests.costs.analysis.histories import MONDAY, WEEK, noise

REPEATS = int(os.environ.get("DRIFT_REPEATS", "60"))


def rates(days: int, correlation: float, change: float, seed: int = 5) -> tuple[float, float]:
    """Of so many histories of two windows: in how many the interval leaves out zero, and in how many it is "drift".

    4,000 runs a day, one call each; the 4 % noise is that of the cost of a run, which the change lifts.
    """
    rng, out, real = np.random.default_rng(seed), 0, 0
    places, dates = np.arange(2 * days), [MONDAY + timedelta(days=day) for day in range(2 * days)]
    for _ in range(REPEATS):
        runs = np.round(4_000 * np.resize(WEEK, 2 * days) * np.exp(noise(rng, 2 * days, correlation=correlation)))
        tokens = 3_000 * np.exp(noise(rng, 2 * days, correlation=correlation)) * np.where(places < days, 1, 1 + change)
        figures = np.zeros((2 * days, len(FIGURES)), dtype=np.int64)
        figures[:, 1] = figures[:, 2] = runs
        figures[:, INPUT] = runs * np.round(tokens)
        figures[:, COST] = figures[:, INPUT] * 2_000
        counted = np.zeros_like(figures)
        counted[:, RUNS] = runs
        cells = [
            Cell(Key("answer", "", "", "", "", 0, 0), places, counted),
            Cell(Key("answer", "p", "m", "", "reported", 0, 0), places, figures),
        ]
        effect = judge(arrange(cells, 2 * days, {}), dates, days).by_name["input_tokens"]
        out += not (effect.low or 0) <= 0 <= (effect.high or 0)
        real += effect.verdict == "drift"
    told = f"{days} v {days} days, r {correlation}, {change:+.0%}"
    print(f"{told}: interval {out / REPEATS:.1%}, drift {real / REPEATS:.1%}")  # noqa: T201
    return out / REPEATS, real / REPEATS


@pytest.mark.parametrize("days", [28, 14])
@pytest.mark.parametrize("correlation", [0.0, 0.4])
def test_noise_is_seldom_called_a_change(days: int, correlation: float) -> None:
    interval, drift = rates(days, correlation, 0.0)
    spread = 2.5 * (0.07 * 0.93 / REPEATS) ** 0.5
    assert interval <= (0.07 if days == 28 else 0.09) + spread
    assert drift <= (0.01 if days == 28 else 0.03) + spread / 2


@pytest.mark.parametrize(("change", "found"), [(0.06, 0.8), (0.10, 0.95)])
def test_a_change_is_found_in_four_weeks(change: float, found: float) -> None:
    interval, drift = rates(28, 0.4, change)
    spread = 2.5 * (found * (1 - found) / REPEATS) ** 0.5
    assert interval >= found - spread
    assert drift >= (0.6 if change == 0.06 else found) - spread  # +6 % lies too near the floor of 5 % to do better


@pytest.mark.parametrize("change", [0.06, 0.10])
def test_two_weeks_are_judged_too_and_find_less(change: float) -> None:
    interval, _ = rates(14, 0.4, change)
    assert interval > 0.3


def test_below_two_weeks_nothing_is_judged() -> None:
    dates = [MONDAY + timedelta(days=day) for day in range(26)]
    figures = np.ones((26, len(FIGURES)), dtype=np.int64)
    cells = [Cell(Key("answer", "p", "m", "", "reported", 0, 0), np.arange(26), figures)]
    change = judge(arrange(cells, 26, {}), dates, 13)
    assert not change.judged
    assert {effect.verdict for effect in change.effects} == {"not_enough_history"}
