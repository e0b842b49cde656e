"""What a call costs by the project's price book, and what it costs at worst before it is made."""

from collections.abc import Iterator, Sequence
from typing import Any

from costs.pricing import match
from costs.pricing.rates import Rate, Rates, Tokens, charge
from costs.store import book
from traces.store.times import when
from workflows.engine.providers.asking import Answer, Endpoint, Message, Question

TOKENS_PER_MESSAGE = 32  # what providers put around one
TOKENS_FOR_TOOLS = 1024  # what they add to explain tools
ANY_TIER = "*"  # one that has no row of its own


def cost(project_id: int, endpoint: Endpoint, asked_model: str, answer: Answer, at_ns: int) -> int | None:
    """By the same rule as the door prices the call's span, so that both books agree. None: not known."""
    if answer.tokens is None:
        return None
    prices = book.for_project(project_id)
    row = prices.find(endpoint.seller, answer.model or asked_model, at_ns, answer.tier)
    charged = charge(row.rates, answer.tokens) if row else None
    return charged.total_nanousd if charged else None


def worst(project_id: int, endpoint: Endpoint, question: Question, body: bytes, at_ns: int) -> int | None:
    """No answer of this model to this text can cost more, whatever tier serves it: a token is at least a byte of what
    is sent. None: the model has no price."""
    most_in = (
        len(body)
        + TOKENS_PER_MESSAGE * len(question.messages)
        + TOKENS_FOR_TOOLS * bool(question.tools or question.schema)
    )
    return _dearest_tier(project_id, endpoint, question.model, at_ns, (most_in, question.max_tokens))


def worst_embedding(project_id: int, endpoint: Endpoint, model: str, most_in: int, at_ns: int) -> int | None:
    return _dearest_tier(project_id, endpoint, model, at_ns, (most_in, 0))


def not_text(messages: Sequence[Message]) -> str:
    """The first part that its bytes do not price, such as `messages[0].content[1] (image_url)`; empty: there is none.

    >>> not_text([{"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image_url"}]}])
    'messages[0].content[1] (image_url)'
    """
    return next((place for number, each in enumerate(messages) for place in _not_text(number, each)), "")


def _not_text(number: int, message: Message) -> Iterator[str]:
    content: Any = message.get("content")
    parts = content if isinstance(content, (list, tuple)) else [content]
    for place, part in enumerate(parts):
        kind = part.get("type", "") if isinstance(part, dict) else "text"
        if kind != "text":
            yield f"messages[{number}].content[{place}] ({kind or 'without a type'})"


def _dearest_tier(project_id: int, endpoint: Endpoint, model: str, at_ns: int, most: tuple[int, int]) -> int | None:
    """Whoever answers says which tier it was: each that has a price now is reckoned with. None: the usual has none."""
    rows, at = book.for_project(project_id).rows(endpoint.seller, model), when(at_ns)
    tiers = ["", ANY_TIER, *{row.tier for row in rows}]
    usual, *others = (match.in_force(rows, at, tier) for tier in tiers)
    if usual is None or (known := dearest(usual.rates, *most)) is None:
        return None
    return max(known, *(dearest(row.rates, *most) or 0 for row in others if row is not None), 0)


def dearest(rates: Rates, most_in: int, most_out: int) -> int | None:
    """The dearest of what up to so many tokens can be: fresh, read from a cache or written to it for minutes or an
    hour; reasoning or not; by the dearest rate that so many tokens can reach."""
    flat = Rates({name: _highest(rate, most_in) for name, rate in rates.by_class.items()}, rates.per_call_nanousd)
    found = [
        charged.total_nanousd
        for cached in ({}, {"cache_read": most_in}, {"cache_write": most_in},
                       {"cache_write": most_in, "cache_write_1h": most_in})
        for thinks in ({}, {"reasoning": most_out})
        if (charged := charge(flat, Tokens(input=most_in, output=most_out, **cached, **thinks))) is not None
    ]  # fmt: skip
    return max(found, default=None)


def _highest(rate: Rate, most_in: int) -> Rate:
    return Rate(max(rate.base, *(dear for start, dear in rate.tiers if start < most_in), 0))
