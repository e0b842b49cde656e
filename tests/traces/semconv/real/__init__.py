"""Real packages drive the real OpenAI client against the stub provider; what they send over OTLP is what we test with.

Each package patches the client for the whole process, so each runs in one of its own (`drive`). `door` catches what it
posts; `record` keeps it under tests/golden/otlp for tests that want real bytes without the wait.
"""

from pathlib import Path

GOLDEN = Path(__file__).parents[3] / "golden" / "otlp"
PACKAGES = {
    "genai-openai": "opentelemetry-instrumentation-genai-openai",
    "openinference-openai": "openinference-instrumentation-openai",
    "traceloop": "traceloop-sdk",
    "langfuse": "langfuse",
    "langsmith": "langsmith",
}
# Not installed here, but in the field: recorded with an interpreter that has them.
OLDER = {
    "openai-v2": "opentelemetry-instrumentation-openai-v2",
    "traceloop-openai": "opentelemetry-instrumentation-openai",
    "litellm": "litellm",
}
# For node, and recorded with a folder that npm has put them in.
JAVASCRIPT = {"vercel": "ai", "vercel-legacy": "ai"}
