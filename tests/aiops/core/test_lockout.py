from aiops.core.lockout import ADDRESSES_REMEMBERED, WINDOW_SECONDS, WRONG_KEYS_ALLOWED, Lockout


def test_an_address_waits_after_its_wrong_keys_are_used_up() -> None:
    lockout = Lockout()
    for _ in range(WRONG_KEYS_ALLOWED - 1):
        lockout.count_wrong("203.0.113.7", now=0)
    assert lockout.seconds_left("203.0.113.7", now=0) == 0
    lockout.count_wrong("203.0.113.7", now=0)
    assert lockout.seconds_left("203.0.113.7", now=0) == WINDOW_SECONDS + 1


def test_another_address_does_not_wait() -> None:
    lockout = Lockout()
    for _ in range(10_000):
        lockout.count_wrong("203.0.113.7", now=0)
    assert lockout.seconds_left("203.0.113.8", now=0) == 0


def test_the_wait_ends_and_the_count_begins_again() -> None:
    lockout = Lockout()
    for _ in range(WRONG_KEYS_ALLOWED):
        lockout.count_wrong("203.0.113.7", now=0)
    assert lockout.seconds_left("203.0.113.7", now=WINDOW_SECONDS) == 0
    lockout.count_wrong("203.0.113.7", now=WINDOW_SECONDS)
    assert lockout.seconds_left("203.0.113.7", now=WINDOW_SECONDS) == 0


def test_slow_mistakes_never_lock_out() -> None:
    lockout = Lockout()
    for minute in range(100):
        lockout.count_wrong("203.0.113.7", now=minute * WINDOW_SECONDS)
    assert lockout.seconds_left("203.0.113.7", now=99 * WINDOW_SECONDS) == 0


def test_any_number_of_addresses_takes_bounded_memory() -> None:
    lockout = Lockout()
    for number in range(ADDRESSES_REMEMBERED + 500):
        lockout.count_wrong(str(number), now=0)
    assert len(lockout._tallies) == ADDRESSES_REMEMBERED
