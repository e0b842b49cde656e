"""Token counts: what is believed, and one rule per source for what `input` and `output` include.

The normal form is inclusive: input holds cache reads and cache writes, output holds reasoning. Providers differ (OpenAI
and Google count cached tokens inside input, Anthropic and Bedrock beside it) and instrumentations convert or do not.
RULES says which, once, for each (convention, provider, instrumentation); nothing is guessed later, at price time.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MAX_TOKENS = 1_000_000_000  # per call and class; the longest context on offer is a thousandth of it


@dataclass(frozen=True, slots=True)
class Rule:
    """`input_has_cache`: input counts cache reads and writes. `output_has_reasoning`: output counts reasoning."""

    convention: str
    provider: str  # "*": any
    instrumentation: str  # scope name, or a prefix of it that ends in "*"
    input_has_cache: bool
    output_has_reasoning: bool
    source: str


# The most specific rule holds: instrumentation before provider before "*".
RULES: tuple[Rule, ...] = (
    Rule(
        "genai@1.37", "*", "*", True, True,
        "Convention: input includes cached tokens, output includes reasoning (semantic-conventions #3163)",
    ),
    Rule(
        "genai@1.36", "*", "*", True, True,
        "OpenAI, Azure, Google count inside; Anthropic's instrumentations of the time add the cache to input",
    ),
    Rule(
        "genai@1.36", "aws.bedrock", "opentelemetry.instrumentation.botocore.*", False, True,
        "Copies Converse's usage: inputTokens is the part that was not cached (AWS Converse TokenUsage)",
    ),
    Rule(
        "openinference", "*", "*", True, True,
        "Convention: prompt is the whole, prompt_details are parts of it (openinference #1429 for Anthropic)",
    ),
    Rule(
        "openllmetry", "*", "*", True, True,
        "instrumentation-openai, -anthropic (#2175), -langchain, -litellm: input counts the cache",
    ),
    Rule(
        "openllmetry", "*", "opentelemetry.instrumentation.bedrock*", False, True,
        "converse_usage_record copies inputTokens, the part that was not cached (openllmetry #4449)",
    ),
    Rule(
        "openllmetry", "anthropic", "opentelemetry.instrumentation.llamaindex*", False, True,
        "_extract_anthropic_usage copies input_tokens; cache fields are disjoint from it",
    ),
    Rule("aiops", "*", "*", True, True, "docs/reference/attributes.md"),
    Rule("otel", "*", "*", True, True, "No token attributes of its own"),
)  # fmt: skip
# Their own APIs count cached tokens beside the input. Should a rule say "inside" and the cached tokens yet exceed the
# input, then the sender did not convert: the counts are added instead.
RAW_EXCLUSIVE = frozenset({"anthropic", "aws.bedrock"})
RAW_OUTPUT_EXCLUSIVE = frozenset({"gcp.gen_ai", "gcp.gemini", "gcp.vertex_ai"})


def _fits(rule: Rule, convention: str, provider: str, scope: str) -> bool:
    name = rule.instrumentation
    by_scope = scope.startswith(name[:-1]) if name.endswith("*") else scope == name
    return rule.convention == convention and rule.provider in {"*", provider} and by_scope


@lru_cache(maxsize=4096)
def rule_for(convention: str, provider: str, scope: str) -> Rule:
    """The one rule for a span's source. Raises StopIteration never: every convention has a rule for "*", tested."""
    fitting = [rule for rule in RULES if _fits(rule, convention, provider, scope)]
    return max(fitting, key=lambda rule: (len(rule.instrumentation), rule.provider != "*"))


def count(value: Any) -> int | None:
    """The value as a token count, or None where it is none.

    A whole number from 0 to MAX_TOKENS; a float only if it is whole. Strings are refused, "12" too: no convention sends
    them, so whatever wrote one is not to be billed by.

    >>> count(12), count(12.0), count(0), count(-5), count("12"), count(True), count(2**63), count(float("nan"))
    (12, 12, 0, None, None, None, None, None)
    """
    if value.__class__ is int:
        return value if 0 <= value <= MAX_TOKENS else None
    if value.__class__ is float and 0 <= value <= MAX_TOKENS and value.is_integer():
        return int(value)
    return None
