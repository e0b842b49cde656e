"""Redaction of whole spans: name, status message, attributes, events, links, and the resource and scope they share."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from traces.redaction.redactor import Redactor
from traces.types import Resource, Scope, Span

GROUP_CHARACTERS = 64 * 1024  # searched at once: each search lets other threads in, and that costs more than it does


class SpanRedactor:
    """For one batch: resources and scopes are looked at once. `counts` says how often each rule replaced something."""

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self.counts: Counter[str] = Counter()
        self.resources: dict[int, Resource] = {}
        self.scopes: dict[int, Scope] = {}

    def spans(self, spans: Iterable[Span]) -> None:
        """In place. One search goes over the texts of many spans: most hold no secret."""
        group: list[tuple[Span, str]] = []
        characters = 0
        for span in spans:
            span.resource = self.resource(span.resource)
            span.scope = self.scope(span.scope)
            text = self.text_of(span)
            if text is None:
                self.clean(span)
                continue
            group.append((span, text))
            characters += len(text)
            if characters >= GROUP_CHARACTERS:
                self.search(group)
                group, characters = [], 0
        self.search(group)

    def search(self, group: list[tuple[Span, str]]) -> None:
        if self.redactor.suspects_text("\n".join([text for _, text in group])):
            for span, text in group:
                if self.redactor.suspects_text(text):
                    self.clean(span)

    def text_of(self, span: Span) -> str | None:
        """All that the span says, to be searched; None where it has to be looked at piece by piece."""
        attributes, texts = [span.attributes], [span.name, span.status_message, span.trace_state]
        if span.events:
            attributes += [event.attributes for event in span.events]
            texts += [event.name for event in span.events]
        if span.links:
            attributes += [link.attributes for link in span.links]
        return self.redactor.plain_text(attributes, texts)

    def clean(self, span: Span) -> None:
        redactor, counts = self.redactor, self.counts
        span.attributes = redactor.attributes(span.attributes, counts)
        span.name = redactor.text(span.name, counts)
        span.status_message = redactor.text(span.status_message, counts)
        span.trace_state = redactor.text(span.trace_state, counts)
        for event in span.events:
            event.attributes = redactor.attributes(event.attributes, counts)
            event.name = redactor.text(event.name, counts)
        for link in span.links:
            link.attributes = redactor.attributes(link.attributes, counts)

    def resource(self, resource: Resource) -> Resource:
        known = self.resources.get(id(resource))
        if known is None:
            known = resource
            if self.redactor.needs_work([resource.attributes], []):
                known = replace(resource, attributes=self.redactor.attributes(resource.attributes, self.counts))
            self.resources[id(resource)] = self.resources[id(known)] = known
        return known

    def scope(self, scope: Scope) -> Scope:
        known = self.scopes.get(id(scope))
        if known is None:
            known = scope
            if self.redactor.needs_work([scope.attributes], [scope.name]):
                attributes = self.redactor.attributes(scope.attributes, self.counts)
                known = replace(scope, name=self.redactor.text(scope.name, self.counts), attributes=attributes)
            self.scopes[id(scope)] = self.scopes[id(known)] = known
        return known
