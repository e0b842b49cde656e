"""Starting brings the prices up to date, also where no migration is pending."""

from io import StringIO

import pytest
from django.core.management import call_command

from costs.models import CatalogueProvider, Price

pytestmark = pytest.mark.django_db


def test_a_newer_catalogue_is_loaded_at_the_next_start() -> None:
    CatalogueProvider.objects.update(source="genai-prices 0.0.1")
    gone = Price.objects.filter(project=None, provider="openai", model="gpt-4.1")
    gone.update(rates={"input": "9"})
    call_command("prepare", url="http://127.0.0.1:8000", stdout=StringIO())
    assert Price.objects.filter(model="gpt-4.1", provider="openai", retired_at=None, rates__input="2").exists()
