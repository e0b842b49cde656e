"""OpenLLMetry (Traceloop): GenAI names with additions of its own, `traceloop.*`, and before that `llm.*`."""

from traces.semconv.convention import Convention, Kinds

# Packages that share the scope name "opentelemetry.instrumentation.<name>" with nobody else.
_PACKAGES = (
    "alephalpha anthropic bedrock chromadb cohere crewai google_generativeai groq haystack lancedb langchain "
    "llamaindex marqo mcp milvus mistralai ollama openai openai_agents pinecone qdrant replicate sagemaker together "
    "transformers vertexai voyageai watsonx weaviate writer agno litellm"
)

CONVENTION = Convention(
    name="openllmetry",
    title="OpenLLMetry (Traceloop)",
    source="https://github.com/traceloop/openllmetry",
    facts={
        "input_tokens": ("llm.usage.prompt_tokens",),
        "output_tokens": ("llm.usage.completion_tokens",),
        "reasoning_tokens": ("llm.usage.reasoning_tokens",),
        "finish_reason": (
            "gen_ai.response.finish_reason",
            "gen_ai.response.stop_reason",
            "llm.response.finish_reason",
            "llm.response.stop_reason",
            "gen_ai.completion.0.finish_reason",
        ),
        "session": ("traceloop.association.properties.session_id",),
        "user": ("traceloop.association.properties.user_id", "gen_ai.user", "llm.user"),
        "prompt_name": ("traceloop.prompt.key",),
        "prompt_version": ("traceloop.prompt.version",),
        "system_prompt": ("traceloop.prompt.template",),
        "prompt": ("traceloop.entity.input",),
    },
    kinds={
        "traceloop.span.kind": Kinds(
            {"workflow": "workflow", "task": "step", "agent": "agent", "tool": "tool", "unknown": None}
        ),
        "llm.request.type": Kinds(
            {"chat": "llm", "completion": "llm", "embedding": "embedding", "rerank": "reranker", "unknown": None}
        ),
    },
    events=("gen_ai.content.completion.chunk", "llm.content.completion.chunk"),
    marks=(
        "traceloop.span.kind",
        "traceloop.workflow.name",
        "gen_ai.usage.total_tokens",
        "llm.usage.total_tokens",
        "gen_ai.is_streaming",
        "llm.is_streaming",
        "traceloop.entity.name",
        "traceloop.entity.input",
        "traceloop.entity.output",
        "llm.request.type",
        "llm.usage.prompt_tokens",
        "llm.usage.completion_tokens",
    ),
    scopes=(
        "traceloop.tracer",
        *(f"opentelemetry.instrumentation.{package}" for package in _PACKAGES.split()),
        *(f"opentelemetry.instrumentation.{package}." for package in _PACKAGES.split()),
    ),
    genai_names=True,
)
