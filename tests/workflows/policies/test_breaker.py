import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.policies.breaker import Breaker, State, admit, failed, succeeded

BREAKER = Breaker("provider", failures=3, within_ms=1000, open_ms=500, trials=2)


def after(events: str, step_ms: int = 100) -> State:
    """The state after failures (f) and successes (s), one every `step_ms`, each admitted first; `.` is time alone."""
    state, now = State(), 0
    for event in events:
        now += step_ms
        allowed, begun = admit(BREAKER, state, now) if event != "." else (False, state)
        if allowed:
            state = failed(BREAKER, begun, now) if event == "f" else succeeded(BREAKER, begun)
    return state


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("ff", "closed"),
        ("fff", "open"),
        ("ffsff", "closed"),  # a success in between begins anew
        ("fff....f", "open"),  # 400 ms later it is still open, so nobody asks
        ("fff.....s", "half_open"),  # the first of two trials
        ("fff.....ss", "closed"),
        ("fff.....sf", "open"),
        ("fff.....f", "open"),
    ],
)
def test_states(events: str, expected: str) -> None:
    assert after(events).state == expected


def test_failures_far_apart_do_not_add_up() -> None:
    assert after("ffffff", step_ms=2000).state == "closed"


def test_half_open_lets_one_through_at_a_time() -> None:
    state = State("open", since_ms=0)
    first, state = admit(BREAKER, state, 600)
    second, state = admit(BREAKER, state, 700)
    assert (first, second) == (True, False)


def test_a_trial_that_nobody_reports_on_holds_nobody_up_for_ever() -> None:
    _, state = admit(BREAKER, State("open", since_ms=0), 600)
    assert admit(BREAKER, state, 1101)[0]


def test_an_answer_from_before_it_opened_closes_nothing() -> None:
    assert succeeded(BREAKER, State("open", since_ms=5)).state == "open"


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 700)), max_size=60))
def test_an_open_breaker_admits_nobody_before_its_pause_is_over(events: list[tuple[bool, int]]) -> None:
    state, now = State(), 0
    for good, wait in events:
        now += wait
        before = state
        allowed, state = admit(BREAKER, state, now)
        if before.state == "open" and now - before.since_ms < BREAKER.open_ms:
            assert not allowed
        if allowed:
            state = succeeded(BREAKER, state) if good else failed(BREAKER, state, now)
