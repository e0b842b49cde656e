"""context_overflow: more was to be read than fits."""

from collections.abc import Iterator
from functools import lru_cache

from traces.analysis.findings import words
from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule

FULL = 0.95
# Windows of models whose service declares none, in tokens; by the beginning of the name, the longest first.
# Source: the providers' model pages, November 2026. An unknown model has no window rather than a guessed one.
WINDOWS = {
    "gpt-4.1": 1_047_576,
    "gpt-4o": 128_000,
    "gpt-4-turbo": 128_000,
    "gpt-4-32k": 32_768,
    "gpt-4": 8_192,
    "gpt-3.5-turbo": 16_385,
    "claude-3": 200_000,
    "claude-2": 100_000,
    "gemini-1.5-pro": 2_097_152,
    "gemini-1.5-flash": 1_048_576,
    "gemini-2": 1_048_576,
    "mistral-small": 32_768,
    "llama-3.1": 131_072,
    "llama-3": 8_192,
}
_BY_LENGTH = sorted(WINDOWS, key=len, reverse=True)


@lru_cache(1024)
def window(model: str | None) -> int | None:
    """Tokens that a model can read; None where we do not know."""
    name = (model or "").lower()
    return next((WINDOWS[each] for each in _BY_LENGTH if name.startswith(each)), None)


def overflow(case: Case) -> Iterator[Hit]:
    seen = set()
    for i in case.origins:
        if words.tells(case, i, words.CONTEXT):
            seen.add(i)
            yield Hit(i, "had more to read than its context window holds")
    declared = {i: float(share) for i, share in case.signs.get("context", ())}
    for i in case.generations:
        size, used = window(case.spans[i].model), case.spans[i].input_tokens
        share = declared.get(i) or (used / size if size and used else 0)
        if i not in seen and share >= FULL:
            seen.add(i)
            yield Hit(i, f"used {min(share, 9.99):.0%} of its context window".replace("%", " %"))
    for i, n in case.signs.get("dropped", ()):
        if i not in seen:
            yield Hit(i, f"left out {n} message{'s' * (n != '1')} to fit the context window")


RULES = (
    Rule(
        "context_overflow",
        "failure",
        0.8,
        "The context window was full",
        "The error says so; or input tokens are 0.95 of the window or more (`aiops.context_window`, else what is known"
        " of the model); or messages were left out (`aiops.context.dropped_messages`).",
        "{span} {detail}",
        overflow,
    ),
)
