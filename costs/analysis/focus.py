"""Costs as rows of FOCUS 1.2, the FinOps Open Cost and Usage Specification. Pure.

One row for each day, workflow, model, price tier and class of token. Columns beyond the specification begin with x_.
Source: https://focus.finops.org, version 1.2.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from aiops.core import csv
from costs.analysis.bridge import CALL
from costs.analysis.cells import PER_MILLION, Facts

COLUMNS = (
    *("ChargePeriodStart", "ChargePeriodEnd", "BillingCurrency", "ChargeCategory", "ServiceCategory", "ServiceName"),
    *("ProviderName", "SkuId", "SkuMeter", "ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit"),
    *("ListUnitPrice", "ListCost", "EffectiveCost", "BilledCost", "x_Workflow", "x_PriceTier"),
)
NANO = Decimal(1).scaleb(-9)


def rows(facts: Facts, spans: Sequence[tuple[datetime, datetime]]) -> Iterator[tuple[csv.Cell, ...]]:
    """In order of time. Calls without a price are left out: their cost is not known."""
    shape = facts.shape
    first, count = shape.width - 2 * len(shape.lines), len(shape.lines)
    for day, (start, end) in enumerate(spans):
        for at, line in enumerate(shape.lines):
            quantity, cost = int(facts.figures[day, first + at]), facts.figures[day, first + count + at]
            if not quantity:
                continue
            provider, _, model = line.model.partition("/")
            money = (Decimal(float(cost)) * NANO).quantize(NANO)
            fee = line.token_class == CALL
            priced = Decimal(quantity) / (1 if fee else PER_MILLION)
            meter, unit, priced_by = ("Calls",) * 3 if fee else (f"Tokens, {line.token_class}", "Tokens", "1M Tokens")
            yield (
                *(start, end, "USD", "Usage", "AI and Machine Learning", model, provider, model),
                *(meter, quantity, unit, priced, priced_by),
                *((money / priced).quantize(NANO), money, money, money),
                *(line.workflow, line.tier),
            )
