"""What is true of each scenario, and what a framework does not tell of it (seen in its bytes)."""

from dataclasses import dataclass, replace

from tests.traces.semconv.frameworks import prompts


@dataclass(frozen=True)
class Truth:
    """One call. Tokens are (input, output, cache read, reasoning); None is a fact that was not sent."""

    kind: str = "llm"
    provider: str | None = "openai"
    model: str | None = prompts.MODEL
    tokens: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)
    finish: str | None = "stop"
    error: str | None = None
    streamed: bool = False
    said: str = ""


TRUE = {
    "chat": Truth(tokens=(100, 20, 0, 0), said="It is on its way."),
    "chat_cached": Truth(model=prompts.THINKS, tokens=(2006, 300, 1920, 120), said="Delivered."),
    "chat_stream": Truth(tokens=(40, 12, 32, 4), streamed=True, said="A b c d e f g h."),
    "chat_length": Truth(tokens=(10, 64, 0, 0), finish="length"),
    "responses": Truth(model=prompts.THINKS, tokens=(2006, 300, 1920, 120)),
    "responses_stream": Truth(model=prompts.THINKS, tokens=(50, 30, 20, 10), streamed=True),
    "embeddings": Truth(kind="embedding", model=prompts.EMBEDS, tokens=(25, None, None, None), finish=None),
    "error_429": Truth(finish=None, error="RateLimitError"),
}
CONVENTIONS = {
    "google-adk": "google-adk",
    "google-adk-v1": "google-adk",
    "logfire-openai": "pydantic-ai",
    "logfire-openai-v1": "pydantic-ai",
    "mlflow": "mlflow",
    "mlflow-genai": "mlflow",
    "openinference-langchain": "openinference",
    "openlit": "genai@1.37",
    "pydantic-ai": "pydantic-ai",
    "pydantic-ai-v2": "pydantic-ai",
}


def of(framework: str, scenario: str) -> Truth:
    """The truth, less what this framework leaves out."""
    true = TRUE[scenario]
    return LESS[CONVENTIONS[framework]](true, framework, scenario)


def _adk(true: Truth, framework: str, scenario: str) -> Truth:
    """Reasoning of none is not told, nor when the first token came; its errors are LiteLLM's."""
    asked, given, cached, thought = true.tokens
    return replace(true, tokens=(asked, given, cached, thought or None), streamed=False)


def _pydantic_ai(true: Truth, framework: str, scenario: str) -> Truth:
    """Zeros of the cache are not told; Logfire tells of a stream's end, not its beginning, nor of its finish."""
    asked, given, cached, thought = true.tokens
    if framework.startswith("logfire"):
        ends = true.streamed or scenario.startswith("responses")
        return replace(true, streamed=False, finish=None if ends else true.finish)
    error = true.error and "ModelRateLimitError"
    return replace(true, tokens=(asked, given, cached or None, thought), error=error)


def _mlflow(true: Truth, framework: str, scenario: str) -> Truth:
    """An embedding names no provider. Translated to gen_ai.*, nothing does, and cache and reasoning are lost."""
    asked, given, _, _ = true.tokens
    if framework == "mlflow":
        return replace(true, provider=None) if scenario == "embeddings" else true
    silent = scenario == "embeddings"
    return replace(
        true,
        provider=None,
        model=None if true.error else true.model,
        tokens=(None if silent else asked, given, None, None),
    )


def _openinference(true: Truth, framework: str, scenario: str) -> Truth:
    """LangChain does not tell when the first token came, nor why a response ended; its error has a name of its own."""
    error = true.error and "OpenAIRateLimitError"
    return replace(true, streamed=False, error=error, finish=None if scenario == "responses" else true.finish)


def _openlit(true: Truth, framework: str, scenario: str) -> Truth:
    """Reasoning is told for the Responses API alone."""
    asked, given, cached, thought = true.tokens
    return replace(true, tokens=(asked, given, cached, thought if scenario.startswith("responses") else None))


LESS = {
    "google-adk": _adk,
    "pydantic-ai": _pydantic_ai,
    "mlflow": _mlflow,
    "openinference": _openinference,
    "genai@1.37": _openlit,
}
