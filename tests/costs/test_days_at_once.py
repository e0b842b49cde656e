"""Days read while others change them: what is read is of one moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from aiops.core.models import Project
from costs.store import days
from tests import people
from tests.costs import change_world
from tests.costs.analysis.histories import history
from tests.costs.change_world import END, START

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'cost_day'::regclass"


@pytest.fixture
def shop() -> Project:
    return people.project("shop")


def read(shop: Project) -> int:
    """Nano-dollars of all days; on a connection of its own."""
    try:
        return sum(int(cell.figures[:, -1].sum()) for cell in days.read(shop.pk, spans()))
    finally:
        connection.close()


def spans() -> list[days.Span]:
    return [(START + timedelta(days=day), START + timedelta(days=day + 1)) for day in range((END - START).days)]


def test_a_day_that_is_thrown_away_while_it_is_read_is_read_as_it_was(shop: Project) -> None:
    """The reader knows which days stand, and waits for them; meanwhile one of their hours is computed anew."""
    change_world.store(shop, history(0, []))
    days.keep(shop.pk, spans(), END + timedelta(days=1))
    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(read, shop).result()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE cost_day IN ACCESS EXCLUSIVE MODE")
            reading = pool.submit(read, shop)
            waits = False
            while not waits and not reading.done():
                cursor.execute(WAITING)
                waits = bool(cursor.fetchone()[0])
            days.forget(shop.pk, [START])
        assert (waits, before > 0, reading.result()) == (True, True, before)
