"""Fills a span's token counts and reported cost from the raw facts, by the source's rule, refusing what cannot be."""

from collections.abc import Set
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from traces.semconv.convention import Hit
from traces.semconv.table import GENAI_FAMILY
from traces.semconv.tokens import MAX_TOKENS, RAW_EXCLUSIVE, RAW_OUTPUT_EXCLUSIVE, Rule, count, rule_for
from traces.types import Span

MAX_COST_USD = 1_000_000  # of one call
NANO = 1_000_000_000
PLAIN_USD = 10_000  # below it a float's product with NANO is off by less than a hundredth
CLEAR_OF_HALF = 0.49  # from the whole number: then the hundredth does not change how it is rounded


def fill_tokens(span: Span, told: Set[str], facts: dict[str, Any], hits: dict[str, Hit]) -> None:
    """Sets the token fields that are `told`; one whose value is no count stays None, with a warning."""
    bad = []
    for fact in told:
        value = facts[fact]
        if value.__class__ is int and 0 <= value <= MAX_TOKENS:
            setattr(span, fact, value)
        elif (tokens := count(value)) is not None:
            setattr(span, fact, tokens)
        else:
            bad.append("bad_tokens:" + fact)
    span.warnings += sorted(bad)
    hit = hits.get("input_tokens") or hits.get("output_tokens")
    if hit is None:
        return
    convention = (
        span.convention if hit.convention in GENAI_FAMILY and span.convention in GENAI_FAMILY else hit.convention
    )
    fields = facts["usage_fields"] if hits.get("usage_fields") is hit else ""
    rule = rule_for(convention, span.provider or "", span.scope.name, span.name, fields)
    if span.cache_read_tokens is not None or span.cache_write_tokens is not None or bad:
        _include_cache(span, rule.input_has_cache)
    if span.reasoning_tokens is not None or bad:
        teller = hits.get("reasoning_tokens")
        if teller is not None and teller.convention not in GENAI_FAMILY:  # who tells of reasoning knows where it is
            rule = rule_for(teller.convention, span.provider or "", span.scope.name, span.name, fields)
        _include_reasoning(span, rule)
    _check_audio(span)


def _include_cache(span: Span, inside: bool) -> None:
    """Makes the input hold the cached tokens, or refuses cached tokens that cannot be part of it."""
    if not inside and _refused(span, "cache_read_tokens", "cache_write_tokens"):
        span.input_tokens = None  # a sum of which one term is unknown is unknown
        return
    if span.input_tokens is None:
        return
    cached = (span.cache_read_tokens or 0) + (span.cache_write_tokens or 0)
    if inside and cached > span.input_tokens:
        span.warnings.append("cached_exceeds_input")
        if span.provider not in RAW_EXCLUSIVE:
            span.cache_read_tokens = span.cache_write_tokens = span.cache_write_1h_tokens = None
            return
        inside = False
    if not inside:
        span.input_tokens += cached


def _include_reasoning(span: Span, rule: Rule) -> None:
    """Makes the output hold the reasoning tokens once, or refuses reasoning that cannot be part of it."""
    inside = rule.output_has_reasoning
    if not inside and _refused(span, "reasoning_tokens"):
        span.output_tokens = None
    if span.output_tokens is None or span.reasoning_tokens is None:
        return
    if rule.reasoning_twice and 2 * span.reasoning_tokens <= span.output_tokens:
        span.output_tokens -= span.reasoning_tokens
    if inside and span.reasoning_tokens > span.output_tokens:
        span.warnings.append("reasoning_exceeds_output")
        if span.provider not in RAW_OUTPUT_EXCLUSIVE:
            span.reasoning_tokens = None
            return
        inside = False
    if not inside:
        span.output_tokens += span.reasoning_tokens


def _check_audio(span: Span) -> None:
    if span.input_audio_tokens is not None and span.input_audio_tokens > (span.input_tokens or 0):
        span.warnings.append("audio_exceeds_input")
        span.input_audio_tokens = None
    if span.output_audio_tokens is not None and span.output_audio_tokens > (span.output_tokens or 0):
        span.warnings.append("audio_exceeds_output")
        span.output_audio_tokens = None


def _refused(span: Span, *fields: str) -> bool:
    return any("bad_tokens:" + field in span.warnings for field in fields)


def nanousd(value: Any) -> int | None:
    """US dollars as sent (an int, a Decimal, or a float read by its shortest decimal form) in nano-dollars; None for
    nonsense.

    >>> nanousd(0.1), nanousd(3), nanousd(1e-10), nanousd(-1), nanousd("0.1"), nanousd(True), nanousd(float("inf"))
    (100000000, 3000000000, 0, None, None, None, None)
    """
    if value.__class__ not in (int, float, Decimal) or not 0 <= value <= MAX_COST_USD:  # not: NaN compares false
        return None
    if value.__class__ is float and value < PLAIN_USD:
        product = value * NANO
        nearest = round(product)
        if abs(product - nearest) < CLEAR_OF_HALF:
            return nearest  # what the rest comes to, at a fifth of the cost
    exact = value if value.__class__ is Decimal else Decimal(repr(value))
    return int((exact * NANO).to_integral_value(ROUND_HALF_EVEN))
