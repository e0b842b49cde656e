"""Reads one span by the joined table and fills its normal form. This is the hot path: one pass over the attributes,
one dict probe each; nothing is parsed that a page can parse later.
"""

import json
from typing import Any

from traces.semconv import finish, prompts, providers, signs
from traces.semconv.convention import TAG, TOKEN_FACTS, Hit
from traces.semconv.exceptions import exception_type
from traces.semconv.packed import Packed, nanoseconds, unpack
from traces.semconv.pydantic_ai import STREAM_OPENERS
from traces.semconv.storable import storable
from traces.semconv.table import FIRST_TOKEN_EVENTS, NAMES, NOBODY, RESOURCE_TABLE, TABLE, author_by_scope
from traces.semconv.usage import fill_tokens, nanousd
from traces.types import Resource, Span

MAX_TEXT = 200
MAX_PARAMETERS = 20_000
MAX_MESSAGE = 10_000
MAX_ATTEMPT = 32_767
SECOND_NS = 1_000_000_000
CLOCK_SLACK_NS = 1_000_000  # a duration taken by another clock may exceed the span's by this much
BY_OTEL_KIND = {4: "queue", 5: "step"}  # a producer hands work over; a consumer does it
UNPRICED_IS_ZERO = "openlit."  # get_chat_model_cost answers 0 for a model it has no price for
GUARDRAIL = TAG + "guardrail"
CALLS = frozenset({"llm", "embedding", "reranker"})
LOOKED_UP = frozenset({"tool", "retriever"})
TEXT_FACTS = frozenset({"response_id", "service_tier", "business_key"})
TAG_FACTS = frozenset(hit.fact for hit in TABLE.values() if hit.fact.startswith(TAG))
Facts = dict[str, Any]


def normalise(span: Span) -> None:
    """Fills the normal-form fields of `span` in place. Never raises, whatever the attributes hold.

    What cannot be believed is left None with a code in `span.warnings`: bad_tokens:<field>, bad_cost, bad_first_token,
    cached_exceeds_input, reasoning_exceeds_output, audio_exceeds_input, audio_exceeds_output, unreadable:<attribute>.
    """
    facts, hits, author, packed = _collect(span.attributes)
    if packed:
        unpack(span, packed, facts, hits)
    span.convention = author_by_scope(span.scope.name) or NAMES[author]
    _fill_origin(span, facts)
    if facts:
        _fill_model(span, facts)
        if told := TOKEN_FACTS & facts.keys():
            fill_tokens(span, told, facts, hits)
        _fill_rest(span, facts)
    span.kind = _kind(span, facts)
    if span.kind in CALLS:
        prompts.fill(span, facts)
    elif span.kind in LOOKED_UP:
        prompts.fill_lookup(span, facts)
    if "status" in facts:
        _fill_status(span, facts)
    _fill_events(span)
    _fill_error(span, facts)
    signs.fill(span, facts)


def _collect(attributes: dict[str, Any]) -> tuple[Facts, dict[str, Hit], int, list[Packed]]:
    """The best value per fact, where it came from, who wrote the span (an index into NAMES), and what is to unpack."""
    facts: Facts = {}
    hits: dict[str, Hit] = {}
    author = NOBODY
    packed: list[Packed] = []
    known = TABLE.get
    for name, value in attributes.items():
        hit = known(name)
        if hit is None or value is None or value == "":
            continue
        fact, rank, who, kinds, read, _ = hit
        if who < author:  # noqa: PLR1730 - min() costs as much as the rest of the loop
            author = who
        if read is not None:
            packed.append((name, value, hit, read))
            continue
        if kinds is not None:
            value = kinds[value] if value.__class__ is str else None  # noqa: PLW2901 - its meaning
            if value is None:
                continue
        elif not fact:
            continue
        if fact not in hits or rank < hits[fact][1]:
            hits[fact] = hit
            facts[fact] = value
    return facts, hits, author, packed


def _text(value: Any) -> str | None:
    """A short text, or None. Whole numbers count as text: user and session ids often are."""
    if value.__class__ is str:
        return value[:MAX_TEXT] or None
    return str(value)[:MAX_TEXT] if value.__class__ is int and -(2**63) <= value < 2**64 else None


class _Origin:
    """What a resource says of all its spans: read once for the spans of one request, which share the object."""

    __slots__ = ("facts", "resource", "tags")

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.facts: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        places: dict[str, int] = {}
        for name, value in resource.attributes.items():
            fact, place = RESOURCE_TABLE.get(name, ("", 0))
            text = _text(value)
            if fact and text is not None and place <= places.get(fact, place):
                places[fact] = place
                if fact.startswith(TAG):
                    self.tags[fact[len(TAG) :]] = text
                else:
                    self.facts[fact] = text


_last_origin = _Origin(Resource({}))


def _fill_origin(span: Span, facts: Facts) -> None:
    """Session, user, release and tags: the span's own before its resource's."""
    global _last_origin  # noqa: PLW0603 - a memo of one; replaced whole, so threads may race for it
    origin = _last_origin
    if origin.resource is not span.resource:
        origin = _last_origin = _Origin(span.resource)
    known = origin.facts
    span.release = _text(facts.get("release")) or known.get("release")
    span.session = _text(facts.get("session")) or known.get("session")
    span.user = _text(facts.get("user")) or known.get("user")
    span.tags = dict(origin.tags)
    for fact in TAG_FACTS & facts.keys():
        if text := tag_text(facts[fact]):
            span.tags[fact[len(TAG) :]] = text


def tag_text(value: Any) -> str | None:
    """A tag's value: a short text; of numbers and truth values as JSON writes them. None for anything else."""
    return str(value).lower() if value.__class__ in {bool, float} else _text(value)


def _fill_model(span: Span, facts: Facts) -> None:
    span.model = _text(facts.get("model")) or _text(facts.get("model_asked"))
    if span.model is None and "parameters" in facts:
        span.model = _model_in(facts["parameters"])
    system = facts.get("system", "")
    provider = facts.get("provider", system)
    if provider.__class__ is str:
        span.provider = providers.canonical(provider, system if system.__class__ is str else "")
    if span.model is not None and "/" in span.model:
        span.provider, span.model = providers.unprefixed(span.provider, span.model)
    if span.provider is None and provider == providers.ADK:
        span.provider = providers.of_adk(span.model)


def _model_in(parameters: Any) -> str | None:
    if parameters.__class__ is not str or len(parameters) > MAX_PARAMETERS:
        return None
    try:
        request = json.loads(parameters)
    except (ValueError, RecursionError):
        return None
    model = _text(request.get("model")) if isinstance(request, dict) else None
    return model and storable(model)


def _fill_rest(span: Span, facts: Facts) -> None:
    if "cost" in facts:
        _fill_cost(span, facts["cost"])
    if "finish_reason" in facts:
        span.finish_reason = finish.normalised(facts["finish_reason"])
    for fact in TEXT_FACTS & facts.keys():
        setattr(span, fact, _text(facts[fact]))
    if "first_token_s" in facts and facts.get("streamed") is not False:
        _fill_first_token(span, facts["first_token_s"])
    if "first_token_at" in facts:
        _fill_first_token_at(span, facts["first_token_at"])
    if "attempt" in facts or "resends" in facts:
        span.attempt = _attempt(facts)


def _fill_cost(span: Span, cost: Any) -> None:
    span.cost_reported_nanousd = nanousd(cost)
    if span.cost_reported_nanousd is None:
        span.warnings.append("bad_cost")
    elif span.cost_reported_nanousd == 0 and span.scope.name.startswith(UNPRICED_IS_ZERO):
        span.cost_reported_nanousd = None


def _fill_first_token(span: Span, seconds: Any) -> None:
    longest_ns = span.end_ns - span.start_ns
    if seconds.__class__ in (int, float) and 0 <= seconds <= (longest_ns + CLOCK_SLACK_NS) / SECOND_NS:
        span.first_token_ns = min(round(seconds * SECOND_NS), longest_ns)
    else:
        span.warnings.append("bad_first_token")


def _fill_first_token_at(span: Span, at: Any) -> None:
    after_ns = nanoseconds(at)
    if after_ns is None:
        span.warnings.append("bad_first_token")
    elif span.first_token_ns is None:
        _fill_first_token(span, (after_ns - span.start_ns) / SECOND_NS)


def _attempt(facts: Facts) -> int | None:
    for fact, first in (("attempt", 1), ("resends", 0)):
        value = facts.get(fact)
        if value.__class__ is int and first <= value < MAX_ATTEMPT:
            return int(value) + 1 - first
    return None


def _kind(span: Span, facts: Facts) -> str:
    """A local cache's answer is no call, and a call stays one whatever else it is; then what the service says itself,
    then what the conventions say; else a model with usage is a call, and a named step is one."""
    kind = facts.get("kind")
    if facts.get("cache_hit") is True:
        return "cache"
    if GUARDRAIL in facts and kind not in CALLS:
        return "guardrail"
    if kind:
        return "step" if span.scope.name in STREAM_OPENERS and _opens_stream(span, facts) else str(kind)
    if span.model is not None and span.output_tokens is not None:
        return "llm"
    if "aiops.step" in span.attributes:
        return "step"
    return BY_OTEL_KIND.get(span.otel_kind, "other")


def _opens_stream(span: Span, facts: Facts) -> bool:
    """Whether another span, which says it all again, tells what became of this one's stream."""
    return span.status != "error" and TOKEN_FACTS.isdisjoint(facts) and "response_id" not in facts


def _fill_status(span: Span, facts: Facts) -> None:
    """What a span says of itself in an attribute counts where its status says nothing."""
    if span.status == "unset" and facts["status"] == "error":
        span.status = "error"
        message = facts.get("status_message")
        if not span.status_message and message.__class__ is str:
            span.status_message = message[:MAX_MESSAGE]


def _fill_events(span: Span) -> None:
    """First token from the first event that marks one; the error's type from the last exception."""
    for event in span.events:
        if event.name == "exception":
            if span.status == "error":
                span.error_type = _text(exception_type(event.attributes)) or span.error_type
        elif event.name in FIRST_TOKEN_EVENTS:
            after_ns = event.time_ns - span.start_ns
            if 0 <= after_ns <= span.end_ns - span.start_ns and after_ns < (span.first_token_ns or after_ns + 1):
                span.first_token_ns = after_ns


def _fill_error(span: Span, facts: Facts) -> None:
    """`error.type` says it best; an error without any type is "_OTHER", as OpenTelemetry has it."""
    if (declared := _text(facts.get("error_type"))) and span.status != "ok":
        span.error_type = declared
    elif span.status == "error" and span.error_type is None:
        span.error_type = "_OTHER"
