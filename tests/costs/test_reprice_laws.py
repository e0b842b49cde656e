"""Laws of pricing anew, over any calls: twice is once, and the sums are a naive recount."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs.analysis.repriced import added_up, as_lists, from_lists, overall
from costs.reprice.build import Slice
from costs.store.book import PriceBook
from costs.store.repricing import Call
from tests import people
from tests.costs.reprice_world import own_price

AMOUNT = ("cost_nanousd", "price_id", "cost_source")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
maybe = st.none() | st.integers(0, 300_000)


@st.composite
def calls(draw: Any) -> list[Call]:
    made = []
    for number in range(draw(st.integers(0, 12))):
        provider, model = draw(
            st.sampled_from(
                [("openai", "gpt-4.1"), ("google", "gemini-2.5-pro"), ("acme", "house"), ("acme", "unknown")]
            )
        )
        priced = draw(st.sampled_from([(None, None, None), (7, 1, "price"), (5, None, "reported")]))
        tokens = [draw(st.integers(0, 300_000)), *(draw(maybe) for _ in range(7))]
        tier = draw(st.sampled_from([None, "default", "batch", "flex", "warp"]))
        reported = draw(maybe)
        who = (UUID(int=number), number.to_bytes(8, "big"), 0, NOW, int(NOW.timestamp()) * 10**9)
        made.append(Call._make([*who, provider, model, tier, *tokens, *priced, reported, draw(st.booleans())]))
    return made


@pytest.fixture
def book(db: None) -> PriceBook:
    shop = people.project()
    own_price(shop, "house", "3")
    return PriceBook(shop.pk)


def test_the_laws(book: PriceBook) -> None:
    """One database for all examples; they write nothing."""
    examples = count()

    @given(calls())
    def law(before: list[Call]) -> None:
        next(examples)
        first = Slice(1, book)
        amounts: dict[bytes, dict[str, Any]] = {
            row[2]: dict(zip(AMOUNT, row[5:], strict=True)) for row in first.new_amounts(iter(before))
        }
        after = [call._replace(**amounts.get(call.span_id, {})) for call in before]
        again = Slice(1, book)
        assert list(again.new_amounts(iter(after))) == []
        whole = overall(first.totals.values())
        counted = [(old, new) for old, new in zip(before, after, strict=True) if old.counts]
        assert whole.new_nanousd == sum(new.cost_nanousd or 0 for _, new in counted)
        assert whole.old_nanousd == sum(old.cost_nanousd or 0 for old, _ in counted)
        assert whole.new_unpriced == sum(new.cost_nanousd is None for _, new in counted)
        assert (first.seen, first.changed) == (len(before), len(amounts))
        lists = as_lists(first.totals.values())
        assert overall(added_up(from_lists(lists))) == whole

    law()
    assert next(examples) > 20
