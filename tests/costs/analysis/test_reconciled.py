from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs.analysis.bill_words import sentence
from costs.analysis.reconciled import Billed, Ours, by_model, compare, together

DAY = date(2026, 11, 2)
USD = 1_000_000_000
tokens = st.integers(0, 10**12)
money = st.integers(0, 10**15)


def causes(billed: Billed | None, ours: Ours | None) -> dict[str, int]:
    key = (DAY, "m")
    [line] = compare({key: billed} if billed else {}, {key: ours} if ours else {})
    assert sum(line.causes.values()) == line.difference
    return dict(line.causes)


@pytest.mark.parametrize(
    ("billed", "ours", "found"),
    [
        # 100 tokens at $0.10: the same
        (Billed(10 * USD, 100), Ours(10 * USD, 100, 5), {}),
        # 40 of ours have no price
        (Billed(10 * USD, 100), Ours(6 * USD, 60, 5, 40, 2), {"unpriced": 4 * USD}),
        # we saw 75 of 100
        (Billed(10 * USD, 100), Ours(7_500_000_000, 75, 5), {"missing": 2_500_000_000}),
        # we have twice as many
        (Billed(10 * USD, 100), Ours(20 * USD, 200, 10), {"duplicated": -10 * USD}),
        # the same tokens at 90 %
        (Billed(9 * USD, 100), Ours(10 * USD, 100, 5), {"price": -USD}),
        # without tokens on the bill
        (Billed(10 * USD), Ours(6 * USD, 60, 5), {"unknown": 4 * USD}),
        (Billed(10 * USD), Ours(0, 0, 5, 100, 5), {"unpriced": 10 * USD}),
        (Billed(10 * USD), None, {"missing": 10 * USD}),
        (None, Ours(3 * USD, 30, 5), {"duplicated": -3 * USD}),
    ],
)
def test_a_difference_is_named(billed: Billed | None, ours: Ours | None, found: dict[str, int]) -> None:
    assert causes(billed, ours) == found


@given(money, st.none() | tokens, money, tokens, st.integers(0, 99), tokens, st.integers(0, 99))
def test_the_parts_add_up_to_the_difference(
    billed: int, said: int | None, cost: int, priced: int, calls: int, unpriced: int, unpriced_calls: int
) -> None:
    causes(Billed(billed, said), Ours(cost, priced, calls + unpriced_calls, unpriced, unpriced_calls))


def test_models_and_the_whole_are_sums_of_their_days() -> None:
    bill = {(DAY, "a"): Billed(5 * USD), (date(2026, 11, 3), "a"): Billed(2 * USD), (DAY, "b"): Billed(20 * USD)}
    lines = compare(bill, {(DAY, "a"): Ours(4 * USD, 1, 1)})
    assert [(each.model, each.difference) for each in by_model(lines)] == [("b", 20 * USD), ("a", 3 * USD)]
    assert together(lines).causes == {"unknown": USD, "missing": 22 * USD}


def test_the_sentence_says_how_much_and_why() -> None:
    lines = compare({(DAY, "m"): Billed(120 * USD, 100)}, {(DAY, "m"): Ours(100 * USD, 80, 9, 20, 2)})
    said = sentence(together(lines), -5 * USD).replace("\u00a0", " ")
    assert said == (
        "The bill says $120 for models; we count $100: $20.00 less (17 %), most of it because of calls of ours without "
        "a price. −$5.00 of credits and fees stand beside it."
    )


def test_what_agrees_is_said_plainly() -> None:
    lines = compare({(DAY, "m"): Billed(10 * USD)}, {(DAY, "m"): Ours(10 * USD, 1, 1)})
    assert sentence(together(lines), 0) == "The bill says $10.00 for models; we count $10.00, the same."
