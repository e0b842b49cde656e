"""Token metrics as spans of kind llm, for services that tell their tokens nowhere else. Pure.

One row stands for all calls of an interval with the same attributes. It has the facts of the log events of the same
sender, by the same names, so it is read by the same convention and rule. Rows are cut into parts of PART_TOKENS: none
of the calls they stand for need be long, so none may be priced as a long one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from traces.events.agents import CLAUDE_CODE, GEMINI_CLI, digest
from traces.types import Attributes, Point, Scope, Span, Value

PART_TOKENS = 100_000  # below every price tier by length
MOST_PARTS = 100
MOST_ROWS = 20_000  # of one request; beyond it nothing is cut
MAX_TOKENS = 1_000_000_000  # of one interval; more is nonsense, and as one row the token rules refuse it


@dataclass(frozen=True, slots=True)
class Family:
    """Metrics of one sender. `types`: values of the attribute `type_name`, and the attribute each becomes."""

    prefix: str  # of its other attributes; "": they stay as they are
    type_name: str
    types: dict[str, str]
    scope: str = ""  # where its own scope does not tell the convention


GENAI = Family("", "gen_ai.token.type", {"input": "gen_ai.usage.input_tokens", "output": "gen_ai.usage.output_tokens"})
CLAUDE = Family(
    "claude_code.",
    "type",
    {
        "input": "claude_code.input_tokens",
        "output": "claude_code.output_tokens",
        "cacheRead": "claude_code.cache_read_tokens",
        "cacheCreation": "claude_code.cache_creation_tokens",
    },
    scope=CLAUDE_CODE.scope,
)
GEMINI = Family(
    "gemini_cli.",
    "type",
    {
        "input": "gemini_cli.input_token_count",
        "output": "gemini_cli.output_token_count",
        "thought": "gemini_cli.thoughts_token_count",
        "cache": "gemini_cli.cached_content_token_count",
        "tool": "gemini_cli.tool_token_count",
    },
    scope=GEMINI_CLI.scope,
)
COST = "claude_code.cost.usage"
FAMILIES = {
    "gen_ai.client.token.usage": GENAI,
    "claude_code.token.usage": CLAUDE,
    COST: CLAUDE,
    "gemini_cli.token.usage": GEMINI,
}
WANTED = frozenset(FAMILIES)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a point adds: its own value, or of a cumulative one what it has more than the one before."""

    point: Point
    start_ns: int
    value: int | float


def series_of(point: Point) -> bytes:
    """What tells one series of points from another."""
    return digest(16, point.metric, point.resource.attributes, point.scope.name, point.attributes)


def told_twice(points: Iterable[Point]) -> set[int]:
    """The places of points of the general metric where the agent's own, of the same service, says it in more detail."""
    every = list(points)
    own = {point.resource.service for point in every if FAMILIES[point.metric] is not GENAI}
    return {point.index for point in every if FAMILIES[point.metric] is GENAI and point.resource.service in own}


def as_spans(amounts: Iterable[Amount]) -> list[Span]:
    """The rows of these amounts: those that differ in the type of token alone are one."""
    grouped: dict[tuple[Any, ...], list[Amount]] = {}
    for amount in amounts:
        point = amount.point
        family = FAMILIES[point.metric]
        rest = {name: value for name, value in point.attributes.items() if name != family.type_name}
        told = digest(16, family.prefix, rest, point.resource.attributes, point.time_ns)
        grouped.setdefault((family.prefix, told), []).append(amount)
    spans: list[Span] = []
    for (_, told), group in grouped.items():
        spans += _spans(told, group, MOST_PARTS if len(spans) < MOST_ROWS else 1)
    return spans


def _spans(told: bytes, group: list[Amount], most: int) -> Iterator[Span]:
    point = group[0].point
    family = FAMILIES[point.metric]
    common = {f"{family.prefix}{name}": value for name, value in point.attributes.items() if name != family.type_name}
    model = point.attributes.get("model") or point.attributes.get("gen_ai.response.model")
    model = model or point.attributes.get("gen_ai.request.model")
    facts = facts_of(family, group)
    if not any(facts.values()):
        return
    for number, part in enumerate(parts(family, facts, most)):
        yield Span(
            trace_id=told,
            span_id=digest(8, told.hex(), number),
            parent_span_id=None,
            name=f"usage of {model or 'an unnamed model'}",
            start_ns=point.time_ns,
            end_ns=point.time_ns,
            otel_kind=3,
            attributes={"gen_ai.operation.name": "chat", **common, **part},
            resource=point.resource,
            scope=Scope(family.scope or point.scope.name, point.scope.version),
            index=point.index,
            source="metric",
            workflow=point.resource.service or None,
            workflow_reason="service.name of a metric" if point.resource.service else None,
        )


def facts_of(family: Family, group: list[Amount]) -> Attributes:
    """Tokens by class, and the cost where it is told."""
    facts: dict[str, Value] = {}
    for amount in group:
        name = "claude_code.cost_usd" if amount.point.metric == COST else ""
        name = name or family.types.get(str(amount.point.attributes.get(family.type_name)), "")
        if name:
            value = float(amount.value) if name.endswith("cost_usd") else _whole(amount.value)
            facts[name] = facts.get(name, 0) + value
    if any(name in facts for name in family.types.values()):
        facts.setdefault(family.types["input"], 0)  # where only cached tokens were used, the others were none
    return facts


def _whole(value: int | float) -> int | float:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def parts(family: Family, facts: Attributes, most: int) -> Iterator[Attributes]:
    """The facts in equal parts; whole numbers differ by one at most, and add up to what they were."""
    tokens = sum(value for name, value in facts.items() if name in family.types.values() and value > 0)
    count = 1 if tokens > MAX_TOKENS else min(max(1, -(-int(tokens) // PART_TOKENS)), most)
    for number in range(count):
        part = {name: _share(value, number, count) for name, value in facts.items()}
        tools, asked = part.get("gemini_cli.tool_token_count"), part.get("gemini_cli.input_token_count")
        if tools is not None and asked is not None:
            part["gemini_cli.all_input_token_count"] = asked + tools
        yield part


def _share(value: int | float, number: int, count: int) -> int | float:
    """
    >>> [_share(7, number, 3) for number in range(3)], _share(-4, 0, 1)
    ([2, 2, 3], -4)
    """
    if not isinstance(value, int):
        return value / count
    return value * (number + 1) // count - value * number // count
