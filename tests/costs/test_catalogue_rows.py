"""The price table: loaded once, kept for ever."""

import pytest

from costs.models import Price
from costs.store import catalogue

pytestmark = pytest.mark.django_db


def test_loading_again_adds_and_retires_nothing() -> None:
    assert Price.objects.count() > 1000
    assert catalogue.load() == (0, 0)


def test_a_price_that_left_the_catalogue_is_retired_not_deleted() -> None:
    gone = Price.objects.filter(project=None).earliest("pk")
    Price.objects.filter(pk=gone.pk).update(rates={"input": "0.123456789"})
    assert catalogue.load() == (1, 1)  # the real row comes back, the odd one is retired
    gone.refresh_from_db()
    assert gone.retired_at is not None
