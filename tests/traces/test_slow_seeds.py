"""What became slow is drawn from a seed: does the page's first sentence name it, and is it silent where nothing did?"""

import re
from datetime import UTC, datetime, timedelta

import pytest

from aiops.demo.slowness import WINDOW, Plant, Slowness
from tests.traces.slow_seeds import LAST, SEEDS, said, sides, store
from traces.panels import time_tail
from traces.panels.time_words import TITLES

pytestmark = pytest.mark.django_db
KIND = {
    "slow_step": ("retrieval", "tool", "generation"),
    "queue_wait": ("queue_wait",),
    "retry_storm": ("backoff_wait",),
}
UNITS = {"ms": 10**6, "s": 10**9}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_first_sentence_names_step_kind_date_and_size(seed: int) -> None:
    made = Slowness(seed, LAST, plants=True)
    store(1, made)
    plant = made.plant
    assert plant is not None
    sentence = said(1)
    found = re.search(
        rf"([\d.]+)\s(m?s) is ([a-z ]+) in {re.escape(plant.step)} of {plant.workflow} since (\d+ \w+)", sentence
    )
    assert found, (plant, sentence)
    assert found[3] in {TITLES[kind].lower() for kind in KIND[plant.kind]}
    assert near(found[4], plant), (plant, sentence)
    size = float(found[1]) * UNITS[found[2]]
    assert size == pytest.approx(expected_ns(made, plant), rel=0.25), (plant, sentence)


def near(words: str, plant: Plant) -> bool:
    day = datetime.strptime(f"{words} {plant.day.year}", "%d %b %Y").replace(tzinfo=UTC).date()
    return abs(day - plant.day) <= timedelta(days=1)


def expected_ns(made: Slowness, plant: Plant) -> float:
    """Of the mean of all runs of the window: the part of them that were planted, times what each of them took longer.

    Of a retry storm 120 ms are the failed tries themselves, which are the tool's time.
    """
    first = LAST - timedelta(days=WINDOW - 1)
    again = Slowness(*made.arguments)
    runs = [
        (run.workflow.name, datetime.fromtimestamp(run.spans[0].start_ns / 1e9, UTC).date()) for run in again.runs()
    ]
    window = [each for each in runs if each[1] >= first]
    planted = sum(name == plant.workflow and day >= plant.day for name, day in window)
    size = plant.size_ns - (120_000_000 if plant.kind == "retry_storm" else 0)
    return size * planted / len(window)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_where_nothing_was_planted_nothing_is_named(seed: int) -> None:
    store(1, Slowness(seed, LAST, plants=False))
    sentence = said(1)
    tail = time_tail.panel(sides(1))
    assert tail is not None
    assert "day-to-day" in tail.answer, tail.answer
    assert " is " not in sentence.partition(":")[2] or "day-to-day" in sentence, sentence
    assert "since" not in sentence
