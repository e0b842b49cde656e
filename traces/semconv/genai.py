"""OpenTelemetry GenAI, current: `gen_ai.provider.name` and messages as one attribute (semantic conventions 1.37 on)."""

from traces.semconv.convention import Convention, Kinds

OPERATIONS = Kinds(
    {
        "chat": "llm",
        "text_completion": "llm",
        "generate_content": "llm",
        "completion": "llm",
        "responses": "llm",
        "response": "llm",
        "embeddings": "embedding",
        "embedding": "embedding",
        "retrieval": "retriever",
        "rerank": "reranker",
        "execute_tool": "tool",
        "invoke_agent": "agent",
        "create_agent": "agent",
        "invoke_workflow": "workflow",
        "plan": "step",
        "agent_step": "step",
        "execute_task": "step",
        "evaluate": "evaluator",
        "evaluation": "evaluator",
        "guardrail": "guardrail",
        # MLflow puts its own type of the span where OpenTelemetry has no operation for it.
        "RETRIEVER": "retriever",
        "RERANKER": "reranker",
        "CHAIN": "step",
        "PARSER": "step",
        "TASK": "step",
        "WORKFLOW": "workflow",
        "GUARDRAIL": "guardrail",
        "EVALUATOR": "evaluator",
    }
)

CONVENTION = Convention(
    name="genai@1.37",
    title="OpenTelemetry GenAI, current",
    source="https://github.com/open-telemetry/semantic-conventions-genai",
    facts={
        "provider": ("gen_ai.provider.name",),
        "model": ("gen_ai.response.model",),
        "model_asked": ("gen_ai.request.model",),
        "input_tokens": ("gen_ai.usage.input_tokens",),
        "output_tokens": ("gen_ai.usage.output_tokens",),
        "cache_read_tokens": ("gen_ai.usage.cache_read.input_tokens",),
        # Renamed from cache_creation to cache_write in 2026; both are in use.
        "cache_write_tokens": ("gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens"),
        "reasoning_tokens": ("gen_ai.usage.reasoning.output_tokens",),
        "input_audio_tokens": ("gen_ai.usage.audio.input_tokens",),
        "output_audio_tokens": ("gen_ai.usage.audio.output_tokens",),
        "cost": ("gen_ai.usage.cost", "gen_ai.usage.total_cost", "operation.cost"),
        "service_tier": ("openai.response.service_tier", "gen_ai.response.service_tier", "openai.request.service_tier"),
        "finish_reason": ("gen_ai.response.finish_reasons",),
        "response_id": ("gen_ai.response.id",),
        "streamed": ("gen_ai.request.stream",),
        "first_token_s": ("gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token"),
        "session": ("gen_ai.conversation.id",),
        "user": ("gen_ai.request.user",),
        "prompt_name": ("gen_ai.prompt.name",),
        "prompt_version": ("gen_ai.prompt.version",),
        "system_prompt": ("gen_ai.system_instructions",),
        "prompt": ("gen_ai.input.messages",),
    },
    kinds={"gen_ai.operation.name": OPERATIONS},
    marks=("gen_ai.provider.name", "gen_ai.input.messages", "gen_ai.output.messages"),
    scopes=("opentelemetry.instrumentation.genai.", "opentelemetry.util.genai.", "openlit."),
    genai_names=True,
)
