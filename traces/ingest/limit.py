"""Step: cuts what is absurdly large. It comes after redaction, so that no secret survives in half at the cut.

What was cut is flagged on the span and counted in `batch.notes`: truncated, dropped_attributes, dropped_events.
"""

from collections import Counter
from dataclasses import replace
from typing import TypeVar

from django.conf import settings

from traces.otlp.decoded import MAX_ATTRIBUTES, MAX_EVENTS
from traces.types import Attributes, Batch, Resource, Scope, Span, Value

MAX_KEY_CHARACTERS = 512
MAX_NAME_CHARACTERS = 1024
CONTAINERS = {list, dict, bytes}
NUMBER_CHARACTERS = 8  # what any value that is no text counts as
CUT = "\N{HORIZONTAL ELLIPSIS}[cut]"
KEYS_KNOWN = 10_000
FEW_BYTES = min(MAX_KEY_CHARACTERS, MAX_NAME_CHARACTERS, MAX_ATTRIBUTES, MAX_EVENTS)

TIMES_LONGER = 10  # than on the wire: what redaction puts in for a short secret with all that stands around it

_short_keys: set[str] = set()
Item = TypeVar("Item")


def limit(batch: Batch) -> None:
    """In place, also for refused spans: those are kept in quarantine."""
    shared = Shared(batch.notes)
    refused = [rejection.span for rejection in batch.rejected if rejection.span is not None]
    most = settings.MAX_VALUE_CHARACTERS
    for span in batch.spans + refused:
        shared.limit(span)
        if not is_small(span, most):
            limit_span(span, batch.notes)


class Shared:
    """Resources and scopes, each cut once for all spans that share it; their spans are not flagged."""

    def __init__(self, notes: Counter[str]) -> None:
        self.notes = notes
        self.resources: dict[int, tuple[Resource, Resource]] = {}  # by id; the first keeps that id from being reused
        self.scopes: dict[int, tuple[Scope, Scope]] = {}

    def limit(self, span: Span) -> None:
        resource, scope = span.resource, span.scope
        if (known := self.resources.get(id(resource))) is None:
            known = self.resources[id(resource)] = resource, self.resource(resource)
        span.resource = known[1]
        if (seen := self.scopes.get(id(scope))) is None:
            seen = self.scopes[id(scope)] = scope, self.scope(scope)
        span.scope = seen[1]

    def resource(self, resource: Resource) -> Resource:
        if is_brief(resource.attributes):
            return resource
        return replace(resource, attributes=self.cut(resource.attributes))

    def scope(self, scope: Scope) -> Scope:
        if len(scope.name) + len(scope.version) <= MAX_NAME_CHARACTERS and is_brief(scope.attributes):
            return scope
        name, version = scope.name[:MAX_NAME_CHARACTERS], scope.version[:MAX_NAME_CHARACTERS]
        return replace(scope, name=name, version=version, attributes=self.cut(scope.attributes))

    def cut(self, attributes: Attributes) -> Attributes:
        cutter = Cutter(settings.MAX_SPAN_CHARACTERS)
        kept = cutter.attributes(attributes)
        self.notes.update(cutter.notes)
        return kept


def is_small(span: Span, most: int) -> bool:
    """The usual case, told in about two microseconds: known keys, plain values, at most `most` characters together.

    What took few bytes on the wire holds nothing too long and nothing too often, whatever redaction put in.
    """
    if 0 < span.wire_bytes <= FEW_BYTES:
        return True
    events = span.events
    if span.links or len(events) > MAX_EVENTS or not is_usual(span.attributes):
        return False
    if not all(is_usual(event.attributes) and len(event.name) <= MAX_NAME_CHARACTERS for event in events):
        return False
    if max(len(span.name), len(span.status_message), len(span.trace_state)) > MAX_NAME_CHARACTERS:
        return False
    if 0 < span.wire_bytes <= most // TIMES_LONGER:
        return True
    return count_characters(span.attributes) + sum(count_characters(event.attributes) for event in events) <= most


def is_usual(attributes: Attributes) -> bool:
    containers = [value for value in attributes.values() if value.__class__ in CONTAINERS]
    return (
        attributes.keys() <= _short_keys
        and len(attributes) <= MAX_ATTRIBUTES
        and (not containers or all(map(is_short_list, containers)))
    )


def is_brief(attributes: Attributes) -> bool:
    """Of known keys and plain values, together too short for any limit."""
    return is_usual(attributes) and count_characters(attributes) <= MAX_NAME_CHARACTERS


def count_characters(attributes: Attributes) -> int:
    return sum([len(value) for value in attributes.values() if value.__class__ is str])


def is_short_list(value: Value) -> bool:
    """Such as the finish reasons of a model call: a few short texts."""
    return type(value) is list and set(map(type, value)) == {str} and sum(map(len, value)) <= MAX_NAME_CHARACTERS


def limit_span(span: Span, notes: Counter[str]) -> None:
    cutter = Cutter(settings.MAX_SPAN_CHARACTERS)
    span.name = cutter.text(span.name, MAX_NAME_CHARACTERS)
    span.status_message = cutter.text(span.status_message, settings.MAX_VALUE_CHARACTERS)
    span.trace_state = cutter.text(span.trace_state, MAX_NAME_CHARACTERS)
    span.attributes = cutter.attributes(span.attributes)
    span.events = cutter.first(span.events)
    span.links = cutter.first(span.links)
    for event in span.events:
        event.name = cutter.text(event.name, MAX_NAME_CHARACTERS)
        event.attributes = cutter.attributes(event.attributes)
    for link in span.links:
        link.attributes = cutter.attributes(link.attributes)
    notes.update(cutter.notes)
    span.warnings.extend(code for code in cutter.notes if code not in span.warnings)


class Cutter:
    """Cuts values while a budget of characters for the whole span lasts; once it is used up, texts become empty."""

    def __init__(self, budget: int) -> None:
        self.left = budget
        self.notes: Counter[str] = Counter()

    def text(self, text: str, most: int) -> str:
        most = min(most, max(self.left, 0))
        self.left -= min(len(text), most)
        if len(text) <= most:
            return text
        self.notes["truncated"] += 1
        return text[:most] + CUT

    def first(self, items: list[Item]) -> list[Item]:
        if len(items) > MAX_EVENTS:
            self.notes["dropped_events"] += len(items) - MAX_EVENTS
        return items[:MAX_EVENTS]

    def attributes(self, attributes: Attributes) -> Attributes:
        if len(attributes) > MAX_ATTRIBUTES:
            self.notes["dropped_attributes"] += len(attributes) - MAX_ATTRIBUTES
        kept = list(attributes.items())[:MAX_ATTRIBUTES]
        return {self.key(key): self.value(value) for key, value in kept}

    def key(self, key: str) -> str:
        if len(key) > MAX_KEY_CHARACTERS:
            return self.text(key, MAX_KEY_CHARACTERS)
        if len(_short_keys) >= KEYS_KNOWN:
            _short_keys.clear()
        _short_keys.add(key)
        return key

    def value(self, value: Value) -> Value:
        """One attribute's value: as a whole it may take MAX_VALUE_CHARACTERS, however it is nested."""
        if type(value) is str:
            return self.text(value, settings.MAX_VALUE_CHARACTERS)
        if type(value) not in CONTAINERS:
            self.left -= NUMBER_CHARACTERS
            return value
        own = Cutter(min(settings.MAX_VALUE_CHARACTERS, max(self.left, 0)))
        before, kept = own.left, own.nested(value)
        self.left -= before - own.left
        self.notes.update(own.notes)
        return kept

    def nested(self, value: Value) -> Value:
        """Members are kept in order until the budget is used up."""
        if isinstance(value, str):
            return self.text(value, self.left)
        if isinstance(value, bytes):
            return self.octets(value)
        if isinstance(value, list):
            return [self.nested(each) for each in value if self.room()]
        if isinstance(value, dict):
            return {self.key(key): self.nested(each) for key, each in value.items() if self.room()}
        self.left -= NUMBER_CHARACTERS
        return value

    def room(self) -> bool:
        if self.left <= 0:
            self.notes["truncated"] = 1
        return self.left > 0

    def octets(self, value: bytes) -> bytes:
        kept = value[: max(self.left, 0)]
        self.left -= len(kept)
        if len(kept) < len(value):
            self.notes["truncated"] += 1
        return kept
