"""What is true of each scenario, whoever tells it; and what a package does not tell (seen in its bytes)."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Expected:
    """One call. Tokens are (input, output, cache read, reasoning); None is a fact that was not sent."""

    kind: str
    model: str | None
    tokens: tuple[int | None, int | None, int | None, int | None]
    finish: str | None = "stop"
    asked: tuple[str, ...] = ("user",)
    said: str | None = None
    streamed: bool = False
    error: str | None = None
    provider: str | None = "openai"


CHAT = "gpt-4o-mini"
THINKS = "gpt-5-mini"
EXPECTED = {
    "chat": Expected("llm", CHAT, (100, 20, 0, 0), asked=("system", "user"), said="It is on its way."),
    "chat_cached": Expected("llm", THINKS, (2006, 300, 1920, 120), asked=("system", "user"), said="Delivered."),
    "chat_stream": Expected("llm", CHAT, (40, 12, 32, 4), said="A b c d e f g h.", streamed=True),
    "chat_length": Expected("llm", CHAT, (10, 64, 0, 0), finish="length"),
    "embeddings": Expected("embedding", "text-embedding-3-small", (25, None, None, None), finish=None, asked=()),
    "responses": Expected("llm", THINKS, (2006, 300, 1920, 120), asked=("system", "user"), said="In short."),
    "responses_stream": Expected("llm", THINKS, (50, 30, 20, 10), said="In short.", streamed=True),
    "error_429": Expected("llm", CHAT, (None, None, None, None), finish=None, error="RateLimitError"),
}


BOTH = "openinference-openai, with OpenTelemetry's names too"


def told(package: str) -> set[str]:
    """The scenarios that a package tells of: LangSmith does not wrap embeddings."""
    return EXPECTED.keys() - ({"embeddings"} if package == "langsmith" else set())


def of(sender: str, scenario: str) -> Expected:
    """The truth, less what this sender leaves out. `sender` is a package, with its version where an old one differs."""
    true = EXPECTED[scenario]
    asked, given, cached, thought = true.tokens
    if sender.startswith("genai-openai"):  # zeros are not sent
        true = replace(true, tokens=(asked, given, cached or None, thought or None))
    elif sender.startswith("openinference-openai-0.1.22"):  # nothing of the Responses API but its texts
        silent = scenario.startswith("responses")
        true = replace(true, finish=None, tokens=(None,) * 4 if silent else (asked, given, None, None))
        true = replace(true, asked=(), said=None) if silent else true
    elif sender == BOTH:
        return true
    elif sender.startswith("openinference-openai") and scenario.startswith("responses"):
        true = replace(true, finish=None)
    elif sender.startswith("openai-v2"):  # texts are log records
        finish = None if true.streamed else true.finish
        tokens = (asked, given, None, None)
        true = replace(true, tokens=tokens, finish=finish, streamed=False, asked=(), said=None)
    elif sender.startswith("traceloop"):
        true = _traceloop(true, sender, scenario)
    elif sender.startswith("langfuse"):  # no provider, and a finish reason of streams alone
        finish = true.finish if scenario == "chat_stream" else None
        true = replace(true, provider=None, finish=finish, error=true.error and "_OTHER")
    elif sender.startswith("langsmith"):  # no first token
        true = replace(true, streamed=False, finish=None if scenario.startswith("responses") else true.finish)
    elif sender.startswith("litellm"):
        true = _litellm(true, scenario)
    return true


def _traceloop(true: Expected, sender: str, scenario: str) -> Expected:
    asked, given, cached, thought = true.tokens
    old = sender.startswith("traceloop-openai")
    if old or scenario == "chat_stream":
        thought = None
    if scenario == "embeddings":
        true, cached = replace(true, asked=("user", "user")), 0
    if scenario == "responses_stream":
        true = replace(true, streamed=False)
    if old and scenario == "chat_stream":
        asked = given = cached = None
    if old and true.error:
        true = replace(true, error="_OTHER")
    return replace(true, tokens=(asked, given, cached, thought))


def _litellm(true: Expected, scenario: str) -> Expected:
    """No first token; the provider of a streamed response is missing; an embedding has 0 tokens of output."""
    if scenario == "embeddings":
        return replace(true, tokens=(25, 0, None, None), asked=("user", "user"))
    provider = None if scenario == "responses_stream" else "openai"
    return replace(true, streamed=False, provider=provider)
