"""Google's Agent Development Kit: GenAI names, and `gcp.vertex.agent.*` with requests, responses and ids.

Two versions. From 2.3 on output counts reasoning; before, reasoning was told as `gen_ai.usage.experimental.*` and
stood beside the output. `call_llm` repeats the usage of `generate_content` beneath it: the leaf rule counts it once.
"""

from traces.semconv.convention import Convention

CONVENTION = Convention(
    name="google-adk",
    title="Google ADK",
    source="https://github.com/google/adk-python/tree/main/src/google/adk/telemetry",
    facts={
        "session": ("gcp.vertex.agent.session_id",),
        "prompt": ("gcp.vertex.agent.llm_request",),
    },
    marks=(
        "gcp.vertex.agent.invocation_id",
        "gcp.vertex.agent.event_id",
        "gcp.vertex.agent.llm_response",
        "gcp.vertex.agent.tool_call_args",
        "gcp.vertex.agent.tool_response",
    ),
    scopes=("gcp.vertex.agent",),
    genai_names=True,
)
BEFORE_2_3 = Convention(
    name="google-adk@2.2",
    title="Google ADK up to 2.2: how it told of reasoning",
    source="https://github.com/google/adk-python/blob/v1.39.0/src/google/adk/telemetry/tracing.py",
    facts={"reasoning_tokens": ("gen_ai.usage.experimental.reasoning_tokens",)},
)
