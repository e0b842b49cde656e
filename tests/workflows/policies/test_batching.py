import pytest

from workflows.policies.batching import Batch, due, may_wait

MICRO = Batch("micro", 4, 2000)


@pytest.mark.parametrize(
    ("waiting", "oldest_ms", "expected"), [(0, 9999, False), (1, 100, False), (1, 2000, True), (4, 0, True)]
)
def test_a_batch_goes_when_it_is_full_or_its_first_item_has_waited(
    waiting: int, oldest_ms: int, expected: bool
) -> None:
    assert due(MICRO, waiting, oldest_ms) is expected


def test_who_has_no_time_waits_for_nobody() -> None:
    assert (may_wait(MICRO, 2_001), may_wait(MICRO, 2_000)) == (True, False)
