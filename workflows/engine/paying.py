"""Money of one step's calls: reserved before, booked after. No call is made whose worst case does not fit."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from costs.pricing.rates import Tokens
from workflows.engine.desk import release
from workflows.engine.providers import prices
from workflows.engine.providers.asking import Answer, Endpoint
from workflows.engine.providers.errors import ProviderError
from workflows.engine.story import Open, Story
from workflows.policies import failures
from workflows.store import spending


class BudgetSpent(ProviderError):  # noqa: N818 - what happened, as policies name it
    code = "budget"


class Unpriced(ProviderError):  # noqa: N818
    """A budget cannot be kept for a model whose price nobody knows, nor for images, sound and files."""

    code = "unpriced"


def begin(story: Story, rung: str, model: str, worst_nanousd: int | None, not_text: str = "") -> Open:
    """Records the attempt with its worst case reserved, which does not hold for the part `not_text` names.

    Raises BudgetSpent, Unpriced, LeaseLost.
    """
    budget = story.call.budget
    if budget.limit_nanousd is None:
        opened = story.begin(rung, amount=worst_nanousd or 0)
    elif not_text:
        raise Unpriced(f"{not_text} is no text: what it may cost cannot be told before, so no budget can be kept")
    elif worst_nanousd is None:
        raise Unpriced(f"{model} has no price, so its budget cannot be kept: give it one on the page Prices")
    else:
        key = spending.key_of(story.call.project_id, story.call.workflow, story.call.run_id, budget)
        opened = story.begin(rung, key, budget.limit_nanousd, worst_nanousd)
    if opened is None:
        raise BudgetSpent(f"the budget of this {budget.per} does not allow a call that may cost {usd(worst_nanousd)}")
    return opened


@contextmanager
def charged(attempt: Open) -> Iterator[None]:
    """Around the asking: however it fails, the attempt knows what it cost, and when it ended."""
    attempt.cost_nanousd = None
    release()
    try:
        yield
    except ProviderError as error:
        attempt.failure = failures.of(error)
        if error.charged is False:
            attempt.cost_nanousd = 0
        raise
    finally:
        attempt.end_ns = time.time_ns()


def book(story: Story, attempt: Open, endpoint: Endpoint, asked_model: str, answer: Answer) -> None:
    """What the answer cost, by the prices of the time when it was asked for."""
    attempt.cost_nanousd = prices.cost(story.call.project_id, endpoint, asked_model, answer, attempt.start_ns)


def book_tokens(story: Story, attempt: Open, endpoint: Endpoint, model: str, tokens: Tokens | None) -> None:
    book(story, attempt, endpoint, model, Answer("", tokens=tokens))
    if tokens is not None:
        attempt.attributes["gen_ai.usage.input_tokens"] = tokens.input


def usd(nanousd: int | None) -> str:
    return "an unknown amount" if nanousd is None else f"${nanousd / 10**9:.6f}".rstrip("0").rstrip(".")
