"""`{% load decimals %}{{ share|normal }}` writes an exact decimal without the zeros at its end."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def normal(number: Decimal | None) -> str:
    """1.000000000 -> "1"; None -> ""."""
    if number is None:
        return ""
    whole, _, rest = f"{number:,f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole
