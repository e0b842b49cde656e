from datetime import UTC, datetime

import pytest

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
