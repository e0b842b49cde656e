import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.policies import failures
from workflows.policies.failures import Failure
from workflows.policies.retry import Backoff, Retry

EXPONENTIAL = Backoff("exponential", 500, 20_000, "full")
RATE_LIMITED = Failure("429", status=429, retry_after_ms=7_000)
SECONDS_60 = 60_000


@pytest.mark.parametrize(
    ("backoff", "retry", "draw", "expected"),
    [
        (EXPONENTIAL, 0, 0.5, 250),
        (EXPONENTIAL, 3, 0.5, 2000),  # 500 x 8 x 0.5
        (EXPONENTIAL, 9, 0.5, 10_000),  # the most, halved
        (EXPONENTIAL, 10**6, 0.999, 19_980),
        (Backoff("exponential", 500, 20_000, "equal"), 1, 0.5, 750),  # 1000: 500 + 250
        (Backoff("linear", 1000, 20_000, "no"), 2, 0.5, 3000),
        (Backoff("constant", 2000, 2000, "no"), 7, 0.5, 2000),
    ],
)
def test_waits(backoff: Backoff, retry: int, draw: float, expected: int) -> None:
    assert backoff.delay_ms(retry, draw) == expected


@given(st.integers(0, 60), st.floats(0, 1, exclude_max=True))
def test_a_jittered_wait_never_exceeds_the_most(retry: int, draw: float) -> None:
    assert 0 <= EXPONENTIAL.delay_ms(retry, draw) <= EXPONENTIAL.most_ms


@given(st.floats(0, 1, exclude_max=True))
def test_what_the_provider_asks_for_is_never_undercut(draw: float) -> None:
    assert Retry(3, EXPONENTIAL).next_delay_ms(0, RATE_LIMITED, draw, SECONDS_60) == 7_000


@pytest.mark.parametrize(
    ("retry", "done", "failure", "left_ms"),
    [
        (Retry(2), 2, RATE_LIMITED, SECONDS_60),  # all used up
        (Retry(2), 0, RATE_LIMITED, 6_000),  # the wait does not fit
        (Retry(2), 0, Failure("4xx", status=401), SECONDS_60),  # not in the predicate
        (Retry(2, on=("timeout",)), 0, RATE_LIMITED, SECONDS_60),
        (Retry(9, on=("5xx", "429")), 0, Failure("budget"), SECONDS_60),
    ],
)
def test_no_more_tries(retry: Retry, done: int, failure: Failure, left_ms: int) -> None:
    assert retry.next_delay_ms(done, failure, 0.5, left_ms) is None


@pytest.mark.parametrize("code", sorted(failures.FINAL))
def test_what_is_final_matches_no_predicate(code: str) -> None:
    assert not failures.matches(failures.CODES, Failure(code))


@pytest.mark.parametrize(
    ("predicate", "failure", "expected"),
    [
        (("5xx",), Failure("5xx", status=503), True),
        (("503",), Failure("5xx", status=503), True),
        (("500",), Failure("5xx", status=503), False),
        (("ValueError",), failures.of(ValueError("x")), True),
        (("error",), failures.of(ValueError("x")), True),
        (("timeout",), failures.of(TimeoutError("x")), True),
        (("connection",), failures.of(ConnectionResetError("x")), True),
    ],
)
def test_predicates(predicate: tuple[str, ...], failure: Failure, expected: bool) -> None:
    assert failures.matches(predicate, failure) is expected
