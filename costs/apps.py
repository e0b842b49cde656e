from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CostsConfig(AppConfig):
    name = "costs"
    verbose_name = "What it cost"

    def ready(self) -> None:
        from costs import panels

        panels.fill_slots()
        post_migrate.connect(load_catalogue, sender=self)


def load_catalogue(**_: Any) -> None:
    """After migrating: the price table holds the installed catalogue."""
    from costs.store import catalogue

    catalogue.load_if_new()
