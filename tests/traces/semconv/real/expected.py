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


def of(package: str, scenario: str) -> Expected:
    """The truth, less what this package leaves out."""
    true = EXPECTED[scenario]
    asked, given, cached, thought = true.tokens
    if package == "genai-openai":  # zeros are not sent
        true = replace(true, tokens=(asked, given, cached or None, thought or None))
    if package == "openinference-openai" and scenario.startswith("responses"):
        true = replace(true, finish=None)
    if package == "traceloop" and scenario == "chat_stream":
        true = replace(true, tokens=(asked, given, cached, None))
    if package == "traceloop" and scenario == "responses_stream":
        true = replace(true, streamed=False)
    if package == "traceloop" and scenario == "embeddings":
        true = replace(true, tokens=(asked, given, 0, None), asked=("user", "user"))
    return true
