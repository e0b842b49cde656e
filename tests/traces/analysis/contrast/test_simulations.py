"""How often the contrast is right, on seeded cohorts. Few in the suite; AIOPS_SIMULATIONS=100 for the figures that
docs/why/2026-11-contrast.md publishes."""

import os
from collections.abc import Callable

import pytest

from tests.traces.analysis.contrast import cohorts
from tests.traces.analysis.contrast.cohorts import Cohort
from traces.analysis.contrast import Contrast, contrast

MANY = int(os.environ.get("AIOPS_SIMULATIONS", "20"))
A, B = ("a03", "0"), ("a07", "0")


def answers(make: Callable[[int], Cohort]) -> list[Contrast]:
    return [contrast(each.failing, each.dimensions) for each in map(make, range(MANY))]


def where(answer: Contrast) -> list[tuple[tuple[str, str], ...]]:
    return [tuple(tuple(value) for value in item.where) for item in answer.items]  # type: ignore[misc]


def test_of_cohorts_in_which_nothing_is_the_cause_at_most_one_in_ten_names_one() -> None:
    found = [bool(answer.items) for answer in answers(cohorts.null)]
    assert sum(found) <= max(0.10 * MANY, 1)


@pytest.mark.parametrize(
    ("make", "right"),
    [
        pytest.param(cohorts.single, lambda found: found[:1] == [(A,)], id="single"),
        pytest.param(cohorts.conditional, lambda found: {(A,), (B,)} <= set(found), id="conditional"),
        pytest.param(cohorts.confounded, lambda found: (A,) in found and (B,) not in found, id="confounded"),
        pytest.param(cohorts.interacting, lambda found: found[:1] == [(A, B)], id="interacting"),
    ],
)
def test_planted_causes_are_found(make: Callable[[int], Cohort], right: Callable[..., bool]) -> None:
    found = [right(where(answer)) for answer in answers(make)]
    assert sum(found) >= 0.95 * MANY
