"""OpenTelemetry GenAI before 1.37: `gen_ai.system`, messages as events, tokens first named prompt and completion."""

from traces.semconv.convention import Convention

CONVENTION = Convention(
    name="genai@1.36",
    title="OpenTelemetry GenAI, up to 1.36 (openai-v2)",
    source="https://github.com/open-telemetry/semantic-conventions/tree/v1.36.0/docs/gen-ai",
    facts={
        "provider": ("gen_ai.system",),
        "input_tokens": ("gen_ai.usage.prompt_tokens",),
        "output_tokens": ("gen_ai.usage.completion_tokens",),
        "cache_read_tokens": ("gen_ai.usage.cache_read_input_tokens",),
        "cache_write_tokens": ("gen_ai.usage.cache_creation_input_tokens",),
        "reasoning_tokens": ("gen_ai.usage.reasoning_tokens", "gen_ai.usage.details.reasoning_tokens"),
        "service_tier": ("gen_ai.openai.response.service_tier", "gen_ai.openai.request.service_tier"),
    },
    marks=("gen_ai.system", "gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens"),
    scopes=("opentelemetry.instrumentation.openai_v2", "opentelemetry.instrumentation.botocore."),
    genai_names=True,
)
