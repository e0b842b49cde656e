"""One seed by the whole way: OTLP bodies through the door, settled, rolled up, read on the page."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from aiops.core.models import Membership, Project, User
from aiops.demo.otlp import bodies
from aiops.demo.slowness import Slowness
from tests.traces.api.calling import caller
from tests.traces.slow_seeds import LAST
from traces import rollup, settle
from traces.store import partitions

pytestmark = pytest.mark.django_db


def test_what_is_sent_is_named_on_the_page(client: Client) -> None:
    partitions.forget()
    shop = caller("harbour")
    Project.objects.filter(pk=shop.project_id).update(retention_days=90)
    user = User.objects.create_user("viewer@example.org")
    Membership.objects.create(project_id=shop.project_id, user=user)
    made = Slowness(7, LAST, plants=True, share=0.2)
    runs = list(made.runs())
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        for body in bodies(runs, 5000):
            answer = shop.send(body, "application/x-protobuf")
            assert (answer.status_code, answer.content) == (200, b"")
        later_ns = int((now + timedelta(minutes=1)).timestamp()) * 10**9
        assert settle.settle_ready(shop.project_id, later_ns) == len(runs)
        rollup.recompute_ready(shop.project_id, later_ns, 0)
        client.force_login(user)
        page = client.get("/p/harbour/time/").content.decode()
    sentence = page.partition('<p class="sentence">')[2].partition("</p>")[0]
    assert made.plant is not None
    assert f"in {made.plant.step} of {made.plant.workflow} since" in sentence, (made.plant, sentence)
