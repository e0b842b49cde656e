"""Prices as rows: dated, with their source; a span names the row it was priced by."""

from costs.models.prices import CatalogueProvider, Price

__all__ = ["CatalogueProvider", "Price"]
