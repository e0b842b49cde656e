"""What an answer to a nearly equal question may be given for, and what not."""

import pytest

from tests.workflows.engine.steps import World
from workflows.engine.calling import model
from workflows.models import CacheEntry
from workflows.policies import Policy

pytestmark = pytest.mark.django_db
DOCUMENT = "The invoice is due within thirty days of its receipt. " * 50


def ask(question: str, about: str) -> str:
    return model(f"{about}\n{question}").text


@pytest.mark.parametrize("by", ["", " by text-embed"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("What is my balance?", "anna@example.com"), ("What is my balance?", "bert@example.com")),
        (("What is my balance?", "+49 30 1234567"), ("What is my balance?", "+49 30 7654321")),
        ((DOCUMENT, "When is it due?"), (DOCUMENT, "Who is to be paid?")),
    ],
)
def test_one_customers_answer_is_not_given_to_another(
    shop: World, by: str, one: tuple[str, str], other: tuple[str, str]
) -> None:
    policy = Policy(cache=f"1h exact, semantic 0.85{by}")
    rungs = [shop.perform(ask, *each, policy=policy).rung for each in (one, other, other)]
    assert rungs == ["primary", "primary", "cache"]
    assert set(CacheEntry.objects.values_list("question", "embedding")) == {("", None)}
