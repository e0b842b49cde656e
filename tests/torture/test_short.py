"""The short form of the torture: ten kills, nothing acknowledged is lost, doubled or billed twice."""

from random import Random, SystemRandom

import pytest

from tests.torture import rounds

pytestmark = pytest.mark.faults


def test_ten_kills_lose_nothing_double_nothing_and_cost_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    seed = SystemRandom().randrange(10**6)
    with capsys.disabled():
        outcome = rounds.run(10, Random(seed), seed, lambda _: None)
    assert outcome.clean, f"seed {seed}: {outcome.summary()} {outcome.surprises[:3]}"
