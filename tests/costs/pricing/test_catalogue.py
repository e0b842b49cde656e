"""Our copy of the catalogue and our integer arithmetic against the library the catalogue comes from."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from genai_prices import Usage, calc_price, data_snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

from costs.pricing import catalogue
from costs.pricing.match import PriceRow, in_force, rows_for
from costs.pricing.providers import MAKERS, maker
from costs.pricing.rates import NANOUSD, Tokens, charge, from_json

PROVIDERS = ("anthropic", "aws", "azure", "cohere", "deepseek", "google", "groq", "mistral", "openai", "x-ai")
TABLE = {
    provider: [
        PriceRow(
            number, row.model, row.match, from_json(row.rates), row.tier,
            row.valid_from, row.valid_until, row.daily_from, row.daily_until,
        )
        for number, row in enumerate(catalogue.rows())
        if row.provider == provider
    ]
    for provider in PROVIDERS
}  # fmt: skip
LIBRARY = {each.id: each for each in data_snapshot.get_snapshot().providers}
CALLS = sorted(
    (provider, model)
    for provider, rows in TABLE.items()
    for model in {row.model for row in rows}
    if (found := LIBRARY[provider].find_model(model)) is not None and found.id == model
)
WHEN = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
count = st.integers(0, 400_000)


@settings(max_examples=300, deadline=None)
@given(call=st.sampled_from(CALLS), at=WHEN, fresh=count, cached=count, output=count)
def test_a_call_costs_what_the_library_says(
    call: tuple[str, str], at: datetime, fresh: int, cached: int, output: int
) -> None:
    provider, model = call
    row = in_force(rows_for(TABLE[provider], model), at, "")
    assert row is not None
    if "output" not in row.rates.by_class:
        output = 0
    bill = charge(row.rates, Tokens(input=fresh + cached, cache_read=cached, output=output))
    usage = Usage(input_tokens=fresh + cached, cache_read_tokens=cached, output_tokens=output)
    theirs = calc_price(usage, model, provider_id=provider, genai_request_timestamp=at).total_price
    fee = Decimal(row.rates.per_call_nanousd) / NANOUSD
    assert bill is not None
    assert abs(Decimal(bill.total_nanousd) / NANOUSD - fee - theirs) <= Decimal(1) / NANOUSD


@pytest.mark.parametrize(
    ("provider", "model", "found"),
    [
        ("openai", "gpt-4.1-2025-04-14", "gpt-4.1"),
        ("openai", "GPT-4o-mini", "gpt-4o-mini"),
        ("anthropic", "claude-3-5-haiku-20241022", "claude-3-5-haiku-latest"),
        ("openai", "my-own-finetune-of-something", None),
    ],
)
def test_a_model_is_known_by_the_names_that_services_send(provider: str, model: str, found: str | None) -> None:
    rows = rows_for(TABLE[provider], model)
    assert (rows[0].model if rows else None) == found


def test_a_price_cut_counts_from_its_day_only() -> None:
    dated = [
        (p, row) for p, rows in TABLE.items() for row in rows if row.valid_from and not row.tier and not row.daily_from
    ]
    assert dated
    for provider, row in dated:
        family = [each for each in TABLE[provider] if each.model == row.model]
        assert row.valid_from is not None
        assert in_force(family, row.valid_from, "") == row
        assert in_force(family, row.valid_from.replace(year=2001), "") != row


def test_an_unknown_service_tier_falls_back_to_the_standard_price() -> None:
    rows = rows_for(TABLE["openai"], "gpt-4.1")
    at = datetime(2026, 6, 1, tzinfo=UTC)
    assert in_force(rows, at, "no-such-tier") == in_force(rows, at, "")


def test_a_batch_call_has_the_batch_price() -> None:
    rows = rows_for(TABLE["openai"], "gpt-4.1")
    batch = in_force(rows, datetime(2026, 11, 1, tzinfo=UTC), "batch")
    assert batch is not None
    assert (batch.tier, batch.rates.by_class["input"].base) == ("batch", NANOUSD)  # half of $2.00


def test_whoever_makes_an_embedding_sells_it_and_nobody_sells_it_dearer_or_cheaper() -> None:
    """Azure's price of OpenAI's embeddings is OpenAI's: so the price is known though the seller is not."""
    sold: dict[str, dict[str, dict[str, Any]]] = {}
    for row in catalogue.rows():
        if (made_by := maker(row.model)) is not None:
            sold.setdefault(f"{made_by} {row.model}", {})[row.provider] = row.rates
    assert len(sold) >= 6
    for model, sellers in sold.items():
        assert model.split()[0] in sellers
        assert len({str(rates) for rates in sellers.values()}) == 1, model


def test_every_maker_has_a_model_in_the_catalogue() -> None:
    models = [(row.provider, row.model.lower()) for row in catalogue.rows()]
    for beginning, provider in MAKERS.items():
        assert any(of == provider and model.startswith(beginning) for of, model in models), beginning
