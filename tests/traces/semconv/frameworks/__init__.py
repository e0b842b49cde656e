"""Real frameworks drive their own clients against the stub provider; what they send over OTLP is what we test with.

Like `real`, which drives the OpenAI client: each framework runs in a process of its own (`drive`), its bytes are kept
under tests/golden/otlp (`record`). Most are too heavy to install here, so they are recorded elsewhere.
"""

import sys
from pathlib import Path

GOLDEN = Path(__file__).parents[3] / "golden" / "otlp"
# Folder under golden -> the distribution whose version is part of the folder's name.
FRAMEWORKS = {
    "google-adk": "google-adk",
    "google-adk-v1": "google-adk",
    "logfire-openai": "logfire",
    "logfire-openai-v1": "logfire",
    "mlflow": "mlflow-tracing",
    "mlflow-genai": "mlflow-tracing",
    "openinference-langchain": "openinference-instrumentation-langchain",
    "openlit": "openlit",
    "pydantic-ai": "pydantic-ai-slim",
    "pydantic-ai-v2": "pydantic-ai-slim",
}
# So that texts are sent. OpenLIT sends them unless this says anything but "true".
CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"


def bodies(framework: str, python: str = sys.executable) -> dict[str, list[bytes]]:
    """What the framework posts, by scenario, when run by `python`."""
    from tests.traces.semconv.real import door  # here: the frameworks' interpreters have no need of it

    environment = door.ENVIRONMENT | {CAPTURE: "true" if framework == "openlit" else "SPAN_ONLY"}
    return door.bodies(framework, python, "tests.traces.semconv.frameworks.drive", environment)
