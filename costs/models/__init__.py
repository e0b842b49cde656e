"""Prices as rows: dated, with their source; a span names the row it was priced by. Budgets, watches, alerts."""

from costs.models.alerts import Alert, Budget, Channel, Delivery, Watch
from costs.models.bills import Bill, BillLine
from costs.models.prices import CatalogueProvider, Price
from costs.models.repricing import Repricing, RepricingSlice

__all__ = [
    "Alert",
    "Bill",
    "BillLine",
    "Budget",
    "CatalogueProvider",
    "Channel",
    "Delivery",
    "Price",
    "Repricing",
    "RepricingSlice",
    "Watch",
]
