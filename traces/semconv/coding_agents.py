"""Coding-agent CLIs: token events in their logs. The door of logs puts the agent's name before each attribute."""

from traces.semconv.convention import Convention

CLAUDE_CODE = Convention(
    name="claude-code",
    title="Claude Code's log events",
    source="https://code.claude.com/docs/en/monitoring-usage",
    facts={
        "model": ("claude_code.model",),
        "input_tokens": ("claude_code.input_tokens",),
        "output_tokens": ("claude_code.output_tokens",),
        "cache_read_tokens": ("claude_code.cache_read_tokens",),
        "cache_write_tokens": ("claude_code.cache_creation_tokens",),
        "cost": ("claude_code.cost_usd",),
        "response_id": ("claude_code.request_id",),
        "attempt": ("claude_code.attempt",),
        "session": ("claude_code.session.id",),
        "user": ("claude_code.user.email", "claude_code.user.account_uuid", "claude_code.user.id"),
        "error_type": ("claude_code.status_code",),
    },
    scopes=("com.anthropic.claude_code.events",),
)
GEMINI_CLI = Convention(
    name="gemini-cli",
    title="Gemini CLI's log events",
    source="https://github.com/google-gemini/gemini-cli/blob/main/docs/cli/telemetry.md",
    facts={
        "model": ("gemini_cli.model",),
        # What tools said stands beside the prompt in Gemini's usage; the door adds the two up.
        "input_tokens": ("gemini_cli.all_input_token_count", "gemini_cli.input_token_count"),
        "output_tokens": ("gemini_cli.output_token_count",),
        "cache_read_tokens": ("gemini_cli.cached_content_token_count",),
        "reasoning_tokens": ("gemini_cli.thoughts_token_count",),
        "finish_reason": ("gemini_cli.finish_reasons",),
        "session": ("gemini_cli.session.id",),
        "user": ("gemini_cli.user.email", "gemini_cli.installation.id"),
        "error_type": ("gemini_cli.error_type", "gemini_cli.status_code"),
    },
    scopes=("gemini-cli",),
)
CODEX = Convention(
    name="codex",
    title="OpenAI Codex's log events",
    source="https://github.com/openai/codex/blob/main/codex-rs/otel/src/events/session_telemetry.rs",
    facts={
        "model": ("codex.model",),
        "input_tokens": ("codex.input_token_count",),
        "output_tokens": ("codex.output_token_count",),
        "cache_read_tokens": ("codex.cached_token_count",),
        "cache_write_tokens": ("codex.cache_write_token_count",),
        "reasoning_tokens": ("codex.reasoning_token_count",),
        "service_tier": ("codex.service_tier",),
        "attempt": ("codex.attempt",),
        "session": ("codex.conversation.id",),
        "user": ("codex.user.email", "codex.user.account_id"),
        "error_type": ("codex.error.type", "codex.http.response.status_code"),
    },
    scopes=("codex_otel",),
)
