from hypothesis import given
from hypothesis import strategies as st

from workflows.policies.rate import Bucket, Rate, take

RATE = Rate(10, "s", 3)  # one each 100 ms, three at once


def test_a_burst_then_one_at_a_time() -> None:
    bucket, waits = None, []
    for now in (0, 0, 0, 0, 100, 150):
        bucket, wait = take(RATE, bucket, now)
        waits.append(wait)
    assert waits == [0, 0, 0, None, 0, None]


def test_the_patient_are_promised_a_turn_each() -> None:
    bucket, waits = None, []
    for _ in range(5):
        bucket, wait = take(Rate(10, "s", 1), bucket, 0, patience_ms=1000)
        waits.append(wait)
    assert waits == [0, 100, 200, 300, 400]


def test_a_clock_that_goes_backwards_fills_nothing() -> None:
    bucket, _ = take(RATE, Bucket(0.5, 1000), 0)
    assert bucket == Bucket(0.5, 1000)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=80))
def test_no_window_sees_more_than_the_burst_and_the_rate(waits: list[int]) -> None:
    """In any time of T ms at most burst + T/100 calls are let through."""
    now, bucket, let = 0, None, []
    for wait in waits:
        now += wait
        bucket, turn = take(RATE, bucket, now)
        if turn is not None:
            let.append(now)
    for start in range(len(let)):
        for end in range(start, len(let)):
            assert end - start + 1 <= RATE.burst + (let[end] - let[start]) / RATE.ms_per_call + 1e-6
