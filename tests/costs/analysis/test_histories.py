"""What is planted is named with its day and its dollars; where nothing is, nothing is said.

A few seeds here, twenty of each kind with COST_HISTORIES=20.
"""

import os

import pytest

from costs.analysis.changes import Event
from costs.analysis.words import shown
from tests.costs.analysis.histories import KINDS, asked, dollars, drawn, history

SEEDS = range(int(os.environ.get("COST_HISTORIES", len(KINDS))))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_planted_is_named_with_its_day_and_its_dollars(seed: int) -> None:
    planted = drawn(seed)
    found = asked(history(seed, [planted]))
    (point,) = found.points
    assert (point.workflow, point.effect) == (planted.workflow, planted.kind)
    assert abs((point.day - planted.day).days) <= 2
    assert point.nanousd == pytest.approx(dollars(seed, planted), rel=0.02)
    told = shown(found).sentence
    assert [each.name for each in told.named] == [planted.kind]
    assert told.named[0].where.startswith(f" in {planted.workflow} since {point.day.day} {point.day:%b}")


@pytest.mark.parametrize("seed", [1000 + seed for seed in SEEDS])
def test_noise_alone_is_not_spoken_of(seed: int) -> None:
    found = asked(history(seed))
    assert found.points == ()
    assert shown(found).sentence.named == ()
    assert shown(found).sentence.text.endswith("within normal variation.")


def test_a_price_change_is_matched_with_the_price_row_that_changed() -> None:
    planted = drawn(KINDS.index("unit_price"))
    (point,) = asked(history(KINDS.index("unit_price"), [planted])).points
    assert [(each.kind, each.label) for each in point.matched] == [("price", "large")]


def test_a_prompt_that_became_longer_is_matched_with_its_version() -> None:
    planted = drawn(0)
    versions = [
        Event("prompt", "v7", planted.day, planted.workflow),
        Event("prompt", "v2", planted.day, "invoice-check"),
    ]
    told = shown(asked(history(0, [planted]), versions)).sentence
    assert told.named[0].where.endswith("(prompt v7)")
