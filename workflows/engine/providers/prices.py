"""What a call costs by the project's price book, and what it costs at worst before it is made."""

from costs.pricing.rates import Rates, Tokens, charge
from costs.store import book
from workflows.engine.providers.asking import Answer, Endpoint, Question

TOKENS_PER_MESSAGE = 32  # what providers put around one
TOKENS_FOR_TOOLS = 1024  # what they add to explain tools


def cost(project_id: int, endpoint: Endpoint, asked_model: str, answer: Answer, at_ns: int) -> int | None:
    """By the same rule as the door prices the call's span, so that both books agree. None: not known."""
    if answer.tokens is None:
        return None
    prices = book.for_project(project_id)
    row = prices.find(endpoint.seller, answer.model or asked_model, at_ns, answer.tier)
    charged = charge(row.rates, answer.tokens) if row else None
    return charged.total_nanousd if charged else None


def worst(project_id: int, endpoint: Endpoint, question: Question, body: bytes, at_ns: int) -> int | None:
    """No answer to this can cost more: a token is at least a byte of what is sent. None: the model has no price."""
    row = book.for_project(project_id).find(endpoint.seller, question.model, at_ns, None)
    if row is None:
        return None
    most_in = (
        len(body)
        + TOKENS_PER_MESSAGE * len(question.messages)
        + TOKENS_FOR_TOOLS * bool(question.tools or question.schema)
    )
    return dearest(row.rates, most_in, question.max_tokens)


def worst_embedding(project_id: int, endpoint: Endpoint, model: str, most_in: int, at_ns: int) -> int | None:
    row = book.for_project(project_id).find(endpoint.seller, model, at_ns, None)
    return dearest(row.rates, most_in, 0) if row else None


def dearest(rates: Rates, most_in: int, most_out: int) -> int | None:
    """The dearest of what so many tokens can be: fresh, written to a cache for minutes or an hour; reasoning or not."""
    found = [
        charged.total_nanousd
        for writes in ({}, {"cache_write": most_in}, {"cache_write": most_in, "cache_write_1h": most_in})
        for thinks in ({}, {"reasoning": most_out})
        if (charged := charge(rates, Tokens(input=most_in, output=most_out, **writes, **thinks))) is not None
    ]
    return max(found, default=None)
