"""OpenInference (Arize Phoenix and others): `openinference.span.kind` and flattened `llm.*` attributes."""

from traces.semconv.convention import Convention, Kinds

_KINDS = {
    "LLM": "llm",
    "EMBEDDING": "embedding",
    "CHAIN": "step",
    "RETRIEVER": "retriever",
    "RERANKER": "reranker",
    "TOOL": "tool",
    "AGENT": "agent",
    "GUARDRAIL": "guardrail",
    "EVALUATOR": "evaluator",
    "PROMPT": "step",
    "DECISION": "llm",
    "UNKNOWN": None,
}

CONVENTION = Convention(
    name="openinference",
    title="OpenInference",
    source="https://github.com/Arize-ai/openinference/tree/main/spec",
    facts={
        "provider": ("llm.provider", "decision.provider"),
        "system": ("llm.system", "decision.system"),
        "model": ("llm.response.model_name", "decision.response.model_name"),
        # llm.model_name is what was asked for, until the answer names another; the attribute is then overwritten.
        "model_asked": (
            "llm.model_name",
            "embedding.model_name",
            "reranker.model_name",
            "decision.model_name",
            "llm.request.model_name",
            "decision.request.model_name",
        ),
        "parameters": ("llm.invocation_parameters", "embedding.invocation_parameters"),
        "input_tokens": ("llm.token_count.prompt", "decision.token_count.input"),
        "output_tokens": ("llm.token_count.completion", "decision.token_count.output"),
        "cache_read_tokens": (
            "llm.token_count.prompt_details.cache_read",
            "llm.token_count.prompt_details.cache_input",
        ),
        "cache_write_tokens": ("llm.token_count.prompt_details.cache_write",),
        "reasoning_tokens": ("llm.token_count.completion_details.reasoning",),
        "input_audio_tokens": ("llm.token_count.prompt_details.audio",),
        "output_audio_tokens": ("llm.token_count.completion_details.audio",),
        "cost": ("llm.cost.total",),
        "finish_reason": ("llm.finish_reason",),
        "prompt_name": ("prompt.id", "llm.prompt_template.template"),
        "prompt_version": ("llm.prompt_template.version",),
        "prompt": ("input.value",),
    },
    kinds={"openinference.span.kind": Kinds(_KINDS | {name.lower(): kind for name, kind in _KINDS.items()})},
    events=("First Token Stream Event",),
    marks=("openinference.span.kind", "output.value", "llm.token_count.total", "tool.name", "agent.name"),
    scopes=("openinference.instrumentation.", "@arizeai/openinference-"),
)
