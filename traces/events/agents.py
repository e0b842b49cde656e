"""Token events of coding-agent CLIs as spans of kind llm. Pure.

Their attributes have names of no convention ("model", "input_tokens"), so each stands on its span behind the agent's
own name; traces.semconv.coding_agents says what they mean. Some write numbers as texts, see each agent's source.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

import orjson

from traces.types import Attributes, LogRecord, Scope, Span, Status, Value

NUMBER = re.compile(r"\d{1,15}(\.\d{1,18})?")
MAX_DURATION_MS = 24 * 3600 * 1000
Outcome = Callable[[Attributes], Status | None]  # what the event says of a call; None: it tells of none


@dataclass(frozen=True, slots=True)
class Agent:
    """One CLI. `events`: those that tell of a call. `numbers`: attributes that may come as text.

    `session`, `turn`: attributes that name the conversation, and the part of it that is one trace.
    """

    name: str
    title: str
    scope: str  # of its records; also where they came through something that lost it
    events: dict[str, Outcome]
    numbers: frozenset[str]
    session: str
    turn: str
    source: str


def ok(_: Attributes) -> Status:
    return "ok"


def failed(_: Attributes) -> Status:
    return "error"


def completed(attributes: Attributes) -> Status | None:
    """Codex tells of every piece of a stream; the last one has the usage."""
    if attributes.get("event.kind") != "response.completed":
        return None
    return "error" if "error.message" in attributes or attributes.get("success") in {False, "false"} else "ok"


def failed_request(attributes: Attributes) -> Status | None:
    """An attempt of Codex that was not answered; one that was is told of when its stream ends."""
    code = number(attributes.get("http.response.status_code"))
    return "error" if attributes.get("error.message") or (isinstance(code, int) and code >= 400) else None


CLAUDE_CODE = Agent(
    name="claude_code",
    title="Claude Code",
    scope="com.anthropic.claude_code.events",
    events={"claude_code.api_request": ok, "claude_code.api_error": failed},
    numbers=frozenset(
        {
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_creation_tokens",
            "cost_usd",
            "duration_ms",
            "attempt",
        }
    ),
    session="session.id",
    turn="prompt.id",
    source="https://code.claude.com/docs/en/monitoring-usage (events; the exporter writes every value as text)",
)
GEMINI_CLI = Agent(
    name="gemini_cli",
    title="Gemini CLI",
    scope="gemini-cli",
    events={"gemini_cli.api_response": ok, "gemini_cli.api_error": failed},
    numbers=frozenset(
        {
            "input_token_count",
            "output_token_count",
            "cached_content_token_count",
            "thoughts_token_count",
            "tool_token_count",
            "duration_ms",
        }
    ),
    session="session.id",
    turn="prompt_id",
    source="google-gemini/gemini-cli docs/cli/telemetry.md",
)
CODEX = Agent(
    name="codex",
    title="OpenAI Codex",
    scope="codex_otel",
    events={"codex.sse_event": completed, "codex.api_request": failed_request},
    numbers=frozenset(
        {
            "input_token_count",
            "output_token_count",
            "cached_token_count",
            "cache_write_token_count",
            "reasoning_token_count",
            "duration_ms",
            "attempt",
        }
    ),
    session="conversation.id",
    turn="turn.id",
    source="openai/codex codex-rs/otel/src/events/session_telemetry.rs (`%` writes a number as text)",
)
AGENTS = (CLAUDE_CODE, GEMINI_CLI, CODEX)
BY_EVENT = {event: agent for agent in AGENTS for event in agent.events}


def event_name(record: LogRecord) -> str | None:
    """The token event that a record is; None for any other. Its name stands in one of three places."""
    own = record.attributes.get("event.name")
    for found in (record.name, own, record.body):
        if isinstance(found, str) and found in BY_EVENT:
            return found
    short = f"{CLAUDE_CODE.name}.{own}"
    return short if record.scope.name == CLAUDE_CODE.scope and short in BY_EVENT else None


def as_span(record: LogRecord, event: str) -> Span | None:
    """The call that this event tells of; None when it tells of none.

    It is written when the call ends. Its ids follow from what it says, so sent again it is the same span; where the
    record belongs to a trace, the call hangs below the record's span.
    """
    agent = BY_EVENT[event]
    status = agent.events[event](record.attributes)
    if status is None:
        return None
    attributes = named(agent, record.attributes)
    duration_ms = attributes.get(f"{agent.name}.duration_ms")
    return Span(
        trace_id=record.trace_id or derived_trace(agent, record),
        span_id=digest(8, event, record.time_ns, record.attributes),
        parent_span_id=record.span_id if record.trace_id else None,
        name=f"chat {record.attributes.get('model') or agent.title}",
        start_ns=max(record.time_ns - nanoseconds(duration_ms), 0),
        end_ns=record.time_ns,
        otel_kind=3,
        status=status,
        status_message=said(record.attributes) if status == "error" else "",
        attributes={"gen_ai.operation.name": "chat", **attributes},
        resource=record.resource,
        scope=Scope(agent.scope, record.scope.version, record.scope.attributes, record.scope.schema_url),
        index=record.index,
        source="log",
        workflow=record.resource.service or agent.title,
        workflow_reason="coding agent",
    )


def named(agent: Agent, attributes: Attributes) -> Attributes:
    """The record's attributes behind the agent's name, numbers as numbers."""
    found = {
        f"{agent.name}.{name}": number(value) if name in agent.numbers else value for name, value in attributes.items()
    }
    tools = found.get("gemini_cli.tool_token_count")
    if isinstance(tools, int) and isinstance(asked := found.get("gemini_cli.input_token_count"), int):
        found["gemini_cli.all_input_token_count"] = asked + tools  # what tools said stands beside the prompt
    return found


def number(value: Value) -> Value:
    """A text that is a number as that number; anything else as it is, for the token rules to refuse.

    >>> number("12"), number("0.25"), number("-1"), number("NaN"), number(7)
    (12, 0.25, '-1', 'NaN', 7)
    """
    if value.__class__ is not str or not NUMBER.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)


def nanoseconds(duration_ms: Value) -> int:
    """0 for what is no duration of a call."""
    if duration_ms.__class__ not in {int, float}:
        return 0
    return int(duration_ms * 1_000_000) if 0 <= duration_ms <= MAX_DURATION_MS else 0


def said(attributes: Attributes) -> str:
    """The message of an error."""
    return next((found for name in ("error", "error.message") if isinstance(found := attributes.get(name), str)), "")


def derived_trace(agent: Agent, record: LogRecord) -> bytes:
    """One trace a turn of a conversation; what names neither stands alone."""
    turn = [record.attributes.get(agent.session), record.attributes.get(agent.turn)]
    if not any(turn):
        return digest(16, agent.name, record.time_ns, record.attributes)
    return digest(16, agent.name, record.resource.service, turn)


def digest(size: int, *parts: Value) -> bytes:
    text = orjson.dumps(parts, default=repr, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return blake2b(text, digest_size=size, person=b"aiops.log").digest()
