from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CostsConfig(AppConfig):
    name = "costs"
    verbose_name = "What it cost"

    def ready(self) -> None:
        from aiops.core import ticker
        from costs import panels

        panels.fill_slots()
        ticker.every("price anew", 2.0, "costs.tasks.reprice_some")
        ticker.every("keep days of cost", 60.0, "costs.tasks.keep_days")
        ticker.every("find waste", 300.0, "costs.tasks.find_waste")
        ticker.every("look at budgets", 60.0, "costs.tasks.look_at_budgets")
        ticker.every("look at days", 300.0, "costs.tasks.look_at_days")
        ticker.every("send alerts", 5.0, "costs.tasks.send_alerts")
        ticker.every("expire calls", 3600.0, "costs.tasks.expire")
        post_migrate.connect(load_catalogue, sender=self)


def load_catalogue(using: str, **_: Any) -> None:
    """After migrating: the price table, where there is one, holds the installed catalogue."""
    from costs.models import CatalogueProvider
    from costs.store import catalogue

    if CatalogueProvider._meta.db_table in connections[using].introspection.table_names():
        catalogue.load_if_new()
