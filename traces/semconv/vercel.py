"""Vercel AI SDK 7 (`@ai-sdk/otel`): GenAI names, with a span per agent, step, model call and tool.

The agent's span repeats the sum of its calls, which settling does not count again.
"""

from traces.semconv.convention import Convention

CONVENTION = Convention(
    name="vercel@7",
    title="Vercel AI SDK, from 7 on",
    source="https://ai-sdk.dev/docs/ai-sdk-core/telemetry",
    facts={"first_token_s": ("gen_ai.client.operation.time_to_first_chunk",)},
    marks=(
        "gen_ai.client.operation.duration",
        "gen_ai.client.operation.time_to_first_chunk",
        "gen_ai.client.operation.time_per_output_chunk",
        "gen_ai.execute_tool.duration",
    ),
    scopes=("gen_ai",),
    genai_names=True,
)
