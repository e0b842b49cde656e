"""What a model is asked, and what it answers, whatever the provider's own words for it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from costs.pricing.rates import Tokens

DEFAULT_MAX_TOKENS = 2048
Message = Mapping[str, Any]  # {"role", "content"}; of a tool's result also "tool_call_id"; "tool_calls" of an answer


@dataclass(frozen=True)
class Endpoint:
    """Whom to ask. `priced_as` names the seller whose prices hold; `key` is shown nowhere."""

    name: str
    kind: Literal["openai", "anthropic"]
    base_url: str
    key: str = field(default="", repr=False)
    default_model: str = ""
    priced_as: str = ""

    @property
    def seller(self) -> str:
        return self.priced_as or self.kind


@dataclass(frozen=True)
class Tool:
    """What a model may ask us to do. `parameters` is a JSON schema."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=lambda: {"type": "object", "properties": {}})


@dataclass(frozen=True)
class Question:
    """`schema`: the JSON schema that the answer must have; `tool_choice`: auto, none, required or a tool's name."""

    model: str
    messages: Sequence[Message]
    tools: Sequence[Tool] = ()
    tool_choice: str = "auto"
    schema: Mapping[str, Any] | None = None
    max_tokens: int = DEFAULT_MAX_TOKENS
    temperature: float | None = None
    stop: Sequence[str] = ()


@dataclass(frozen=True)
class ToolCall:
    """`arguments` None: they are no JSON object; `raw` is what came."""

    id: str
    name: str
    arguments: dict[str, Any] | None
    raw: str = ""


@dataclass(frozen=True)
class Answer:
    """`data` is the JSON of an answer that was asked for in a form. `tokens` None: the provider did not tell."""

    text: str
    model: str = ""
    id: str = ""
    data: Any = None
    tool_calls: tuple[ToolCall, ...] = ()
    finish: str | None = None
    tokens: Tokens | None = None
    tier: str | None = None
    cost_nanousd: int | None = None

    @property
    def confidence(self) -> Any:
        return self.data.get("confidence") if isinstance(self.data, dict) else None


def object_of(text: str) -> dict[str, Any] | None:
    """A JSON object, or None."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
