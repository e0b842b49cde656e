"""What to give up where nothing matches: every offer leads somewhere, and none is waited for."""

import time

import pytest
from django.http import QueryDict

from aiops.core.models import Project
from tests import people
from tests.factories import SECOND_NS, batch, llm
from traces.ingest.write import write
from traces.store import partitions
from traces.views import relief
from traces.views.asked import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_partitions() -> None:
    partitions.forget()


@pytest.fixture
def shop() -> Project:
    """Two traces of one workflow: an old dear one and a newer cheap one."""
    shop = people.project("shop")
    now_ns = time.time_ns()
    for hours, cost in ((40, 9_000), (30, 1_000)):
        at_ns = now_ns - hours * 3_600 * SECOND_NS
        sent = llm(start_ns=at_ns, end_ns=at_ns + SECOND_NS, workflow="answer", cost_nanousd=cost, model="o3")
        write(batch([sent], project_id=shop.pk, received_ns=now_ns))
    return shop


def labels(shop: Project, query: str) -> list[str]:
    return [each.label for each in relief.reliefs(Asked(QueryDict(query), shop))]


def test_the_condition_that_is_to_blame_alone_is_offered(shop: Project) -> None:
    assert labels(shop, "range=7d&workflow=answer&model=none") == ["Without Model none"]


@pytest.mark.parametrize("sort", ["-start", "-cost"])
def test_the_day_offered_is_that_of_the_newest_match_whatever_the_order(shop: Project, sort: str) -> None:
    [offer] = relief.reliefs(Asked(QueryDict(f"range=24h&workflow=answer&sort={sort}"), shop))
    assert offer.at_ns is not None
    assert (time.time_ns() - offer.at_ns) // (3_600 * SECOND_NS) == 30


def test_nobody_waits_for_offers(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relief, "PATIENCE_SECONDS", -1.0)
    assert labels(shop, "range=7d&model=none") == []
