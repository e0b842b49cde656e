from decimal import Decimal

from django.db import models

from aiops.core.models import Project
from costs.pricing import rates


class CatalogueProvider(models.Model):
    """Who sells models: how to know it from a model's name alone, and whose models it also sells."""

    name = models.CharField(max_length=63, primary_key=True)
    title = models.CharField(max_length=200)
    model_match = models.JSONField(null=True)
    sells_models_of = models.JSONField(default=list)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class Price(models.Model):
    """One dated price of one model and tier. Rows are never changed or deleted, only retired: spans point at them."""

    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.CASCADE)  # None: the catalogue's
    provider = models.CharField(max_length=63)
    model = models.CharField(max_length=200)
    match = models.JSONField()
    position = models.IntegerField(default=0)  # among the provider's models: the first that matches counts
    tier = models.CharField(max_length=31, blank=True)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    daily_from = models.TimeField(null=True)
    daily_until = models.TimeField(null=True)
    rates = models.JSONField()  # costs.pricing.rates.from_json
    context_window = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["provider", "retired_at"])]

    def __str__(self) -> str:
        return f"{self.provider or 'any'} / {self.model}" + (f" ({self.tier})" if self.tier else "")

    @property
    def usd_per_million(self) -> dict[str, Decimal | None]:
        """Of every token class, before any context tier; None where it has no rate of its own."""
        by_class = rates.from_json(self.rates).by_class
        known = {name: Decimal(rate.base) / rates.NANOUSD for name, rate in by_class.items()}
        return {name: known.get(name) for name in rates.TOKEN_CLASSES}
