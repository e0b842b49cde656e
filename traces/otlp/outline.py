"""Where each span lies in a protobuf request, found by hand before anything is parsed.

An empty span is 2 bytes on the wire and a kilobyte as a value, so what is read is counted first: neither empty items
nor unknown fields can make a small body cost much memory or time.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from traces.otlp.decoded import (
    FIELDS_A_SPAN,
    MAX_ATTRIBUTES,
    MAX_EVENTS,
    MAX_MEMBERS,
    PARTS_A_SPAN,
    TooManyError,
    TooManySpansError,
)
from traces.otlp.pruning import pruned
from traces.otlp.wire import LENGTH, as_varint, malformed, skip, varint

Place = tuple[int, int]  # first byte and the one behind the last
MIN_FIELDS = 200_000
Caps = dict[int, tuple[int, str]]  # by field number: how many are kept, and the code of the others
ATTRIBUTES, EVENTS = (MAX_ATTRIBUTES, "dropped_attributes"), (MAX_EVENTS, "dropped_events")
SPAN: Caps = {9: ATTRIBUTES, 11: EVENTS, 13: EVENTS}
EVENT: Caps = {3: ATTRIBUTES}
LINK: Caps = {4: ATTRIBUTES}
RESOURCE: Caps = {1: ATTRIBUTES}
SCOPE: Caps = {3: ATTRIBUTES}


@dataclass(slots=True)
class Part:
    """A ResourceSpans with its ScopeSpans in `parts`, or a ScopeSpans with its spans in `places`."""

    head: bytes = b""  # the resource or the scope
    schema_url: bytes = b""
    parts: list["Part"] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


class Walk:
    """Reads fields of one request, at most so many in all as the spans it may hold have."""

    def __init__(self, raw: bytes, max_spans: int, what: str = "spans") -> None:
        self.raw = raw
        self.what = what
        self.max_spans = max_spans
        self.spans = 0
        self.parts = 0
        self.fields_left = max(MIN_FIELDS, FIELDS_A_SPAN * max_spans)
        self.members_left = PARTS_A_SPAN * max_spans

    def fields(self, raw: bytes, place: Place) -> Iterator[tuple[int, int, int, int]]:
        """Number (0 where the field is of no length), where it begins, where its content lies.

        Raises RefusedError for what is no protobuf, TooManyError.
        """
        position, end = place
        while position < end:
            begin = position
            self.fields_left -= 1
            if self.fields_left < 0:
                raise TooManyError("the body has too many fields; send smaller batches")
            tag = raw[position]
            position += 1
            if tag > 0x7F:
                tag, position = varint(raw, begin, "the body")
            if tag & 7 == LENGTH:
                size, start = varint(raw, position, "the body")
                position = start + size
                number = tag >> 3
            else:
                number, start = 0, position
                position = skip(raw, position, tag & 7, "the body")
            if position > end or tag < 8:
                raise malformed("the body")
            yield number, begin, start, position

    def request(self) -> list[Part]:
        whole = self.fields(self.raw, (0, len(self.raw)))
        return [self.resource_spans((start, end)) for number, _, start, end in whole if number == 1]

    def resource_spans(self, place: Place) -> Part:
        part = self.part()
        for number, _, start, end in self.fields(self.raw, place):
            if number == 1:
                part.head = self.raw[start:end]
            elif number == 2:
                part.parts.append(self.scope_spans((start, end)))
            elif number == 3:
                part.schema_url = self.raw[start:end]
        return part

    def part(self) -> Part:
        """Each span may have a resource and a scope of its own."""
        self.parts += 1
        if self.parts > 2 * self.max_spans:
            raise TooManyError("the body holds too many resources and scopes; send smaller batches")
        return Part()

    def scope_spans(self, place: Place) -> Part:
        part = self.part()
        for number, _, start, end in self.fields(self.raw, place):
            if number == 2:
                self.spans += 1
                if self.spans > self.max_spans:
                    raise TooManySpansError(self.max_spans, self.what)
                part.places.append((start, end))
            elif number == 1:
                part.head = self.raw[start:end]
            elif number == 3:
                part.schema_url = self.raw[start:end]
        return part

    def count(self, numbers: tuple[int, ...], place: Place | None = None) -> int:
        """How many messages lie at the end of the path of field numbers."""
        inside = self.fields(self.raw, place or (0, len(self.raw)))
        if len(numbers) == 1:
            return sum(number == numbers[0] for number, *_ in inside)
        return sum(self.count(numbers[1:], (start, end)) for number, _, start, end in inside if number == numbers[0])

    def thinned(self, raw: bytes, caps: Caps, dropped: Counter[str]) -> bytes:
        """A message without the parts, and the members of attributes, beyond those kept; says so in `dropped`."""
        seen = dict.fromkeys(caps, 0)
        kept = []
        for number, begin, start, end in self.fields(raw, (0, len(raw))):
            if number in caps:
                most, code = caps[number]
                seen[number] += 1
                if seen[number] > most:
                    dropped[code] += 1
                    continue
                if caps[number] is ATTRIBUTES and (made := self.pruned(raw, (start, end))) is not None:
                    dropped["truncated"] += 1
                    kept.append(as_varint(number << 3 | LENGTH) + as_varint(len(made)) + made)
                    continue
            kept.append(raw[begin:end])
        return b"".join(kept) if dropped else raw

    def pruned(self, raw: bytes, place: Place) -> bytes | None:
        """An attribute with as many members as may be kept; None when it has no more."""
        made, members = pruned(raw, place, min(MAX_MEMBERS, self.members_left))
        self.members_left -= members
        return made
