"""Copies the seed catalogue into the price table: adds what is new, retires what has gone, touches nothing else."""

import json
from importlib.metadata import version
from typing import Any

from django.db import transaction
from django.utils import timezone

from costs.models import CatalogueProvider, Price

SOURCE = f"genai-prices {version('genai-prices')}"
FIELDS = (
    "provider", "model", "match", "position", "tier", "valid_from", "valid_until",
    "daily_from", "daily_until", "rates", "context_window",
)  # fmt: skip


def load_if_new() -> tuple[int, int]:
    """`load` where this version of the catalogue has not been loaded yet: its data takes seconds to import."""
    return (0, 0) if CatalogueProvider.objects.filter(source=SOURCE).exists() else load()


@transaction.atomic
def load() -> tuple[int, int]:
    """Makes the table agree with the installed catalogue; answers (rows added, rows retired). Twice adds nothing."""
    from costs.pricing import catalogue

    _load_providers(catalogue.providers())
    known = {_identity(price): price.id for price in Price.objects.filter(project=None, retired_at=None)}
    wanted = {_identity(row): row for row in catalogue.rows()}
    added = [
        Price(source=SOURCE, **{name: getattr(row, name) for name in FIELDS})
        for identity, row in wanted.items()
        if identity not in known
    ]
    gone = [price_id for identity, price_id in known.items() if identity not in wanted]
    Price.objects.bulk_create(added, batch_size=1000)
    Price.objects.filter(id__in=gone).update(retired_at=timezone.now())
    return len(added), len(gone)


def _load_providers(providers: list[dict[str, Any]]) -> None:
    CatalogueProvider.objects.bulk_create(
        [CatalogueProvider(source=SOURCE, **each) for each in providers],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["title", "model_match", "sells_models_of", "source"],
    )


def _identity(row: Any) -> str:
    return json.dumps([getattr(row, name) for name in FIELDS], sort_keys=True, default=str)
