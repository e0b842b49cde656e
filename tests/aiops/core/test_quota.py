import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from aiops.core import quota
from aiops.core.models import ApiKey, KeyMinute
from tests.people import key, project

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)


def other_process(held: ApiKey, requests: int) -> None:
    """What another process has leased of this minute."""
    KeyMinute.objects.create(key=held, minute=NOON.replace(second=0), used=requests)


def passed(held: ApiKey, tries: int) -> int:
    return sum(quota.seconds_to_wait(held, NOON) == 0 for _ in range(tries))


def test_without_a_quota_everything_passes_and_nothing_is_written() -> None:
    held = key(project()).row
    assert passed(held, 100) == 100
    assert not KeyMinute.objects.exists()


@pytest.mark.parametrize("limit", [1, 3, 50, 120])
def test_exactly_the_quota_passes(limit: int) -> None:
    held = key(project(), requests_per_minute=limit).row
    assert passed(held, limit + 20) == limit


def test_processes_share_the_quota() -> None:
    held = key(project(), requests_per_minute=100).row
    other_process(held, 90)
    assert passed(held, 50) == 10


def test_a_request_rarely_writes(django_assert_max_num_queries: object) -> None:
    held = key(project(), requests_per_minute=1000).row
    passed(held, 1)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert passed(held, 60) == 60


def test_one_keys_quota_is_not_anothers() -> None:
    shop = project()
    one, two = key(shop, requests_per_minute=1).row, key(shop, requests_per_minute=1).row
    assert (passed(one, 5), passed(two, 5)) == (1, 1)


def asked_in_a_thread(held: ApiKey) -> int:
    try:
        return quota.seconds_to_wait(held, NOON)
    finally:
        connection.close()


def wait_for_a_lock() -> None:
    """Until some other connection waits for a row."""
    deadline = time.monotonic() + 10
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        while not cursor.execute(waiting).fetchone():
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_a_lease_that_waits_for_the_database_holds_up_no_other_key() -> None:
    shop = project()
    slow, fast = key(shop, requests_per_minute=5).row, key(shop, requests_per_minute=5).row
    other_process(slow, 1)
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            KeyMinute.objects.select_for_update().get(key=slow)
            held_up = pool.submit(asked_in_a_thread, slow)
            wait_for_a_lock()
            assert pool.submit(asked_in_a_thread, fast).result(timeout=5) == 0
            assert not held_up.done()
        assert held_up.result(timeout=5) == 0


@pytest.mark.django_db(transaction=True)
def test_requests_of_one_key_at_once_never_pass_its_quota() -> None:
    held = key(project(), requests_per_minute=60).row
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(asked_in_a_thread, [held] * 100))
    assert answers.count(0) == 60


def test_once_the_minute_is_used_up_nobody_asks_the_database_again(django_assert_num_queries: object) -> None:
    held = key(project(), requests_per_minute=3).row
    passed(held, 4)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert passed(held, 50) == 0


def test_the_next_minute_begins_anew() -> None:
    held = key(project(), requests_per_minute=1).row
    passed(held, 2)
    assert quota.seconds_to_wait(held, NOON.replace(minute=1)) == 0
