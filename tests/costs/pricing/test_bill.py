"""The written-out bill of a call agrees with what is stored, to the nano-dollar."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from costs.pricing.bill import bill
from costs.pricing.rates import Tokens, charge, from_json

GPT_41 = from_json({"input": "2.00", "cache_read": "0.50", "output": "8.00"})
ODD = from_json({"input": "0.0375", "cache_read": "0.00333", "output": "0.1501", "per_call": "0.00001"})
count = st.integers(0, 10**6)


def test_the_lines_of_a_cached_call() -> None:
    written = bill(GPT_41, Tokens(input=1840, cache_read=1024, output=700))
    assert written is not None
    assert [(line.label, line.tokens, line.usd_per_million, line.nanousd) for line in written.lines] == [
        ("read from cache", 1024, Decimal("0.5"), 512_000),
        ("not cached", 816, Decimal(2), 1_632_000),
        ("Output", 700, Decimal(8), 5_600_000),
    ]
    assert written.total_nanousd == 7_744_000


def test_input_without_parts_is_one_line() -> None:
    written = bill(GPT_41, Tokens(input=10, output=1))
    assert written is not None
    assert [(line.label, line.part_of_input) for line in written.lines] == [("Input", False), ("Output", False)]


@given(count, count, count)
def test_lines_and_fee_add_up_to_the_stored_cost(fresh: int, cached: int, output: int) -> None:
    tokens = Tokens(input=fresh + cached, cache_read=cached, output=output)
    written, stored = bill(ODD, tokens), charge(ODD, tokens)
    assert written is not None
    assert stored is not None
    assert sum(line.nanousd for line in written.lines) + written.per_call_nanousd == stored.total_nanousd
