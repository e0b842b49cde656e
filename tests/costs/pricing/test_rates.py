"""The arithmetic of a bill, with the sums beside each case. Rates are dollars per million tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs.pricing.rates import TOKENS_PER_PRICE, Rates, Tokens, charge, from_json, round_half_even
from tests.factories import span
from traces.types import TOKEN_FIELDS

GPT_41 = from_json({"input": "2.00", "cache_read": "0.50", "output": "8.00"})
GEMINI = from_json(
    {"input": {"base": "1.25", "tiers": [[200_000, "2.50"]]}, "output": {"base": "10", "tiers": [[200_000, "15"]]}}
)
CLAUDE = from_json({"input": "3", "cache_read": "0.30", "cache_write": "3.75", "cache_write_1h": "6", "output": "15"})


@pytest.mark.parametrize(
    ("rates", "tokens", "nanousd"),
    [
        # 816 x 2 + 1,024 x 0.5 + 700 x 8 millionths of a dollar = 0.007744
        (GPT_41, Tokens(input=1840, cache_read=1024, output=700), 7_744_000),
        # reasoning is part of the output: 100 x 2 + 50 x 8
        (GPT_41, Tokens(input=100, output=50, reasoning=40), 600_000),
        # at the edge of the tier all tokens are cheap: 200,000 x 1.25 + 10 x 10
        (GEMINI, Tokens(input=200_000, output=10), 250_100_000),
        # one more and all are dear: 200,001 x 2.5 + 10 x 15
        (GEMINI, Tokens(input=200_001, output=10), 500_152_500),
        # 1,000 plain x 3 + 10,000 read x 0.3 + 2,000 five-minute x 3.75 + 3,000 one-hour x 6 + 100 x 15
        (
            CLAUDE,
            Tokens(input=16_000, cache_read=10_000, cache_write=5_000, cache_write_1h=3_000, output=100),
            33_000_000,
        ),
        # a cache write without a price of its own is input: 100 x 2
        (GPT_41, Tokens(input=100, cache_write=60), 200_000),
        # parts larger than the whole are cut to it: 400 cached x 0.5
        (GPT_41, Tokens(input=400, cache_read=500), 200_000),
        # cached audio is not billed twice: 90 cached x 0.5 + 10 audio x 2
        (GPT_41, Tokens(input=100, cache_read=90, input_audio=50), 65_000),
        (GPT_41, Tokens(), 0),
    ],
)
def test_a_call_costs_its_tokens_times_their_rates(rates: Rates, tokens: Tokens, nanousd: int) -> None:
    bill = charge(rates, tokens)
    assert bill is not None
    assert bill.total_nanousd == nanousd


def test_a_fee_per_call_is_added() -> None:
    bill = charge(from_json({"input": "1", "per_call": "0.005"}), Tokens(input=1000))
    assert bill is not None
    assert bill.total_nanousd == 5_000_000 + 1_000_000


def test_tokens_without_any_rate_leave_the_call_unpriced() -> None:
    assert charge(from_json({"input": "0.02"}), Tokens(input=10, output=1)) is None


def test_a_row_without_rates_prices_nothing() -> None:
    assert charge(from_json({}), Tokens()) is None


@pytest.mark.parametrize("bad", [{"imput": "1"}, {"input": "NaN"}, {"input": "Infinity"}])
def test_bad_rates_are_refused(bad: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"unknown token class|not an amount"):
        from_json(bad)


counts = st.integers(0, 10**9)


@given(counts, counts, counts, counts, counts)
def test_lines_add_up_to_the_total_and_are_never_negative(a: int, b: int, c: int, d: int, e: int) -> None:
    bill = charge(CLAUDE, Tokens(input=a, output=b, cache_read=c, cache_write=d, cache_write_1h=e))
    assert bill is not None
    assert bill.total_nanousd == round_half_even(sum(line.amount for line in bill.lines), TOKENS_PER_PRICE)
    assert all(line.amount >= 0 and line.tokens > 0 for line in bill.lines)


@given(st.builds(Tokens, *[counts] * 8))
def test_classes_add_up_to_what_was_reported_whatever_the_parts_say(tokens: Tokens) -> None:
    assert sum(tokens.by_class().values()) == tokens.input + tokens.output
    assert min(tokens.by_class().values()) >= 0


@pytest.mark.parametrize(("numerator", "expected"), [(5, 0), (15, 2), (25, 2), (26, 3), (24, 2), (0, 0)])
def test_halves_round_to_even(numerator: int, expected: int) -> None:
    assert round_half_even(numerator, 10) == expected


def test_tokens_are_read_from_the_fields_of_a_span_in_their_order() -> None:
    assert tuple(f"{field}_tokens" for field in Tokens._fields) == TOKEN_FIELDS
    call = span(**{name: place for place, name in enumerate(TOKEN_FIELDS, 1)})
    assert Tokens.of(call) == Tokens(*range(1, 9))
    assert Tokens.of(span()) == Tokens()
