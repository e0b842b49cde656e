"""Tokens of an answer, by the same rules as those of every span: input includes the cache, output the reasoning."""

from collections.abc import Mapping
from typing import Any

from costs.pricing.rates import Tokens
from traces.semconv.fields import usage_facts
from traces.semconv.tokens import count


def tokens_of(usage: Any, *, input_has_cache: bool) -> Tokens | None:
    """None where input or output is not told, or any count is none: a wrong cost is worse than an unknown one."""
    if not isinstance(usage, Mapping):
        return None
    facts = usage_facts(usage)
    facts.pop("usage_fields", None)
    counts = {name.removesuffix("_tokens"): count(value) for name, value in facts.items()}
    given, made = counts.get("input"), counts.get("output", 0 if "total_tokens" in usage else None)
    if given is None or made is None or any(each is None for each in counts.values()):
        return None
    whole = {name: each or 0 for name, each in counts.items()}
    if not input_has_cache:
        given += whole.get("cache_read", 0) + whole.get("cache_write", 0)
    return Tokens(**(whole | {"input": given, "output": made}))
