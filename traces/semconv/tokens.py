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
    instrumentation: str  # beginning of the scope's name; "": any
    input_has_cache: bool
    output_has_reasoning: bool
    source: str
    span_name: str = ""  # beginning of it; "": any
    fields: str = ""  # names of the usage's fields, a word of fields.SHAPES; "": any
    reasoning_twice: bool = False  # output counts reasoning once too often


# The most specific rule holds: names of fields before span name before instrumentation before provider.
RULES: tuple[Rule, ...] = (
    Rule(
        "genai@1.37", "*", "", True, True,
        "The convention: input includes cached tokens, output includes reasoning (semantic-conventions #3163)",
    ),
    Rule(
        "genai@1.37", "anthropic", "openlit.", False, True,
        "Copies the API's usage; says so itself: input_tokens exclusive of cache read and creation",
    ),
    Rule(
        "genai@1.37", "anthropic", "openlit.instrumentation.langchain", True, True,
        "LangChain's usage_metadata: the sum of all input (openlit passes prompt_tokens_include_cache=True)",
    ),
    Rule(
        "genai@1.37", "anthropic", "openlit.instrumentation.litellm", True, True,
        "LiteLLM's usage: prompt_tokens counts the cache (openlit passes prompt_tokens_include_cache=True)",
    ),
    Rule(
        "genai@1.37", "aws.bedrock", "openlit.", False, True,
        "Copies Converse's inputTokens (openlit's bedrock passes prompt_tokens_include_cache=False)",
    ),
    Rule(
        "genai@1.36", "*", "", True, True,
        "OpenAI, Azure and Google count inside; Anthropic's instrumentations of the time add the cache to input",
    ),
    Rule(
        "genai@1.36", "*", "opentelemetry.instrumentation.botocore.", False, True,
        "Copies Converse's usage: inputTokens is the part that was not cached (opentelemetry-python-contrib #4615)",
    ),
    Rule(
        "openinference", "*", "", True, True,
        "The convention: prompt is the whole, prompt_details are parts of it (openinference #1429, for Anthropic)",
    ),
    Rule(
        "openinference", "*", "openinference.instrumentation.bedrock", False, True,
        "get_token_counts copies Converse's inputTokens; invoke_model of the same library does not", "bedrock.converse",
    ),
    Rule(
        "openllmetry", "*", "", True, True,
        "instrumentation-openai, -anthropic (#2175), -langchain, -litellm: input counts the cache",
    ),
    Rule(
        "openllmetry", "*", "opentelemetry.instrumentation.bedrock", False, True,
        "converse_usage_record copies inputTokens, the part that was not cached (openllmetry #4449)",
    ),
    Rule(
        "openllmetry", "anthropic", "opentelemetry.instrumentation.llamaindex", False, True,
        "_extract_anthropic_usage copies input_tokens; cache fields are disjoint from it",
    ),
    Rule(
        "langfuse@5", "*", "", True, True,
        "A usage as OpenAI has it, details are parts of it; the server takes them off there",
    ),
    Rule(
        "langfuse@5", "*", "", False, False,
        "Langfuse's own fields are disjoint; its LangChain handler subtracts the details (_parse_usage_model)",
        fields="langfuse",
    ),
    Rule(
        "langfuse@5", "*", "", False, True,
        "Anthropic's fields: input_tokens is the part that was neither read from the cache nor written to it",
        fields="anthropic",
    ),
    Rule(
        "langfuse@5", "*", "", False, True,
        "Converse's fields: inputTokens is the part that was not cached",
        fields="bedrock",
    ),
    Rule(
        "langfuse@5", "*", "", True, False,
        "Gemini's fields: promptTokenCount counts the cache, candidatesTokenCount not the thoughts",
        fields="google",
    ),
    Rule(
        "langsmith@0", "*", "", True, True,
        "UsageMetadata: input_tokens is the sum of all input token types, output_tokens of all output ones",
    ),
    Rule(
        "langsmith@0", "*", "", False, True,
        "Anthropic's usage put into usage_metadata as it is",
        fields="anthropic",
    ),
    Rule(
        "litellm@1", "*", "", True, True,
        "Its Usage is OpenAI's for any provider: prompt_tokens adds Anthropic's cache reads and writes",
    ),
    Rule(
        "vercel@7", "*", "", True, True,
        "inputTokens.total counts the cache, outputTokens.total the reasoning (LanguageModelV4Usage)",
    ),
    Rule(
        "vercel@6", "*", "", True, True,
        "inputTokens.total counts the cache, outputTokens.total the reasoning (LanguageModelV3Usage)",
    ),
    Rule(
        "vercel@legacy", "*", "", True, True,
        "@ai-sdk/openai 1 and 2 copy prompt_tokens and completion_tokens",
    ),
    Rule(
        "vercel@legacy", "anthropic", "", False, True,
        "@ai-sdk/anthropic 1 and 2 copy input_tokens; cachedInputTokens stands beside it",
    ),
    Rule(
        "vercel@legacy", "aws.bedrock", "", False, True,
        "@ai-sdk/amazon-bedrock 2 and 3 copy Converse's inputTokens; cachedInputTokens stands beside it",
    ),
    Rule("vercel@legacy", "gcp.gemini", "", True, False, "@ai-sdk/google 1 and 2 copy candidatesTokenCount"),
    Rule("vercel@legacy", "gcp.vertex_ai", "", True, False, "@ai-sdk/google-vertex 2 and 3: as @ai-sdk/google"),
    Rule(
        "pydantic-ai", "*", "", True, True,
        "usage.py: cache reads and writes are parts of input_tokens, for Anthropic and Bedrock too; so in Logfire",
    ),
    Rule(
        "mlflow", "*", "", True, True,
        "anthropic/autolog.py and bedrock/utils.py add the cache to input_tokens; the others' APIs count it inside",
    ),
    Rule(
        "mlflow", "gcp.gemini", "", True, False,
        "gemini/autolog.py copies candidates_token_count, which thoughts are not part of",
    ),
    Rule(
        "google-adk", "*", "", True, True,
        "_token_usage.py: input is prompt and tool use, of which cached; output is candidates and thoughts",
    ),
    *(
        Rule(
            "google-adk", "*", "gcp.vertex.agent", True, True, source, "generate_content " + model,
            reasoning_twice=twice,
        )
        for model, twice, source in (
            ("", True, "lite_llm.py, apigee_llm.py: candidates are completion_tokens, thoughts are added again"),
            ("gemini-", False, "google_llm.py: candidates and thoughts are apart"),
            ("gemma-", False, "google_llm.py: candidates and thoughts are apart"),
            ("models/", False, "google_llm.py: candidates and thoughts are apart"),
            ("projects/", False, "google_llm.py, anthropic_llm.py: candidates and thoughts are apart"),
            ("claude-", False, "anthropic_llm.py: candidates are the output less thinking"),
        )
    ),
    Rule(
        "google-adk@2.2", "*", "", True, True,
        "tracing.py: output is candidates, of which LiteLLM's completion_tokens count reasoning",
    ),
    *(
        Rule("google-adk@2.2", provider, "", True, False, "tracing.py: output is candidates, thoughts are apart")
        for provider in ("gcp.gen_ai", "gcp.gemini", "gcp.vertex_ai")
    ),
    Rule(
        "claude-code", "*", "", False, True,
        "api_request copies the Messages API's usage: input_tokens is what was neither read from the cache nor written",
    ),
    Rule(
        "gemini-cli", "*", "", True, False,
        "loggers.ts copies promptTokenCount, the cache inside, and candidatesTokenCount, no thoughts",
    ),
    Rule(
        "codex", "*", "", True, True,
        "TokenUsage of the Responses API: cached tokens are part of the input, reasoning of the output",
    ),
    Rule("aiops", "*", "", True, True, "docs/reference/attributes.md"),
    Rule("otel", "*", "", True, True, "Has no token attributes of its own"),
)  # fmt: skip
_BY_SPAN_NAME = tuple(rule.instrumentation for rule in RULES if rule.span_name)
# Their own APIs count cached tokens beside the input. Should a rule say "inside" and the cached tokens yet exceed the
# input, then the sender did not convert: the counts are added instead. Likewise thoughts beside the output.
RAW_EXCLUSIVE = frozenset({"anthropic", "aws.bedrock"})
RAW_OUTPUT_EXCLUSIVE = frozenset({"gcp.gen_ai", "gcp.gemini", "gcp.vertex_ai"})


def rule_for(convention: str, provider: str, scope: str, span_name: str, fields: str = "") -> Rule:
    """The one rule for a span's source. Every convention has a rule for any provider, so there always is one."""
    return _rule(convention, provider, scope, span_name if scope.startswith(_BY_SPAN_NAME) else "", fields)


@lru_cache(maxsize=4096)
def _rule(convention: str, provider: str, scope: str, span_name: str, fields: str) -> Rule:
    fitting = [
        rule
        for rule in RULES
        if rule.convention == convention
        and rule.provider in {"*", provider}
        and scope.startswith(rule.instrumentation)
        and span_name.startswith(rule.span_name)
        and rule.fields in {"", fields}
    ]
    return max(fitting, key=_specific)


def _specific(rule: Rule) -> tuple[bool, int, int, bool]:
    return bool(rule.fields), len(rule.span_name), len(rule.instrumentation), rule.provider != "*"


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
