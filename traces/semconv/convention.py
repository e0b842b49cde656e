"""What a convention is: a table from facts to the attribute names it uses for them. The modules beside this one are
such tables, one per convention and version; `table` joins them, `normal` reads spans by the joined table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from traces.types import TOKEN_FIELDS

TOKEN_FACTS = frozenset(TOKEN_FIELDS)
# What a span can tell, by the name of the field of traces.types.Span (or the intermediate value) it fills.
FACTS = (
    "kind",
    "provider",
    "system",  # the API spoken: tells two providers of one company apart, and stands in for an unnamed provider
    "model",  # the one that answered
    "model_asked",
    "parameters",  # of the request, as JSON: a failed call may name its model nowhere else
    *sorted(TOKEN_FACTS),
    "cost",  # USD, as reported
    "service_tier",
    "finish_reason",
    "response_id",
    "usage_fields",  # whose names the fields of a usage in JSON have: a word of traces.semconv.fields.SHAPES
    "first_token_s",
    "streamed",  # an unstreamed call has no first token, whatever a sender says
    "first_token_at",  # a point in time, RFC 3339
    "session",
    "user",
    "release",
    "prompt_name",
    "prompt_version",
    "system_prompt",
    "prompt",
    "status",  # "error" where a span says so in an attribute, and not in its status
    "status_message",
    "error_type",
    "attempt",  # 1 is the first try
    "resends",  # 0 is the first try
    "cache_hit",
    "business_key",
)
TAG = "tag:"  # facts of this prefix are promoted attributes: "tag:region" fills span.tags["region"]


# Reads the facts out of an attribute that holds several, or one in another unit. Raises ValueError where it cannot. The
# first line of its docstring says on the page of conventions what is read.
Unpack = Callable[[Any], Mapping[str, Any]]


class Kinds(dict[str, str | None]):
    """Values of one attribute and the kind each means; `otherwise` is what any other value means (None: nothing)."""

    def __init__(self, kinds: Mapping[str, str | None], otherwise: str | None = None) -> None:
        super().__init__(kinds)
        self.otherwise = otherwise

    def __missing__(self, value: str) -> str | None:
        return self.otherwise


@dataclass(frozen=True, slots=True)
class Convention:
    """One convention in one version.

    `facts`: attribute names per fact, best first. `kinds`: attributes that tell the span's kind, best first.
    `unpack`: attributes whose value has to be taken apart, and what does it; such a fact comes after those that have
    an attribute of their own. `events`: span events that mark the first token. `marks`: attributes that nobody else
    writes, so that one of them shows the convention at work. `scopes`: names of the instrumentation libraries known to
    write it; one that ends in "." or "-" is a prefix. `genai_names`: it writes GenAI names too, so that the author of
    the span, not the name of the attribute, says which token rule holds.
    """

    name: str  # as recorded in span.convention
    title: str
    source: str
    facts: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Kinds] = field(default_factory=dict)
    unpack: Mapping[str, Unpack] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    genai_names: bool = False


class Hit(NamedTuple):
    fact: str  # "" for a mark that gives no fact
    rank: int  # the lowest wins
    author: int  # index into NAMES
    kinds: Kinds | None  # for the fact "kind": what the values mean
    unpack: Unpack | None  # for no fact: takes several out of the value
    convention: str
