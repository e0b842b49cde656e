"""Prices as rows: dated, with their source; a span names the row it was priced by."""

from costs.models.prices import CatalogueProvider, Price
from costs.models.repricing import Repricing, RepricingSlice

__all__ = ["CatalogueProvider", "Price", "Repricing", "RepricingSlice"]
