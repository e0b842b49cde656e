"""What the last step counts: warnings of the spans that are stored, each once."""

import pytest

from aiops.core.models import Project
from tests.factories import SECOND_NS, T0_NS, batch, span
from traces.ingest import ingest
from traces.otlp.decoded import MAX_ATTRIBUTES
from traces.types import Batch

pytestmark = pytest.mark.django_db
YEAR_NS = 365 * 86_400 * SECOND_NS


def taken(project: Project, **times: int) -> Batch:
    return ingest(batch([span(**times)], project.pk, received_ns=T0_NS + 2 * SECOND_NS))


@pytest.fixture
def shop() -> Project:
    return Project.objects.create(name="Shop", slug="shop")


def test_an_odd_span_is_counted_once(shop: Project) -> None:
    assert taken(shop, end_ns=T0_NS + 60 * SECOND_NS).notes == {"warning.clock_skew": 1}


def test_a_refused_span_is_not_counted_among_the_odd_ones_that_were_stored(shop: Project) -> None:
    made = taken(shop, start_ns=T0_NS + YEAR_NS, end_ns=T0_NS + YEAR_NS)
    assert [rejection.code for rejection in made.rejected] == ["in_future"]
    assert made.notes == {}


def test_a_cut_is_counted_where_it_was_cut_and_no_second_time(shop: Project) -> None:
    long = span(attributes={f"k{number}": 1 for number in range(MAX_ATTRIBUTES + 5)}, name="n" * 2_000)
    made = ingest(batch([long], shop.pk, received_ns=T0_NS + 2 * SECOND_NS))
    assert made.notes == {"dropped_attributes": 5, "truncated": 1}
    assert sorted(long.warnings) == ["dropped_attributes", "truncated"]
