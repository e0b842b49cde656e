"""The short form: a dozen kills and a few stops; nothing is lost, done twice, or spent unseen."""

from pathlib import Path
from random import Random, SystemRandom

import pytest

from tests.torture.engine import rounds
from workflows.engine import versions

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_kills_and_stops_lose_double_and_hide_nothing(tmp_path: Path, settings: object) -> None:
    settings.MANAGED_WORKFLOWS = ["tests.torture.engine.flows"]  # type: ignore[attr-defined]
    versions.forget()
    seed = SystemRandom().randrange(10**6)
    outcome = rounds.run(40, 10, 2, Random(seed), tmp_path / "workers.log", lambda _: None)
    assert outcome.clean, f"seed {seed}: {outcome.as_json()} {(tmp_path / 'workers.log').read_text()[:4000]}"
    assert outcome.lost_attempts > 0, "no kill hit anything"
