"""Since when something is news to a person."""

from datetime import UTC, datetime, timedelta

import pytest

from aiops.core import visits
from tests.people import person, project

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "since"),
    [
        ([0], None),  # the first visit
        ([0, 10, 35], None),  # looked at again and again: it still goes on
        ([0, 29.9], None),
        ([0, 30], 0),  # half an hour later another one begins
        ([0, 10, 20, 60, 61], 20),  # the visit before ended when the page was last looked at
        ([0, 60, 200], 60),
    ],
)
def test_the_visit_before_this_one_ended_when_it_was_last_looked_at(minutes: list[float], since: float | None) -> None:
    ada, shop = person(), project()
    for each in minutes:
        visits.note(ada, shop, NOON + timedelta(minutes=each))
    assert visits.since(ada, shop) == (None if since is None else NOON + timedelta(minutes=since))


def test_each_project_and_person_has_visits_of_their_own() -> None:
    ada, shop = person(), project()
    for hours in (0, 2):
        visits.note(ada, shop, NOON + timedelta(hours=hours))
    assert visits.since(ada, project()) is None
    assert visits.since(person(), shop) is None
