"""The short form of the torture: ten kills and an outage; nothing acknowledged is lost, doubled or billed twice."""

from random import Random, SystemRandom

import pytest

from tests.torture import rounds

pytestmark = pytest.mark.faults


def test_ten_kills_and_an_outage_lose_double_and_cost_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seed = SystemRandom().randrange(10**6)
    with capsys.disabled():
        outcome = rounds.run(10, 5, Random(seed), seed, lambda _: None)
    assert outcome.clean, f"seed {seed}: {outcome.summary()} {outcome.surprises[:3]}"
