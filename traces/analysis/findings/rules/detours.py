"""fallback_used, stale_cache: the answer did not come the way it should."""

from collections.abc import Iterator

from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule


def fallback(case: Case) -> Iterator[Hit]:
    seen = set()
    for i, rung in case.signs.get("fallback", ()):
        seen.add(i)
        yield Hit(i, f" (rung {rung})")
    for before, i in _neighbours(case):
        if i not in seen and _instead(case, before, i):
            models = f" ({case.spans[i].model} instead of {case.spans[before].model})"
            yield Hit(i, models, ((before, "attempt"),))


def _neighbours(case: Case) -> Iterator[tuple[int, int]]:
    """Model calls under one parent that sent the same, each with the one before it."""
    last: dict[tuple[int, str], int] = {}
    for i, span in enumerate(case.spans):
        if span.kind == "llm" and span.prompt_hash:
            key = (case.parents[i], span.prompt_hash)
            if key in last:
                yield last[key], i
            last[key] = i


def _instead(case: Case, before: int, i: int) -> bool:
    """Whether the earlier call failed, and another model then gave the answer."""
    one, other = case.spans[before], case.spans[i]
    answered = one.status == "error" != other.status and one.end_ns <= other.start_ns
    return answered and _other(one.model or "", other.model or "")


def _other(one: str, other: str) -> bool:
    """Whether two models are two, not one with and without its date."""
    return bool(one and other) and not (one.startswith(other) or other.startswith(one))


def stale(case: Case) -> Iterator[Hit]:
    yield from (Hit(i) for i, _ in case.signs.get("stale", ()))


RULES = (
    Rule(
        "fallback_used",
        "weakness",
        0.3,
        "A fallback answered",
        "`aiops.fallback.rung` is not the first, or another model answered what a failed call just before had sent.",
        "{span} answered as a fallback{detail}",
        fallback,
        follows=("rate_limited", "provider_5xx", "auth", "timeout", "exception_origin"),
    ),
    Rule(
        "stale_cache",
        "weakness",
        0.6,
        "The cache was out of date",
        "`aiops.cache.stale` is true, or `aiops.cache.created_at` is before `aiops.cache.source_changed_at`.",
        "{span} gave an answer that was older than its source",
        stale,
    ),
)
